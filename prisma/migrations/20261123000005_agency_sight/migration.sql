-- A second wall behind the conditions of the queries: agencies read by a role that PostgreSQL shows their own checks and nothing else.
-- docs/decisions/0016-a-second-wall-for-agencies.md says why it is built as it is.

-- ── The role ────────────────────────────────────────────────────────────────────────────────────────────────────
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'front_door_agency') THEN
    CREATE ROLE front_door_agency NOLOGIN;
  END IF;
END $$;

-- The columns that records/check-lookup.ts, records/check-view.ts and records/walls.ts read, and no other.
GRANT USAGE ON SCHEMA public TO front_door_agency;
GRANT SELECT ("id", "hubId", "caseId", "agency", "state", "rating", "question", "legalBasis", "dueAt", "settledAt") ON "AgencyCheck" TO front_door_agency;
GRANT SELECT ("id", "reference", "version", "restricted") ON "Case" TO front_door_agency;
GRANT SELECT ON "AgencyCheckPerson", "CheckResult", "CheckInformation" TO front_door_agency;
GRANT SELECT ("id", "firstName", "lastName", "dateOfBirth", "expectedDate", "address") ON "Person" TO front_door_agency;
GRANT SELECT ("caseId", "personId", "relationship", "position") ON "CasePerson" TO front_door_agency;
GRANT SELECT ("id", "checkId", "at", "analysis", "rating") ON "CheckAnswer" TO front_door_agency;
GRANT SELECT ("caseId", "userId") ON "CaseAccess" TO front_door_agency;
GRANT SELECT ("caseId", "userId", "until") ON "GlassBreak" TO front_door_agency;
GRANT SELECT ("userId", "personId", "liftedAt") ON "PersonLink" TO front_door_agency;

-- ── Who reads ───────────────────────────────────────────────────────────────────────────────────────────────────
-- Four settings, each for one transaction. One that was never made is null, and one that went with its transaction is blank: either is
-- null here, and what is compared with null is no row.
CREATE FUNCTION reader_hub() RETURNS text STABLE PARALLEL SAFE
  RETURN NULLIF(pg_catalog.current_setting('front_door.hub', true), '');
CREATE FUNCTION reader_agency() RETURNS text STABLE PARALLEL SAFE
  RETURN NULLIF(pg_catalog.current_setting('front_door.agency', true), '');
CREATE FUNCTION reader_id() RETURNS uuid STABLE PARALLEL SAFE
  RETURN NULLIF(pg_catalog.current_setting('front_door.user', true), '')::uuid;
-- Whether no wall keeps a case from the reader. The ids are looked for as text, which is much quicker than to read a list of them; and
-- PostgreSQL takes `IS FALSE` for what most cases are, where it would take an equation for what hardly any is, and sort them all.
CREATE FUNCTION stands_open_to_reader(case_id uuid) RETURNS boolean STABLE PARALLEL SAFE
  RETURN (pg_catalog.strpos(NULLIF(pg_catalog.current_setting('front_door.closed', true), ''), case_id::text) > 0) IS FALSE;

-- Makes the settings, and nothing else makes `front_door.closed`: the cases that a wall keeps from the reader. It looks as the owner,
-- for whether a person of a case is linked to the reader is asked of all its people, of whom an agency sees only some.
CREATE FUNCTION read_as(hub text, agency text, reader uuid) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('front_door.hub', hub, true), set_config('front_door.agency', agency, true),
    set_config('front_door.user', reader::text, true),
    set_config('front_door.closed', ARRAY(
      SELECT c."id" FROM public."Case" c WHERE c."hubId" = hub AND c."restricted"
        AND NOT EXISTS (SELECT FROM public."CaseAccess" a WHERE a."caseId" = c."id" AND a."userId" = reader)
      UNION ALL
      SELECT p."caseId" FROM public."PersonLink" l JOIN public."CasePerson" p ON p."personId" = l."personId"
      WHERE l."userId" = reader AND l."liftedAt" IS NULL)::text, true);
END $$;
REVOKE EXECUTE ON FUNCTION read_as FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_as TO front_door_agency;

CREATE INDEX "Case_restricted" ON "Case" ("hubId") WHERE "restricted";
CREATE INDEX "CasePerson_personId_idx" ON "CasePerson"("personId");
CREATE INDEX "AgencyCheckPerson_personId_idx" ON "AgencyCheckPerson"("personId");

-- ── The wall ────────────────────────────────────────────────────────────────────────────────────────────────────
-- Everything hangs on the check; no policy names a table whose own policy leads back. That of the check has no subquery, so that a
-- worklist stays a walk along its index (test/records/agency-plans.test.ts); most checks of a case are another agency's.
CREATE POLICY asked ON "AgencyCheck" FOR SELECT TO front_door_agency
  USING ("agency" = reader_agency() AND "hubId" = reader_hub() AND reader_id() IS NOT NULL AND stands_open_to_reader("caseId"));
CREATE POLICY asked ON "Case" FOR SELECT TO front_door_agency
  USING (EXISTS (SELECT FROM "AgencyCheck" k WHERE k."caseId" = "Case"."id"));
CREATE POLICY asked ON "AgencyCheckPerson" FOR SELECT TO front_door_agency
  USING (EXISTS (SELECT FROM "AgencyCheck" k WHERE k."id" = "AgencyCheckPerson"."checkId"));
CREATE POLICY asked ON "Person" FOR SELECT TO front_door_agency
  USING (EXISTS (SELECT FROM "AgencyCheckPerson" a WHERE a."personId" = "Person"."id"));
CREATE POLICY asked ON "CasePerson" FOR SELECT TO front_door_agency
  USING (EXISTS (SELECT FROM "AgencyCheck" k JOIN "AgencyCheckPerson" a ON a."checkId" = k."id"
    WHERE k."caseId" = "CasePerson"."caseId" AND a."personId" = "CasePerson"."personId"));
CREATE POLICY asked ON "CheckAnswer" FOR SELECT TO front_door_agency
  USING (EXISTS (SELECT FROM "AgencyCheck" k WHERE k."id" = "CheckAnswer"."checkId"));
CREATE POLICY asked ON "CheckResult" FOR SELECT TO front_door_agency
  USING (EXISTS (SELECT FROM "CheckAnswer" w WHERE w."id" = "CheckResult"."answerId"));
CREATE POLICY asked ON "CheckInformation" FOR SELECT TO front_door_agency
  USING (EXISTS (SELECT FROM "CheckAnswer" w WHERE w."id" = "CheckInformation"."answerId"));
-- What the conditions of the queries ask for: the reader's own places on lists, broken glass and links.
CREATE POLICY own ON "CaseAccess" FOR SELECT TO front_door_agency USING ("userId" = reader_id());
CREATE POLICY own ON "GlassBreak" FOR SELECT TO front_door_agency USING ("userId" = reader_id());
CREATE POLICY own ON "PersonLink" FOR SELECT TO front_door_agency USING ("userId" = reader_id());

-- Everyone else sees what they saw. `application`: the hub's reads and everybody's acts, whose statements hold the first wall. `owner`:
-- migrations, `read_as`, and repairs by hand; under FORCE even the owner has no row but by a policy that says so.
DO $$ DECLARE walled record; BEGIN
  FOR walled IN
    SELECT c.relname AS name, pg_get_userbyid(c.relowner) AS owner FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
  LOOP
    EXECUTE format('CREATE POLICY application ON %I TO front_door_app USING (true)', walled.name);
    EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', walled.name, walled.owner);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled.name);
  END LOOP;
END $$;
