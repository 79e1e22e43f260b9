-- What people have entered and not sent yet (records/drafts.ts): of one user each, for some weeks.

CREATE TABLE "FormDraft" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "form" TEXT NOT NULL,
    "subjectId" UUID,
    "answers" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "submittedReference" TEXT,

    CONSTRAINT "FormDraft_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "FormDraft_answers_is_sealed" CHECK ((jsonb_typeof("answers") = 'string' AND starts_with("answers" #>> '{}', E'\t')))
);

CREATE INDEX "FormDraft_userId_form_idx" ON "FormDraft"("userId", "form");
CREATE INDEX "FormDraft_expiresAt_idx" ON "FormDraft"("expiresAt");
-- About one check, or one case, somebody has one draft of a form at a time.
CREATE UNIQUE INDEX "FormDraft_one_of_a_subject" ON "FormDraft" ("userId", "form", "subjectId")
  WHERE "subjectId" IS NOT NULL AND "submittedReference" IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON "FormDraft" TO front_door_app;
