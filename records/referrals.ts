import { randomBytes, randomUUID } from 'node:crypto';
import { statusOfStage, type ReferralStatus, type Stage } from '../domain/case.js';
import { CalendarEndsError } from '../domain/calendar.js';
import { planClock, type ClockPlan } from '../domain/deadlines.js';
import { isHub, roleFor } from '../domain/permissions.js';
import type { Result } from '../domain/problems.js';
import { newReference, referenceRandomBytes } from '../domain/reference.js';
import { immediateAdvice, type ReferralSubmission } from '../domain/referral.js';
import type { Actor } from '../domain/roles.js';
import { answering } from './acts.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import type { Database } from './database.js';
import { startClocks } from './deadlines.js';
import { attachDocuments, endDraft } from './draft-endings.js';
import { genesisHash, type ContentPart } from './events.js';
import { claimAnswer, keepAnswer } from './idempotency.js';
import { requireUnchanged } from './leave.js';
import { oweNotices, type OwedNotice } from './notices.js';
import { OpenCase, type LockedCase } from './open-case.js';
import { recordPeople } from './people.js';
import { rulesInForce, type RulesInForce } from './policies.js';
import type { Asked } from './sight.js';
import type { Transaction } from './transactions.js';
import { isInConflict } from './walls.js';

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
    const { receipt, opened } = await record.database.acts.transaction(async (sql) => {
      const [earlier, rules] = await Promise.all([
        claimAnswer(sql, request),
        rulesInForce(sql, request.actor.hubId),
        requireUnchanged(sql, request),
      ]);
      if (earlier !== undefined) return { receipt: earlier as Receipt, opened: undefined };
      const opened = await openCase(sql, submission, request, rules);
      const receipt = receiptFor(opened, submission);
      keepAnswer(sql, request, receipt);
      return { receipt, opened };
    });
    if (opened !== undefined) record.ring(opened.start);
    return receipt;
  });
}

async function openCase(
  sql: Transaction,
  submission: ReferralSubmission,
  request: ActRequest,
  rules: RulesInForce,
): Promise<OpenCase> {
  const { actor, now } = request;
  const open = await insertCase(sql, submission, actor.hubId, now);
  await endDraft(sql, request, open.row.reference);
  const referralId = randomUUID();
  const { id: caseId, hubId, reference, receivedAt, immediateDanger } = open.row;
  const { channel, referrer } = submission;
  const { sealing } = sql;
  sql.write`
    INSERT INTO "Referral" ("id", "hubId", "caseId", "reference", "receivedAt", "channel", "referrerKind", "referrerEmail", "referrerEmailIndex", "submittedById", "language", "submission")
    VALUES (${referralId}::uuid, ${hubId}, ${caseId}::uuid, ${reference}, ${receivedAt}, ${channel}, ${referrer.kind},
            ${sealing.seal('Referral.referrerEmail', referralId, referrer.email)}, ${sealing.blindIndex('email-address', referrer.email)},
            ${actor.userId}::uuid, ${submission.language ?? null}, to_jsonb(${sealing.sealJson('Referral.submission', referralId, submission)}::text))`;
  const personIds = recordPeople(sql, open.row, submission);
  startClocks(open, [{ plan: statutoryPlan(rules, receivedAt) }]);
  oweNotices(open, noticesOfReceipt(submission, referralId));
  const attached = await attachDocuments(sql, request, { caseId });
  open.append({
    type: 'referral-received',
    actorId: actor.userId,
    actorRole: roleFor(actor, 'submit-referral'),
    facts: {
      referralId,
      channel,
      referrerKind: referrer.kind,
      immediateDanger,
      children: submission.children.length,
      policyVersion: rules.policy.version,
      calendarVersion: rules.calendar.version,
      ...attached,
    },
    content: contentOf(submission, personIds),
  });
  open.write();
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
async function insertCase(
  sql: Transaction,
  submission: ReferralSubmission,
  hubId: string,
  now: Date,
): Promise<OpenCase> {
  const { immediateDanger } = submission.concern;
  const row: LockedCase = {
    id: randomUUID(),
    hubId,
    reference: newReference(randomBytes(referenceRandomBytes), now.getUTCFullYear()),
    stage: 'received',
    rating: immediateDanger ? 'red' : null,
    version: 1,
    receivedAt: now,
    immediateDanger,
    restricted: false,
    nextDueAt: null,
    closedAt: null,
    ownerId: null,
    lastSeq: 0,
    lastEventAt: now,
    lastHash: genesisHash,
    courseSeq: 0,
  };
  const inserted = await sql.run`
    WITH opened AS (
      INSERT INTO "Case" ("id", "hubId", "reference", "stage", "rating", "version", "receivedAt", "immediateDanger", "lastSeq", "lastEventAt", "lastHash")
      VALUES (${row.id}::uuid, ${hubId}, ${row.reference}, ${row.stage}, ${row.rating}, ${row.version}, ${now}, ${immediateDanger}, 0, ${now}, ${row.lastHash})
      ON CONFLICT ("hubId", "reference") DO NOTHING RETURNING "id"
    )
    INSERT INTO "CaseCourse" ("caseId", "courseSeq", "ringAt") SELECT "id", 0, clock_timestamp() FROM opened`;
  // Random references meet about once in a busy hub's year: the one that is taken is drawn again.
  return inserted === 1 ? new OpenCase(sql, row, now) : insertCase(sql, submission, hubId, now);
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

/** A referral, found by its reference, and how whoever asks stands to it. */
export interface OwnReferral extends Asked {
  reference: string;
  /** In words that tell nothing of the family. */
  status: ReferralStatus;
}

interface ReferralRow {
  caseId: string;
  stage: Stage;
  isOwn: boolean;
  inConflict: boolean;
}

/**
 * How far a referral has come. Only who sent it in stands to it at all: to everybody else it is as if it were not there. So it is for
 * people of the hub who are linked to a person on the case; whoever refers from outside may well be, and still sees how far it is.
 */
export async function findOwnReferral(
  database: Database,
  actor: Actor,
  reference: string,
): Promise<OwnReferral | undefined> {
  const [found] = await database.reads.rows<ReferralRow>`
    SELECT c."id" AS "caseId", c."stage", r."submittedById" = ${actor.userId}::uuid AS "isOwn",
           ${isInConflict(actor)} AS "inConflict"
    FROM "Referral" r JOIN "Case" c ON c."id" = r."caseId"
    WHERE r."hubId" = ${actor.hubId} AND r."reference" = ${reference}`;
  if (found === undefined) return undefined;
  return {
    caseId: found.caseId,
    standing: {
      relations: found.isOwn ? ['submitted'] : [],
      wall: found.inConflict && isHub(actor) ? 'conflict' : 'none',
    },
    reference,
    status: statusOfStage[found.stage],
  };
}
