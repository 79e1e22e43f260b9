-- Who looked, by kind and by time (records/who-looked.ts). Looks come nearly in the order of time, so that an index by blocks is enough
-- for that, and costs next to nothing where they are recorded.
CREATE INDEX "AccessEvent_of_kind" ON "AccessEvent" ("kind", "seq");
CREATE INDEX "AccessEvent_lately" ON "AccessEvent" USING brin ("at") WITH (pages_per_range = 32, autosummarize = on);
