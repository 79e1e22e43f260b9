-- Files that people upload to a referral or to an agency's answer (records/documents.ts, docs/decisions/0020-uploads.md).

CREATE TABLE "Document" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "draftId" UUID,
    "caseId" UUID,
    "checkId" UUID,
    "uploadedById" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" BYTEA NOT NULL,
    "state" TEXT NOT NULL,
    "scannedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Document_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Document_name_is_sealed" CHECK (starts_with("name", E'\t')),
    -- Of a draft, or of a case: never of both, nor of nothing.
    CONSTRAINT "Document_of_one_place" CHECK (("draftId" IS NULL) <> ("caseId" IS NULL) AND ("checkId" IS NULL OR "caseId" IS NOT NULL))
);

-- Apart, so that no list reads it.
CREATE TABLE "DocumentContent" (
    "documentId" UUID NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "DocumentContent_pkey" PRIMARY KEY ("documentId"),
    CONSTRAINT "DocumentContent_content_is_sealed" CHECK (encode(substr("content", 1, 34), 'escape') ~ '^\t[a-z0-9-]{1,32}:')
);
-- What is encrypted cannot be compressed, and how it begins is read without the rest.
ALTER TABLE "DocumentContent" ALTER COLUMN "content" SET STORAGE EXTERNAL;

ALTER TABLE "Document" ADD CONSTRAINT "Document_draftId_fkey" FOREIGN KEY ("draftId") REFERENCES "FormDraft"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Document" ADD CONSTRAINT "Document_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Document" ADD CONSTRAINT "Document_checkId_fkey" FOREIGN KEY ("checkId") REFERENCES "AgencyCheck"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "DocumentContent" ADD CONSTRAINT "DocumentContent_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE INDEX "Document_draftId_idx" ON "Document"("draftId");
CREATE INDEX "Document_caseId_idx" ON "Document"("caseId");
CREATE INDEX "Document_checkId_idx" ON "Document"("checkId");
CREATE INDEX "Document_in_quarantine" ON "Document" ("at") WHERE "state" = 'quarantined';

-- ── What was sent in stays ──────────────────────────────────────────────────────────────────────────────────────
CREATE TRIGGER "Document_of_a_case_stays" BEFORE DELETE ON "Document"
  FOR EACH ROW WHEN (OLD."caseId" IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "Document_keeps_its_case" BEFORE UPDATE ON "Document"
  FOR EACH ROW WHEN (OLD."caseId" IS NOT NULL AND (NEW."caseId", NEW."checkId") IS DISTINCT FROM (OLD."caseId", OLD."checkId"))
  EXECUTE FUNCTION refuse_change();

-- The content of a document of a case goes only where a scan has found it infected.
CREATE FUNCTION keep_document_content() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM public."Document" d WHERE d."id" = OLD."documentId" AND d."caseId" IS NOT NULL AND d."state" <> 'infected') THEN
    RAISE EXCEPTION 'The content of a document of a case is never changed or removed';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER "DocumentContent_stays" BEFORE DELETE ON "DocumentContent"
  FOR EACH ROW EXECUTE FUNCTION keep_document_content();
CREATE TRIGGER "DocumentContent_is_immutable" BEFORE UPDATE ON "DocumentContent"
  FOR EACH ROW WHEN (COALESCE(current_setting('front_door.resealing', true), '') <> 'on') EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT, DELETE ON "Document", "DocumentContent" TO front_door_app;
GRANT UPDATE ("draftId", "caseId", "checkId", "state", "scannedAt") ON "Document" TO front_door_app;

-- ── What agencies see: the documents of their own answers ───────────────────────────────────────────────────────
GRANT SELECT ("id", "caseId", "checkId", "at", "name", "kind", "size", "state") ON "Document" TO front_door_agency;
GRANT SELECT ON "DocumentContent" TO front_door_agency;
CREATE POLICY asked ON "Document" FOR SELECT TO front_door_agency
  USING (EXISTS (SELECT FROM "AgencyCheck" k WHERE k."id" = "Document"."checkId"));
CREATE POLICY asked ON "DocumentContent" FOR SELECT TO front_door_agency
  USING (EXISTS (SELECT FROM "Document" d WHERE d."id" = "DocumentContent"."documentId"));
DO $$ DECLARE walled record; BEGIN
  FOR walled IN
    SELECT c.relname AS name, pg_get_userbyid(c.relowner) AS owner FROM pg_class c
    WHERE c.oid IN ('public."Document"'::regclass, 'public."DocumentContent"'::regclass)
  LOOP
    EXECUTE format('CREATE POLICY application ON %I TO front_door_app USING (true)', walled.name);
    EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', walled.name, walled.owner);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled.name);
  END LOOP;
END $$;
