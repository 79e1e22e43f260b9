-- Who is acting is read at every request; those who sign in by a browser have sessions.

-- Roles from before this migration give way to the first token that comes.
ALTER TABLE "User" ADD COLUMN "rolesAsOf" TIMESTAMPTZ(3) NOT NULL DEFAULT 'epoch';

-- As connect-pg-simple wants it ("sid", "sess", "expire"), and two columns of our own: whose it is, and when it was last used.
CREATE TABLE "Session" (
  "sid"    TEXT NOT NULL PRIMARY KEY,
  "sess"   JSONB NOT NULL,
  "expire" TIMESTAMPTZ(3) NOT NULL,
  "userId" UUID GENERATED ALWAYS AS (("sess"->>'userId')::uuid) STORED,
  "seenAt" TIMESTAMPTZ(3)
);
CREATE INDEX "Session_of_user" ON "Session" ("userId");
CREATE INDEX "Session_expire_idx" ON "Session" ("expire");

GRANT SELECT, INSERT, UPDATE, DELETE ON "Session" TO front_door_app;
