-- What those on an access list were last told that it lacks, and a conflict of interest that follows a person from case to case.

-- ── Lists that lack somebody (records/incomplete-lists.ts) ──────────────────────────────────────────────────────
ALTER TABLE "CaseRestriction" ADD COLUMN "listLacks" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "CaseRestriction" ADD COLUMN "listToldAt" TIMESTAMPTZ(3);

-- ── Links to people (records/walls.ts) ──────────────────────────────────────────────────────────────────────────
-- Every case that a person is on, also as somebody else with the same NHS number: each referral makes people anew. It looks as the owner,
-- for an agency sees only some people of a case, and of nobody the blind index of the number. PL/pgSQL, since that is planned once on a
-- connection; it is asked for people to whom somebody is linked, and for nobody else.
CREATE FUNCTION cases_of_person(person uuid) RETURNS SETOF uuid STABLE ROWS 3
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN QUERY
    SELECT p."caseId" FROM public."CasePerson" p WHERE p."personId" = person
    UNION
    SELECT p."caseId" FROM public."Person" one
      JOIN public."Person" same ON same."hubId" = one."hubId" AND same."nhsNumberIndex" = one."nhsNumberIndex"
      JOIN public."CasePerson" p ON p."personId" = same."id"
    WHERE one."id" = person;
END $$;
REVOKE EXECUTE ON FUNCTION cases_of_person FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_of_person TO front_door_app, front_door_agency;

CREATE OR REPLACE FUNCTION read_as(hub text, agency text, reader uuid) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('front_door.hub', hub, true), set_config('front_door.agency', agency, true),
    set_config('front_door.user', reader::text, true),
    set_config('front_door.closed', ARRAY(
      SELECT c."id" FROM public."Case" c WHERE c."hubId" = hub AND c."restricted"
        AND NOT EXISTS (SELECT FROM public."CaseAccess" a WHERE a."caseId" = c."id" AND a."userId" = reader)
      UNION ALL
      SELECT linked."caseId" FROM public."PersonLink" l, public.cases_of_person(l."personId") AS linked ("caseId")
      WHERE l."userId" = reader AND l."liftedAt" IS NULL)::text, true);
END $$;
