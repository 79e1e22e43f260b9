-- What an agency has done, by when it was done, either way (records/settled-checks.ts).
CREATE INDEX "AgencyCheck_settled" ON "AgencyCheck" ("hubId", "agency", "settledAt", "id") WHERE "settledAt" IS NOT NULL;
