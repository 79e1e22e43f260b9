-- Cases that only the people on their access list may know of, what breaks through, and who is linked to whom.

ALTER TABLE "Case" ADD COLUMN "restricted" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "CaseRestriction" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "byId" UUID NOT NULL,
    "reviewDueAt" TIMESTAMPTZ(3) NOT NULL,
    "liftedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CaseRestriction_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "CaseAccess" (
    "caseId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CaseAccess_pkey" PRIMARY KEY ("caseId","userId")
);

CREATE TABLE "GlassBreak" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "userId" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "reviewedAt" TIMESTAMPTZ(3),
    "reviewedById" UUID,
    "finding" TEXT,

    CONSTRAINT "GlassBreak_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PersonLink" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "byId" UUID NOT NULL,
    "liftedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PersonLink_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "CaseRestriction_caseId_idx" ON "CaseRestriction"("caseId");
CREATE INDEX "GlassBreak_caseId_userId_idx" ON "GlassBreak"("caseId", "userId");
CREATE INDEX "PersonLink_caseId_idx" ON "PersonLink"("caseId");

ALTER TABLE "CaseRestriction" ADD CONSTRAINT "CaseRestriction_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "CaseAccess" ADD CONSTRAINT "CaseAccess_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "GlassBreak" ADD CONSTRAINT "GlassBreak_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "PersonLink" ADD CONSTRAINT "PersonLink_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ── Beyond Prisma's language ────────────────────────────────────────────────────────────────────────────────────
-- One restriction at a time; one link of a user to a person at a time.
CREATE UNIQUE INDEX "CaseRestriction_in_force" ON "CaseRestriction" ("caseId") WHERE "liftedAt" IS NULL;
CREATE UNIQUE INDEX "PersonLink_in_force" ON "PersonLink" ("userId", "personId") WHERE "liftedAt" IS NULL;
-- Restrictions by their review (records/restrictions.ts), and glass whose breaking has not been reviewed (records/glass.ts).
CREATE INDEX "CaseRestriction_by_review" ON "CaseRestriction" ("hubId", "reviewDueAt", "id") WHERE "liftedAt" IS NULL;
CREATE INDEX "GlassBreak_to_review" ON "GlassBreak" ("hubId", "at", "id") WHERE "reviewedAt" IS NULL;

GRANT SELECT, INSERT ON "CaseRestriction", "CaseAccess", "GlassBreak", "PersonLink" TO front_door_app;
GRANT UPDATE ON "CaseRestriction", "GlassBreak", "PersonLink" TO front_door_app;
GRANT DELETE ON "CaseAccess" TO front_door_app;
