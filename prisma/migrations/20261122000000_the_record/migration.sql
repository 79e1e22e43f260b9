-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "Hub" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "operationsEmail" TEXT NOT NULL,

    CONSTRAINT "Hub_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Agency" (
    "hubId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,

    CONSTRAINT "Agency_pkey" PRIMARY KEY ("hubId","code")
);

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "roles" TEXT[],
    "agency" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Policy" (
    "hubId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "effectiveFrom" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Policy_pkey" PRIMARY KEY ("hubId","version")
);

-- CreateTable
CREATE TABLE "Calendar" (
    "hubId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "effectiveFrom" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Calendar_pkey" PRIMARY KEY ("hubId","version")
);

-- CreateTable
CREATE TABLE "Case" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "rating" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "immediateDanger" BOOLEAN NOT NULL,
    "nextDueAt" TIMESTAMPTZ(3),
    "nextAmberAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "lastEventAt" TIMESTAMPTZ(3) NOT NULL,
    "lastHash" BYTEA NOT NULL,

    CONSTRAINT "Case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CaseCourse" (
    "caseId" UUID NOT NULL,
    "courseSeq" INTEGER NOT NULL,
    "heardSeq" INTEGER NOT NULL DEFAULT 0,
    "unheardSince" TIMESTAMPTZ(3),
    "ringAt" TIMESTAMPTZ(3) NOT NULL,
    "rings" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "CaseCourse_pkey" PRIMARY KEY ("caseId")
);

-- CreateTable
CREATE TABLE "Referral" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "reference" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "channel" TEXT NOT NULL,
    "referrerKind" TEXT NOT NULL,
    "referrerEmail" TEXT,
    "submittedById" UUID NOT NULL,
    "submission" JSONB NOT NULL,

    CONSTRAINT "Referral_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Person" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "firstName" TEXT NOT NULL,
    "lastName" TEXT NOT NULL,
    "dateOfBirth" DATE,
    "expectedDate" DATE,
    "sex" TEXT,
    "nhsNumber" TEXT,
    "address" JSONB,
    "particulars" JSONB NOT NULL,

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CasePerson" (
    "caseId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "relationship" TEXT,
    "position" INTEGER NOT NULL,
    "parentalResponsibility" BOOLEAN,
    "livesWithChild" BOOLEAN,
    "mayPoseRisk" BOOLEAN,
    "locationNow" TEXT,

    CONSTRAINT "CasePerson_pkey" PRIMARY KEY ("caseId","personId")
);

