-- The language in which the referrer is written to; null for English.
ALTER TABLE "Referral" ADD COLUMN "language" TEXT;

-- The referrals that somebody sent, the newest first (records/own-referrals.ts).
CREATE INDEX "Referral_submittedById_receivedAt_idx" ON "Referral"("submittedById", "receivedAt");
