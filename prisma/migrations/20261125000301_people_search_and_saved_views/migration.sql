-- People are searched by the beginning of a last name, in any case and whatever language the database sorts in (records/people-search.ts).
CREATE INDEX "Person_by_lastName" ON "Person" ("hubId", lower("lastName") text_pattern_ops);

-- Filters of the board that somebody comes back to (records/saved-views.ts): codes only, as they stand in an address.
CREATE TABLE "SavedView" (
    "userId" UUID NOT NULL,
    "filter" TEXT NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SavedView_pkey" PRIMARY KEY ("userId", "filter")
);

GRANT SELECT, INSERT, DELETE ON "SavedView" TO front_door_app;
