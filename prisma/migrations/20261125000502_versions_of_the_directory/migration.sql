-- How often the details of the hub, an agency or a contact were changed, so that nobody writes over what they have not seen
-- (records/directory-acts.ts).
ALTER TABLE "Hub" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "Agency" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "AgencyContact" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

GRANT UPDATE ("version") ON "Hub" TO front_door_app;
GRANT UPDATE ("version") ON "Agency" TO front_door_app;
