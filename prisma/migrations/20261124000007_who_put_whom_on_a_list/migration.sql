-- Who put somebody on an access list: nobody opens to everyone a case whose list they put themselves on (records/restrictions.ts). Null for
-- places that were given before.
ALTER TABLE "CaseAccess" ADD COLUMN "byId" UUID;

-- The version before neither knows these columns nor fills them, and must go on until the new one runs.
ALTER TABLE "OneTimeCode" ALTER COLUMN "addressIndex" SET DEFAULT '', ALTER COLUMN "issuedAt" SET DEFAULT now();
