-- How to reach the hub, its agencies and the people there, as administered data, with every change of it (records/directory.ts).

ALTER TABLE "Hub" ADD COLUMN "phone" TEXT, ADD COLUMN "replyEmail" TEXT;
ALTER TABLE "Agency" ADD COLUMN "phone" TEXT, ADD COLUMN "howToReach" TEXT, ADD COLUMN "enabled" BOOLEAN NOT NULL DEFAULT true;

CREATE TABLE "AgencyContact" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "agency" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "phone" TEXT,
    "email" TEXT,
    "outOfHours" BOOLEAN NOT NULL,

    CONSTRAINT "AgencyContact_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "AgencyContact_hubId_agency_idx" ON "AgencyContact"("hubId", "agency");

CREATE TABLE "DirectoryChange" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "byId" UUID NOT NULL,
    "what" TEXT NOT NULL,
    "agency" TEXT,
    "contactId" UUID,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "DirectoryChange_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "DirectoryChange_hubId_at_id_idx" ON "DirectoryChange"("hubId", "at", "id");

CREATE TRIGGER "DirectoryChange_is_immutable" BEFORE UPDATE OR DELETE ON "DirectoryChange"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "DirectoryChange_is_kept" BEFORE TRUNCATE ON "DirectoryChange" EXECUTE FUNCTION refuse_change();

GRANT UPDATE ("phone", "replyEmail") ON "Hub" TO front_door_app;
GRANT UPDATE ("name", "email", "phone", "howToReach", "enabled") ON "Agency" TO front_door_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "AgencyContact" TO front_door_app;
GRANT SELECT, INSERT ON "DirectoryChange" TO front_door_app;
