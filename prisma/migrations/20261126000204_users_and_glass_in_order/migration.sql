-- Lists that are read a page at a time, in their orders: users by name (records/user-administration.ts), and restricted cases that somebody
-- opened, those to be reviewed first (records/glass.ts).
CREATE INDEX "User_by_name" ON "User" ("hubId", (lower("name")), "id");
CREATE INDEX "GlassBreak_in_order" ON "GlassBreak" ("hubId", ((("reviewedAt" IS NOT NULL)::int)), "at", "id");
