-- Who looked at what, and the daily seals over looks and cases (docs/decisions/0014-looks.md).

-- ── Looks ───────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE "AccessEvent" (
    "seq" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "hubId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "what" TEXT,
    "userId" UUID,
    "role" TEXT,
    "caseId" UUID,
    "checkId" UUID,
    "subjectId" UUID,
    "items" INTEGER,
    "why" TEXT,
    "terms" TEXT,
    "requestId" UUID,
    "address" TEXT,

    CONSTRAINT "AccessEvent_pkey" PRIMARY KEY ("seq", "at")
) PARTITION BY RANGE ("at");

-- Who looked at this case, and what this user looked at (records/who-looked.ts). Sealing goes by the primary key.
CREATE INDEX "AccessEvent_of_case" ON "AccessEvent" ("caseId", "seq") WHERE "caseId" IS NOT NULL;
CREATE INDEX "AccessEvent_of_user" ON "AccessEvent" ("userId", "seq") WHERE "userId" IS NOT NULL;

-- ── Seals ───────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE "AccessSeal" (
    "day" DATE NOT NULL,
    "lastSeq" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "AccessSeal_pkey" PRIMARY KEY ("day")
);

CREATE TABLE "SealedHead" (
    "caseId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "reference" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "SealedHead_pkey" PRIMARY KEY ("caseId", "seq")
);
CREATE INDEX "SealedHead_day_caseId_idx" ON "SealedHead" ("day", "caseId");

CREATE TABLE "DailyDigest" (
    "day" DATE NOT NULL,
    "payload" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,

    CONSTRAINT "DailyDigest_pkey" PRIMARY KEY ("day")
);

-- The cases that changed since the last digest: events come in the order of time, so that an index by blocks is enough.
CREATE INDEX "CaseEvent_lately" ON "CaseEvent" USING brin ("at") WITH (autosummarize = on);

-- ── What is recorded is not changed ─────────────────────────────────────────────────────────────────────────────
CREATE TRIGGER "AccessEvent_is_immutable" BEFORE UPDATE OR DELETE ON "AccessEvent"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "AccessEvent_is_kept" BEFORE TRUNCATE ON "AccessEvent" EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "AccessSeal_is_immutable" BEFORE UPDATE OR DELETE ON "AccessSeal"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "AccessSeal_is_kept" BEFORE TRUNCATE ON "AccessSeal" EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "SealedHead_is_immutable" BEFORE UPDATE OR DELETE ON "SealedHead"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "SealedHead_is_kept" BEFORE TRUNCATE ON "SealedHead" EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "DailyDigest_is_immutable" BEFORE UPDATE OR DELETE ON "DailyDigest"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "DailyDigest_is_kept" BEFORE TRUNCATE ON "DailyDigest" EXECUTE FUNCTION refuse_change();

-- ── Partitions ──────────────────────────────────────────────────────────────────────────────────────────────────
-- What falls into no month that was made ahead: a look is never refused for want of a partition.
CREATE TABLE "AccessEvent_other" PARTITION OF "AccessEvent" DEFAULT;
CREATE TRIGGER "AccessEvent_other_is_kept" BEFORE TRUNCATE ON "AccessEvent_other" EXECUTE FUNCTION refuse_change();

-- Makes the partitions of this month and the next two, in UTC, where they are missing. A month of which looks lie among the others stays
-- there. The application calls it and may do no more: partitions belong to the owner. A table that is attached, rather than created in
-- its place, lets looks go on meanwhile.
CREATE FUNCTION make_look_partitions() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  month timestamptz;
  partition text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('make_look_partitions'));
  FOR ahead IN 0..2 LOOP
    month := date_trunc('month', now()) + make_interval(months => ahead);
    partition := 'AccessEvent_' || to_char(month, 'YYYY_MM');
    CONTINUE WHEN to_regclass(quote_ident(partition)) IS NOT NULL;
    BEGIN
      EXECUTE format('CREATE TABLE %I (LIKE "AccessEvent" INCLUDING DEFAULTS)', partition);
      EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I EXECUTE FUNCTION refuse_change()', partition || '_is_kept', partition);
      EXECUTE format('ALTER TABLE "AccessEvent" ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        partition, month, month + interval '1 month');
    EXCEPTION WHEN check_violation THEN
      RAISE NOTICE 'looks of % lie among the others', partition;
    END;
  END LOOP;
END $$;
SELECT make_look_partitions();

-- ── The application's role ──────────────────────────────────────────────────────────────────────────────────────
-- It adds and reads. The order of looks is PostgreSQL's to give: nobody slips one in between those that are sealed.
GRANT SELECT, INSERT ("at", "hubId", "kind", "what", "userId", "role", "caseId", "checkId", "subjectId", "items", "why", "terms", "requestId", "address")
  ON "AccessEvent" TO front_door_app;
GRANT USAGE ON SEQUENCE "AccessEvent_seq_seq" TO front_door_app;
GRANT SELECT, INSERT ON "AccessSeal", "SealedHead", "DailyDigest" TO front_door_app;
REVOKE ALL ON FUNCTION make_look_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_look_partitions() TO front_door_app;
