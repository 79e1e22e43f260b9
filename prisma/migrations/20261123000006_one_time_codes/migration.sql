-- Codes by which referrers without an account sign in, their accounts, and how often what has been tried.

CREATE TABLE "OneTimeCode" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "codeMac" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "OneTimeCode_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ReferrerAccount" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "addressIndex" TEXT NOT NULL,

    CONSTRAINT "ReferrerAccount_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Attempts" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "Attempts_pkey" PRIMARY KEY ("key")
);

CREATE INDEX "OneTimeCode_expiresAt_idx" ON "OneTimeCode"("expiresAt");
CREATE INDEX "Attempts_expire_idx" ON "Attempts"("expire");
CREATE UNIQUE INDEX "ReferrerAccount_hubId_addressIndex_key" ON "ReferrerAccount"("hubId", "addressIndex");
ALTER TABLE "ReferrerAccount" ADD CONSTRAINT "ReferrerAccount_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON "OneTimeCode", "Attempts" TO front_door_app;
GRANT SELECT, INSERT ON "ReferrerAccount" TO front_door_app;
