import { randomBytes, randomUUID } from 'node:crypto';
import { statusOfStage, type ReferralStatus, type Stage } from '../domain/case.js';
import { CalendarEndsError } from '../domain/calendar.js';
import { planClock, type ClockPlan } from '../domain/deadlines.js';
import { roleFor } from '../domain/permissions.js';
import type { Result } from '../domain/problems.js';
import { newReference, referenceRandomBytes } from '../domain/reference.js';
import { immediateAdvice, type ReferralSubmission } from '../domain/referral.js';
import type { Actor } from '../domain/roles.js';
import { answering } from './acts.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import type { Prisma } from '../prisma/generated/client.js';
import type { Database, Sql } from './database.js';
import { startClocks } from './deadlines.js';
import { genesisHash, type ContentPart } from './events.js';
import { claimAnswer, keepAnswer } from './idempotency.js';
import { oweNotices, type OwedNotice } from './notices.js';
import { OpenCase } from './open-case.js';
import { recordPeople } from './people.js';
import { rulesInForce, type RulesInForce } from './policies.js';

export interface Receipt {
  reference: string;
  /** RFC 3339, UTC, milliseconds; never changed afterwards. */
  receivedAt: string;
  immediateAdvice?: string;
}

/**
 * Receives a referral: the submission as it came, a case with its people, the statutory clock, and the messages owed, in one
 * transaction. Once this answers, nothing about it can be lost.
 */
export async function submitReferral(
  record: CaseRecord,
  submission: ReferralSubmission,
  request: ActRequest,
): Promise<Result<Receipt>> {
  return answering(async () => {
    const { receipt, opened } = await record.database.acts.$transaction(async (sql) => {
      const earlier = await claimAnswer(sql, request);
      if (earlier !== undefined) return { receipt: earlier as Receipt, opened: undefined };
      const opened = await openCase(sql, submission, request);
      const receipt = receiptFor(opened, submission);
      await keepAnswer(sql, request, receipt);
      return { receipt, opened };
    });
    if (opened !== undefined) record.ring(opened.start);
    return receipt;
  });
}

async function openCase(sql: Sql, submission: ReferralSubmission, { actor, now }: ActRequest): Promise<OpenCase> {
  const rules = await rulesInForce(sql, actor.hubId);
  const open = await insertCase(sql, submission, actor.hubId, now);
  const referralId = randomUUID();
  const { id: caseId, hubId, reference, receivedAt, immediateDanger } = open.row;
  await sql.referral.create({
    data: {
      id: referralId,
      hubId,
      caseId,
      reference,
      receivedAt,
      channel: submission.channel,
      referrerKind: submission.referrer.kind,
      referrerEmail: submission.referrer.email ?? null,
      submittedById: actor.userId,
      submission: submission as unknown as Prisma.InputJsonObject,
    },
  });
  const personIds = await recordPeople(sql, open.row, submission);
  await startClocks(open, [{ plan: statutoryPlan(rules, receivedAt) }]);
  await oweNotices(open, noticesOfReceipt(submission, referralId));
  open.append({
    type: 'referral-received',
    actorId: actor.userId,
    actorRole: roleFor(actor, 'submit-referral'),
    facts: {
      referralId,
      channel: submission.channel,
      referrerKind: submission.referrer.kind,
      immediateDanger,
      children: submission.children.length,
      policyVersion: rules.policy.version,
      calendarVersion: rules.calendar.version,
    },
    content: contentOf(submission, personIds),
  });
  await open.write();
  return open;
}

/** A referral is never refused because the calendar has ended: the clock then runs by days, and its rule says so. */
function statutoryPlan({ policy, calendar }: RulesInForce, receivedAt: Date): ClockPlan {
  try {
    return planClock(policy, calendar, 'statutory', receivedAt);
  } catch (error) {
    if (!(error instanceof CalendarEndsError)) throw error;
    const day = { unit: 'elapsed', milliseconds: 24 * 60 * 60 * 1000 } as const;
    const plan = planClock(
      { ...policy, statutory: { ...policy.statutory, duration: day } },
      calendar,
      'statutory',
      receivedAt,
    );
    return { ...plan, rule: `${plan.rule} (the calendar of working days has ended)` };
  }
}

