-- What people wrote, and who the referrer is, is sealed by the programs (records/sealed-columns.ts). What is stored already stays as it is
-- and readable, and the version before still runs; `npm run keys:rotate` seals it.

-- ── Blind indexes: equality is searched by these (records/sealing.ts) ───────────────────────────────────────────
ALTER TABLE "Referral" ADD COLUMN "referrerEmailIndex" TEXT;
ALTER TABLE "Person" ADD COLUMN "nhsNumberIndex" TEXT;
CREATE INDEX "Referral_by_referrer" ON "Referral" ("hubId", "referrerEmailIndex") WHERE "referrerEmailIndex" IS NOT NULL;
CREATE INDEX "Person_by_nhsNumber" ON "Person" ("hubId", "nhsNumberIndex") WHERE "nhsNumberIndex" IS NOT NULL;

-- ── A referral is never changed, but sealed under another key ───────────────────────────────────────────────────
-- Only the owner of the table may update it at all. This keeps the owner from everything but what a pass of keys:rotate does: it says so
-- in its transaction, writes nothing but sealed values, takes none away, and leaves every other column as it was.
DROP TRIGGER "Referral_is_immutable" ON "Referral";
CREATE TRIGGER "Referral_is_not_removed" BEFORE DELETE ON "Referral"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "Referral_is_immutable" BEFORE UPDATE ON "Referral"
  FOR EACH ROW WHEN (NOT (
    COALESCE(current_setting('front_door.resealing', true), '') = 'on'
    AND to_jsonb(NEW) - '{submission,referrerEmail,referrerEmailIndex}'::text[] = to_jsonb(OLD) - '{submission,referrerEmail,referrerEmailIndex}'::text[]
    AND starts_with(NEW."submission" #>> '{}', E'\t')
    AND (NEW."referrerEmail" IS NULL) = (OLD."referrerEmail" IS NULL)
    AND COALESCE(starts_with(NEW."referrerEmail", E'\t'), true)
  )) EXECUTE FUNCTION refuse_change();
