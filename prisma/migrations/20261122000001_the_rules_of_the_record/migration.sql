-- What Prisma's schema language cannot say: partial indexes, what may never change, and what the application's role may do.

-- ── Indexes, each for one query ─────────────────────────────────────────────────────────────────────────────────
-- The board: cases in flight, most urgent first (records/board.ts).
CREATE INDEX "Case_in_flight" ON "Case" ("hubId",
  (CASE WHEN "immediateDanger" AND "stage" IN ('received', 'screening') THEN 0 WHEN "nextDueAt" IS NOT NULL THEN 1 ELSE 2 END),
  (COALESCE("nextDueAt", "receivedAt")), "id") WHERE "closedAt" IS NULL;
-- Closed cases, when somebody asks for them; and any case by the beginning of its reference.
CREATE INDEX "Case_closed" ON "Case" ("hubId", "receivedAt", "id") WHERE "closedAt" IS NOT NULL;
CREATE INDEX "Case_by_reference" ON "Case" ("hubId", "reference" text_pattern_ops);
-- The sweep: cases whose workflow has not heard yet (records/course.ts).
CREATE INDEX "CaseCourse_unheard" ON "CaseCourse" ("ringAt") WHERE "heardSeq" < "courseSeq";
-- Worklists, of one agency and of the hub: what waits comes first (records/check-lookup.ts).
CREATE INDEX "AgencyCheck_of_agency" ON "AgencyCheck" ("hubId", "agency", (CASE WHEN "settledAt" IS NULL THEN 0 ELSE 1 END), "dueAt", "id");
CREATE INDEX "AgencyCheck_of_hub" ON "AgencyCheck" ("hubId", (CASE WHEN "settledAt" IS NULL THEN 0 ELSE 1 END), "dueAt", "id");
-- Running clocks whose next step is due (records/watch.ts).
CREATE INDEX "Deadline_running" ON "Deadline" ("nextStepAt") WHERE "settledAt" IS NULL;
-- Messages still to go (records/notices.ts, records/watch.ts).
CREATE INDEX "Notice_owed" ON "Notice" ("caseId") WHERE "state" IN ('due', 'sending');
CREATE INDEX "Notice_undelivered" ON "Notice" ("owedAt") WHERE "state" IN ('due', 'sending', 'failed');
CREATE INDEX "Notice_owed_since" ON "Notice" ("nextAttemptAt") WHERE "state" IN ('due', 'sending');
-- Who may be told (records/recipients.ts).
CREATE INDEX "User_by_role" ON "User" USING gin ("roles") WHERE "enabled";

-- ── What is recorded is not changed ─────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER "Referral_is_immutable" BEFORE UPDATE OR DELETE ON "Referral"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "Referral_is_kept" BEFORE TRUNCATE ON "Referral" EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "CaseEvent_is_immutable" BEFORE UPDATE OR DELETE ON "CaseEvent"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "CaseEvent_is_kept" BEFORE TRUNCATE ON "CaseEvent" EXECUTE FUNCTION refuse_change();

CREATE FUNCTION keep_received_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the time of receipt of a case is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER "Case_receivedAt_is_immutable" BEFORE UPDATE OF "receivedAt" ON "Case"
  FOR EACH ROW WHEN (OLD."receivedAt" IS DISTINCT FROM NEW."receivedAt") EXECUTE FUNCTION keep_received_at();

-- ── The application's role ──────────────────────────────────────────────────────────────────────────────────────
-- The processes log in as members of front_door_app, which owns nothing. It adds to everything, changes only what moves,
-- and removes nothing but old idempotency answers.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'front_door_app') THEN
    CREATE ROLE front_door_app NOLOGIN;
  END IF;
END $$;

GRANT USAGE ON SCHEMA public TO front_door_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO front_door_app;
REVOKE ALL ON "_prisma_migrations" FROM front_door_app;
GRANT SELECT ON "_prisma_migrations" TO front_door_app;
GRANT UPDATE ON "Case", "CaseCourse", "AgencyCheck", "Deadline", "Notice", "User", "Alarm" TO front_door_app;
GRANT UPDATE, DELETE ON "IdempotencyRecord" TO front_door_app;