-- CreateTable
CREATE TABLE "Screening" (
    "id" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "byId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "route" TEXT NOT NULL,
    "rating" TEXT NOT NULL,
    "rationale" TEXT NOT NULL,
    "legalBasis" TEXT NOT NULL,
    "agreementOverride" TEXT,
    "referTo" TEXT,

    CONSTRAINT "Screening_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgencyCheck" (
    "id" UUID NOT NULL,
    "hubId" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "agency" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rating" TEXT NOT NULL,
    "question" TEXT,
    "legalBasis" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "claimedById" UUID,
    "claimedAt" TIMESTAMPTZ(3),
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "AgencyCheck_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgencyCheckPerson" (
    "checkId" UUID NOT NULL,
    "personId" UUID NOT NULL,

    CONSTRAINT "AgencyCheckPerson_pkey" PRIMARY KEY ("checkId","personId")
);

-- CreateTable
CREATE TABLE "CheckAnswer" (
    "id" UUID NOT NULL,
    "checkId" UUID NOT NULL,
    "byId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "analysis" TEXT,
    "rating" TEXT,

    CONSTRAINT "CheckAnswer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CheckResult" (
    "answerId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "result" TEXT NOT NULL,
    "systemsSearched" TEXT,

    CONSTRAINT "CheckResult_pkey" PRIMARY KEY ("answerId","personId")
);

-- CreateTable
CREATE TABLE "CheckInformation" (
    "answerId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "personId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "sharing" TEXT NOT NULL,

    CONSTRAINT "CheckInformation_pkey" PRIMARY KEY ("answerId","position")
);

-- CreateTable
CREATE TABLE "Deadline" (
    "id" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "checkId" UUID,
    "clock" TEXT NOT NULL,
    "plan" INTEGER NOT NULL DEFAULT 1,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "amberAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "steps" JSONB NOT NULL,
    "stepsTaken" INTEGER NOT NULL DEFAULT 0,
    "nextStepAt" TIMESTAMPTZ(3),
    "rule" TEXT NOT NULL,
    "policyVersion" INTEGER NOT NULL,
    "calendarVersion" INTEGER NOT NULL,
    "breachedAt" TIMESTAMPTZ(3),
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Deadline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Notice" (
    "id" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "businessKey" TEXT NOT NULL,
    "tells" TEXT NOT NULL,
    "agency" TEXT,
    "checkId" UUID,
    "referralId" UUID,
    "facts" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'due',
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "owedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "nextAttemptAt" TIMESTAMPTZ(3) NOT NULL,
    "leaseUntil" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "uncertain" INTEGER NOT NULL DEFAULT 0,
    "sentAt" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "Notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DecisionRound" (
    "id" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "byId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "rating" TEXT NOT NULL,
    "messageToReferrer" TEXT NOT NULL,
    "meetingSkipped" JSONB,

    CONSTRAINT "DecisionRound_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Decision" (
    "id" UUID NOT NULL,
    "roundId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "level" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "primaryNeed" TEXT,
    "rationale" TEXT NOT NULL,

    CONSTRAINT "Decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DecisionGap" (
    "roundId" UUID NOT NULL,
    "checkId" UUID NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "DecisionGap_pkey" PRIMARY KEY ("roundId","checkId")
);

-- CreateTable
CREATE TABLE "CaseEvent" (
    "caseId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorId" UUID,
    "actorRole" TEXT NOT NULL,
    "businessKey" TEXT,
    "courseSeq" INTEGER,
    "metadata" TEXT NOT NULL,
    "contentMac" BYTEA,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "CaseEvent_pkey" PRIMARY KEY ("caseId","seq")
);

-- CreateTable
CREATE TABLE "CaseEventContent" (
    "caseId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "personId" UUID,
    "salt" BYTEA NOT NULL,
    "content" TEXT NOT NULL,

    CONSTRAINT "CaseEventContent_pkey" PRIMARY KEY ("caseId","seq","part")
);

-- CreateTable
CREATE TABLE "IdempotencyRecord" (
    "hubId" TEXT NOT NULL,
    "actorId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" BYTEA NOT NULL,
    "body" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IdempotencyRecord_pkey" PRIMARY KEY ("hubId","actorId","key")
);

-- CreateTable
CREATE TABLE "Alarm" (
    "hubId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "raisedAt" TIMESTAMPTZ(3) NOT NULL,
    "toldAt" TIMESTAMPTZ(3),
    "clearedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Alarm_pkey" PRIMARY KEY ("hubId","kind")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_hubId_provider_subject_key" ON "User"("hubId", "provider", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "Case_hubId_reference_key" ON "Case"("hubId", "reference");

-- CreateIndex
CREATE INDEX "Referral_caseId_idx" ON "Referral"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "Referral_hubId_reference_key" ON "Referral"("hubId", "reference");

-- CreateIndex
CREATE INDEX "Screening_caseId_idx" ON "Screening"("caseId");

-- CreateIndex
CREATE INDEX "AgencyCheck_caseId_idx" ON "AgencyCheck"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "CheckAnswer_checkId_key" ON "CheckAnswer"("checkId");

-- CreateIndex
CREATE INDEX "Deadline_caseId_idx" ON "Deadline"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "Notice_caseId_businessKey_key" ON "Notice"("caseId", "businessKey");

-- CreateIndex
CREATE INDEX "DecisionRound_caseId_idx" ON "DecisionRound"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "Decision_roundId_personId_key" ON "Decision"("roundId", "personId");

-- CreateIndex
CREATE UNIQUE INDEX "CaseEvent_caseId_businessKey_key" ON "CaseEvent"("caseId", "businessKey");

-- CreateIndex
CREATE UNIQUE INDEX "CaseEvent_caseId_courseSeq_key" ON "CaseEvent"("caseId", "courseSeq");

-- CreateIndex
CREATE INDEX "IdempotencyRecord_createdAt_idx" ON "IdempotencyRecord"("createdAt");

-- AddForeignKey
ALTER TABLE "CaseCourse" ADD CONSTRAINT "CaseCourse_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Referral" ADD CONSTRAINT "Referral_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CasePerson" ADD CONSTRAINT "CasePerson_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CasePerson" ADD CONSTRAINT "CasePerson_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Screening" ADD CONSTRAINT "Screening_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgencyCheck" ADD CONSTRAINT "AgencyCheck_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgencyCheckPerson" ADD CONSTRAINT "AgencyCheckPerson_checkId_fkey" FOREIGN KEY ("checkId") REFERENCES "AgencyCheck"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CheckAnswer" ADD CONSTRAINT "CheckAnswer_checkId_fkey" FOREIGN KEY ("checkId") REFERENCES "AgencyCheck"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CheckResult" ADD CONSTRAINT "CheckResult_answerId_fkey" FOREIGN KEY ("answerId") REFERENCES "CheckAnswer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CheckInformation" ADD CONSTRAINT "CheckInformation_answerId_fkey" FOREIGN KEY ("answerId") REFERENCES "CheckAnswer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Deadline" ADD CONSTRAINT "Deadline_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DecisionRound" ADD CONSTRAINT "DecisionRound_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Decision" ADD CONSTRAINT "Decision_roundId_fkey" FOREIGN KEY ("roundId") REFERENCES "DecisionRound"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DecisionGap" ADD CONSTRAINT "DecisionGap_roundId_fkey" FOREIGN KEY ("roundId") REFERENCES "DecisionRound"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseEvent" ADD CONSTRAINT "CaseEvent_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

