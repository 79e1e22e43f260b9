-- Users who are linked to a person on a case, for what the application asks of many users or many cases at once (records/walls.ts): the cases
-- are those of cases_of_person, which is a function because agencies read by it, and which PostgreSQL must call link by link. Of this it plans
-- as much as a statement needs: the links of all at once, or those of one user to one case.
CREATE VIEW "LinkedCase" AS
  SELECT l."userId", p."caseId" FROM "PersonLink" l JOIN "CasePerson" p ON p."personId" = l."personId" WHERE l."liftedAt" IS NULL
  UNION ALL
  SELECT l."userId", p."caseId" FROM "PersonLink" l JOIN "Person" one ON one."id" = l."personId"
    JOIN "Person" same ON same."hubId" = one."hubId" AND same."nhsNumberIndex" = one."nhsNumberIndex"
    JOIN "CasePerson" p ON p."personId" = same."id" WHERE l."liftedAt" IS NULL;

-- Agencies know of nobody's links but their reader's own.
GRANT SELECT ON "LinkedCase" TO front_door_app;
