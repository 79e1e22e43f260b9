-- Codes are counted by the mailbox that they go to, over the last day. Those that are out live ten minutes: whoever holds one asks again.

DELETE FROM "OneTimeCode";
ALTER TABLE "OneTimeCode" ADD COLUMN "addressIndex" TEXT NOT NULL, ADD COLUMN "issuedAt" TIMESTAMPTZ(3) NOT NULL;
DROP INDEX "OneTimeCode_expiresAt_idx";
CREATE INDEX "OneTimeCode_addressIndex_issuedAt_idx" ON "OneTimeCode"("addressIndex", "issuedAt");
CREATE INDEX "OneTimeCode_issuedAt_idx" ON "OneTimeCode"("issuedAt");
