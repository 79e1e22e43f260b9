-- Warning notes in force by when somebody looks whether they are true (records/warnings-in-force.ts), and the note that such a look leaves.
CREATE INDEX "WarningNote_by_review" ON "WarningNote" ("hubId", "reviewDueAt", "id") WHERE "endedAt" IS NULL;
GRANT UPDATE ("reviewDueAt") ON "WarningNote" TO front_door_app;
