-- Who holds a check, as agencies see it: their own checks say so, and the names of colleagues come by a function, for the table of users
-- holds addresses and everybody of every agency.
GRANT SELECT ("claimedById") ON "AgencyCheck" TO front_door_agency;

-- Everybody of the reader's agency. It looks as the owner, and shows no more than this.
CREATE FUNCTION colleagues_of_reader() RETURNS TABLE ("id" uuid, "hubId" text, "name" text, "roles" text[], "agency" text, "enabled" boolean) STABLE ROWS 20
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN QUERY
    SELECT u."id", u."hubId", u."name", u."roles", u."agency", u."enabled" FROM public."User" u
    WHERE u."agency" = public.reader_agency() AND u."hubId" = public.reader_hub() AND public.reader_id() IS NOT NULL;
END $$;
REVOKE EXECUTE ON FUNCTION colleagues_of_reader FROM PUBLIC;
GRANT EXECUTE ON FUNCTION colleagues_of_reader TO front_door_agency;
CREATE INDEX "User_of_agency" ON "User" ("hubId", "agency") WHERE "agency" IS NOT NULL;

-- What somebody holds, in the order of their worklist (records/check-lookup.ts), and how much everybody does (records/workload.ts).
CREATE INDEX "AgencyCheck_of_holder" ON "AgencyCheck" ("claimedById", (CASE WHEN "settledAt" IS NULL THEN 0 ELSE 1 END), "dueAt", "id")
  WHERE "claimedById" IS NOT NULL;
