-- What staff must see before they contact or visit a person, or the address of a case.

CREATE TABLE "WarningNote" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "personId" UUID,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "forAgencies" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "byId" UUID NOT NULL,
    "reviewDueAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "endedById" UUID,
    "endReason" TEXT,

    CONSTRAINT "WarningNote_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "WarningNote_text_is_sealed" CHECK (starts_with("text", E'\t')),
    CONSTRAINT "WarningNote_forAgencies_is_sealed" CHECK (starts_with("forAgencies", E'\t')),
    CONSTRAINT "WarningNote_endReason_is_sealed" CHECK (starts_with("endReason", E'\t'))
);
ALTER TABLE "WarningNote" ADD CONSTRAINT "WarningNote_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "WarningNote" ADD CONSTRAINT "WarningNote_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Of a person whatever stands on any case, of an address what stands on its case.
CREATE INDEX "WarningNote_of_person" ON "WarningNote" ("personId") WHERE "endedAt" IS NULL;
CREATE INDEX "WarningNote_of_case" ON "WarningNote" ("caseId") WHERE "endedAt" IS NULL;

GRANT SELECT, INSERT ON "WarningNote" TO front_door_app;
GRANT UPDATE ("endedAt", "endedById", "endReason") ON "WarningNote" TO front_door_app;

-- What somebody of an agency is told who is asked about a person on a case: the kinds, and the words that were written for agencies. It
-- follows the person by their NHS number, as cases_of_person does, and for the same reason looks as the owner: agencies have no right to
-- the table, and see of nobody the blind index of the number. Words that were written on a restricted case do not leave it.
CREATE FUNCTION warnings_about(person uuid, on_case uuid)
  RETURNS TABLE ("id" uuid, "isOfPerson" boolean, "kind" text, "forAgencies" text) STABLE ROWS 1
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN QUERY
    SELECT n."id", true, n."kind", CASE WHEN n."caseId" = on_case OR NOT c."restricted" THEN n."forAgencies" END
    FROM (SELECT person AS "id" UNION
          SELECT s."id" FROM public."Person" one
            JOIN public."Person" s ON s."hubId" = one."hubId" AND s."nhsNumberIndex" = one."nhsNumberIndex"
          WHERE one."id" = person) same
      JOIN public."WarningNote" n ON n."personId" = same."id" AND n."endedAt" IS NULL
      JOIN public."Case" c ON c."id" = n."caseId"
    UNION ALL
    SELECT n."id", false, n."kind", n."forAgencies" FROM public."WarningNote" n
    WHERE n."caseId" = on_case AND n."personId" IS NULL AND n."endedAt" IS NULL;
END $$;
REVOKE EXECUTE ON FUNCTION warnings_about FROM PUBLIC;
GRANT EXECUTE ON FUNCTION warnings_about TO front_door_app, front_door_agency;
