-- Roles that administrators give and take, beside those that the sign-in provider says (docs/decisions/0021-roles-given-here.md).

-- "roles" and "agency" go on to be what counts. The version before fills none of these: where "providerRoles" is null, what counts is
-- what the provider said.
ALTER TABLE "User" ADD COLUMN "providerRoles" TEXT[], ADD COLUMN "providerAgency" TEXT,
  ADD COLUMN "givenRoles" TEXT[] DEFAULT ARRAY[]::TEXT[], ADD COLUMN "takenRoles" TEXT[] DEFAULT ARRAY[]::TEXT[], ADD COLUMN "givenAgency" TEXT;

CREATE TABLE "RoleChange" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "add" TEXT[],
    "remove" TEXT[],
    "agency" TEXT,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "proposedById" UUID NOT NULL,
    "proposedAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedById" UUID,
    "decidedAt" TIMESTAMPTZ(3),
    "refusal" TEXT,

    CONSTRAINT "RoleChange_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "RoleChange_reason_is_sealed" CHECK (starts_with("reason", E'\t')),
    CONSTRAINT "RoleChange_refusal_is_sealed" CHECK (starts_with("refusal", E'\t')),
    -- Whatever a program does: nobody decides on what they proposed, nor on their own roles, nor proposes those.
    CONSTRAINT "RoleChange_by_two_others" CHECK ("proposedById" <> "userId" AND "decidedById" <> "proposedById" AND "decidedById" <> "userId")
);
CREATE INDEX "RoleChange_hubId_proposedAt_id_idx" ON "RoleChange"("hubId", "proposedAt", "id");
CREATE INDEX "RoleChange_userId_idx" ON "RoleChange"("userId");
ALTER TABLE "RoleChange" ADD CONSTRAINT "RoleChange_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

GRANT SELECT, INSERT ON "RoleChange" TO front_door_app;
GRANT UPDATE ("state", "decidedById", "decidedAt", "refusal") ON "RoleChange" TO front_door_app;
