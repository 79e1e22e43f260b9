-- Which keys the processes that run hold, as they say themselves every minute (records/keys-in-use.ts): ids alone.

CREATE TABLE "RunningProcess" (
    "id" UUID NOT NULL,
    "program" TEXT NOT NULL,
    "keyIds" TEXT[],
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RunningProcess_pkey" PRIMARY KEY ("id")
);

GRANT SELECT, INSERT, UPDATE, DELETE ON "RunningProcess" TO front_door_app;