/** The submission as content of its event: what describes one person apart, the rest together. */
function contentOf(
  { children, household = [], ...rest }: ReferralSubmission,
  personIds: readonly string[],
): ContentPart[] {
  const described = [...children, ...household].map((person, index) => ({
    personId: personIds[index] ?? null,
    content: { ...person },
  }));
  return [{ personId: null, content: rest }, ...described];
}

/** Immediate danger makes a case Red until a person lowers it. */
async function insertCase(sql: Sql, { concern }: ReferralSubmission, hubId: string, now: Date): Promise<OpenCase> {
  const row = {
    id: randomUUID(),
    hubId,
    reference: await unusedReference(sql, hubId, now.getUTCFullYear()),
    stage: 'received' as const,
    rating: concern.immediateDanger ? ('red' as const) : null,
    version: 1,
    receivedAt: now,
    immediateDanger: concern.immediateDanger,
    lastSeq: 0,
    lastEventAt: now,
    lastHash: Uint8Array.from(genesisHash),
  };
  await sql.case.create({ data: row });
  await sql.$executeRaw`INSERT INTO "CaseCourse" ("caseId", "courseSeq", "ringAt") VALUES (${row.id}::uuid, 0, clock_timestamp())`;
  return new OpenCase(sql, { ...row, nextDueAt: null, closedAt: null, courseSeq: 0, heardSeq: 0 }, now);
}

/** Random references meet about once in a busy hub's year: the one that is taken is drawn again. */
async function unusedReference(sql: Sql, hubId: string, year: number): Promise<string> {
  const reference = newReference(randomBytes(referenceRandomBytes), year);
  const taken = await sql.referral.findUnique({
    where: { hubId_reference: { hubId, reference } },
    select: { id: true },
  });
  return taken === null ? reference : unusedReference(sql, hubId, year);
}

function noticesOfReceipt({ referrer, concern }: ReferralSubmission, referralId: string): OwedNotice[] {
  const { immediateDanger } = concern;
  const acknowledgement: OwedNotice =
    referrer.email === undefined
      ? {
          businessKey: `acknowledgement:${referralId}`,
          tells: 'hub-worker',
          referralId,
          facts: { kind: 'tell-by-person', referrer: referrer.kind, what: 'acknowledgement' },
        }
      : {
          businessKey: `acknowledgement:${referralId}`,
          tells: 'referrer',
          referralId,
          facts: { kind: 'acknowledgement', referrer: referrer.kind, immediateDanger },
        };
  if (!immediateDanger) return [acknowledgement];
  const pages = (['hub-manager', 'duty-team'] as const).map((tells) => ({
    businessKey: `immediate-danger:${referralId}:${tells}`,
    tells,
    referralId,
    facts: { kind: 'immediate-danger' as const },
  }));
  return [...pages, acknowledgement];
}

const receiptFor = ({ row }: OpenCase, { concern }: ReferralSubmission): Receipt => ({
  reference: row.reference,
  receivedAt: row.receivedAt.toISOString(),
  ...(concern.immediateDanger ? { immediateAdvice } : {}),
});

interface OwnReferral {
  stage: Stage;
  submittedById: string;
}

/** How far the actor's own referral has come, in words that tell nothing of the family; undefined if it is not theirs. */
export async function referralStatus(
  database: Database,
  actor: Actor,
  reference: string,
): Promise<{ reference: string; status: ReferralStatus } | undefined> {
  const [own] = await database.reads.$queryRaw<OwnReferral[]>`
    SELECT c."stage", r."submittedById" FROM "Referral" r JOIN "Case" c ON c."id" = r."caseId"
    WHERE r."hubId" = ${actor.hubId} AND r."reference" = ${reference}`;
  if (own?.submittedById !== actor.userId) return undefined;
  return { reference, status: statusOfStage[own.stage] };
}
