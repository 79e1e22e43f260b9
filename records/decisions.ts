import { randomUUID } from 'node:crypto';
import type { Stage } from '../domain/case.js';
import type { DecisionBody, OutcomeCode } from '../domain/decisions.js';
import { findIdentifyingWords, type IdentifiedPerson } from '../domain/identifying-words.js';
import type { FieldError, Result } from '../domain/problems.js';
import type { Address, ReferrerKind } from '../domain/referral.js';
import type { Actor } from '../domain/roles.js';
import { actOnCase, type Acting } from './acts.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import type { Database } from './database.js';
import { settleClocksOfCase, settleClocksOfChecks } from './deadlines.js';
import type { ContentPart } from './events.js';
import { known } from './known.js';
import { oweNotices, type OwedNotice } from './notices.js';
import { Refused, type OpenCase } from './open-case.js';
import type { Sealing } from './sealing.js';
import type { Sight } from './sight.js';
import type { Sql } from './statements.js';
import { rulesInForce, type RulesInForce } from './policies.js';
import { refuseRedWithoutAction, requireMeetingOrReason } from './red-safeguards.js';

export interface DecidedCase extends Record<string, unknown> {
  reference: string;
  stage: Stage;
}

/** A person of the case, with what a message must not say; some of it sealed. Dates are `YYYY-MM-DD`. */
interface PersonOnCase {
  personId: string;
  role: string;
  firstName: string;
  lastName: string;
  dateOfBirth: string | null;
  expectedDate: string | null;
  nhsNumber: string | null;
  address: unknown;
  particulars: unknown;
}

interface ReferralToAnswer {
  id: string;
  referrerKind: ReferrerKind;
  hasEmail: boolean;
}

/** What a decision is judged by, and whom it has to be told. */
interface DecisionInHand {
  people: PersonOnCase[];
  waiting: { id: string; agency: string }[];
  referrals: ReferralToAnswer[];
  rules: RulesInForce;
}

/**
 * Decides a case for all its children at once: every open check has its gap explained, the message to the referrer names no
 * one, the ladders stop, and the outcome is owed to the referrer.
 */
export async function decideCase(
  record: CaseRecord,
  caseId: string,
  body: DecisionBody,
  request: ActRequest,
): Promise<Result<DecidedCase & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'decide-case',
    read: async (sql) => decisionInHand(sql, caseId, request.actor.hubId),
    work: ({ open, actor, role }, { people, waiting, referrals, rules }): DecidedCase => {
      requireDecision({ row: open.row, sealing: open.sql.sealing, actor }, body, { people, waiting });

      const roundId = storeDecision({ open, actor }, body);
      settleClocksOfCase(open, rules, 'decision');
      settleClocksOfChecks(open);
      leaveWorklists(open);
      oweOutcome(open, referrals, roundId, outcomesInOrder(body, childrenOf(people)));
      open.row.stage = 'outcome';
      open.append({
        type: 'case-decided',
        actorId: actor.userId,
        actorRole: role,
        facts: {
          roundId,
          rating: open.row.rating,
          outcomes: body.decisions.map(({ child, level, outcome, primaryNeed }) => ({
            child,
            level,
            outcome,
            primaryNeed,
          })),
          gaps: (body.gaps ?? []).map(({ check }) => check),
          meetingSkipped: body.meetingSkipped?.reason,
        },
        content: contentOf(body),
      });
      return { reference: open.row.reference, stage: open.row.stage };
    },
  });
}

/** The decision as content of its event: what was decided for each child apart, the rest together. */
const contentOf = ({ decisions, ...rest }: DecisionBody): ContentPart[] => [
  { personId: null, content: rest },
  ...decisions.map((decision) => ({ personId: decision.child, content: { ...decision } })),
];

async function decisionInHand(sql: Sql, caseId: string, hubId: string): Promise<DecisionInHand> {
  const [people, waiting, referrals, rules] = await Promise.all([
    sql.rows<PersonOnCase>`
      SELECT c."personId", c."role", p."firstName", p."lastName", p."dateOfBirth", p."expectedDate", p."nhsNumber", p."address", p."particulars"
      FROM "CasePerson" c JOIN "Person" p ON p."id" = c."personId" WHERE c."caseId" = ${caseId}::uuid ORDER BY c."position"`,
    sql.rows<DecisionInHand['waiting'][number]>`
      SELECT "id", "agency" FROM "AgencyCheck" WHERE "caseId" = ${caseId}::uuid AND "settledAt" IS NULL ORDER BY "agency"`,
    sql.rows<ReferralToAnswer>`
      SELECT "id", "referrerKind", "referrerEmail" IS NOT NULL AS "hasEmail" FROM "Referral" WHERE "caseId" = ${caseId}::uuid`,
    rulesInForce(sql, hubId),
  ]);
  return { people, waiting, referrals, rules };
}

const childrenOf = (people: readonly PersonOnCase[]): string[] =>
  people.filter(({ role }) => role === 'child').map(({ personId }) => personId);

/**
 * Looks at a decision before it is made, as the case stands now: what would be refused is refused, and nothing is done.
 * @throws Refused as the act itself would be
 */
export async function reviewDecision(
  { reads, sealing }: Pick<Database, 'reads' | 'sealing'>,
  { caseId, actor }: Sight<'decide-case'>,
  body: DecisionBody,
): Promise<void> {
  const [inHand, [row]] = await Promise.all([
    decisionInHand(reads, caseId, actor.hubId),
    reads.rows<Pick<OpenCase['row'], 'stage' | 'rating'>>`
      SELECT "stage", "rating" FROM "Case" WHERE "id" = ${caseId}::uuid`,
  ]);
  if (row === undefined) throw new Error(`There is no case ${caseId}`);
  requireDecision({ row, sealing, actor }, body, inHand);
}

interface Deciding {
  row: Pick<OpenCase['row'], 'stage' | 'rating'>;
  sealing: Sealing;
  actor: Actor;
}

/** @throws Refused where a decision is not whole, says what it must not, or comes at the wrong time */
function requireDecision(
  { row, sealing, actor }: Deciding,
  body: DecisionBody,
  { people, waiting }: Pick<DecisionInHand, 'people' | 'waiting'>,
): void {
  const described = people.map((person) => identifiedPerson(sealing, person));
  requireWellFormed(body, people, described, new Set(waiting.map(({ id }) => id)));
  requireMeetingOrReason(row.rating, actor, body);
  requireDecidable(row);
  requireGaps(body, waiting);
  refuseRedWithoutAction(row.rating, body);
}

function requireWellFormed(
  body: DecisionBody,
  people: readonly PersonOnCase[],
  described: readonly IdentifiedPerson[],
  waitingIds: ReadonlySet<string>,
): void {
  const children = childrenOf(people);
  const missing = children.filter((id) => !body.decisions.some(({ child }) => child === id));
  const words = findIdentifyingWords(body.messageToReferrer, described);
  const errors: FieldError[] = [
    ...body.decisions.flatMap(({ child }, index) =>
      children.includes(child)
        ? []
        : [{ pointer: `/decisions/${index}/child`, detail: 'This is not the id of a child on the case.' }],
    ),
    ...(missing.length === 0
      ? []
      : [
          {
            pointer: '/decisions',
            detail: `Decide for every child (${missing.length} of ${children.length} not decided).`,
          },
        ]),
    ...(body.gaps ?? []).flatMap(({ check }, index) =>
      waitingIds.has(check)
        ? []
        : [{ pointer: `/gaps/${index}/check`, detail: 'This is not the id of a check that still waits on the case.' }],
    ),
    ...words.map((word) => ({
      pointer: '/messageToReferrer',
      detail: `The message goes by e-mail and must name no one: take out "${word}".`,
    })),
  ];
  if (errors.length === 0) return;
  throw new Refused({ code: 'invalid-input', detail: 'The decision has mistakes; nothing was decided.', errors });
}

const identifiedPerson = (sealing: Sealing, person: PersonOnCase): IdentifiedPerson => ({
  firstName: person.firstName,
  lastName: person.lastName,
  ...known({
    dateOfBirth: person.dateOfBirth,
    expectedDate: person.expectedDate,
    nhsNumber: sealing.open('Person.nhsNumber', person.personId, person.nhsNumber),
    address: sealing.openJson('Person.address', person.personId, person.address) as Address | null,
  }),
  ...(sealing.openJson('Person.particulars', person.personId, person.particulars) as { school?: string }),
});

function requireDecidable({ stage }: Deciding['row']): void {
  if (stage === 'checks' || stage === 'decision') return;
  throw new Refused(
    stage === 'received' || stage === 'screening'
      ? { code: 'stage-not-reached', detail: 'Screen the case before it is decided.' }
      : { code: 'stage-passed', detail: `The case has been decided and is at stage "${stage}".` },
  );
}

function requireGaps({ gaps }: DecisionBody, waiting: readonly { id: string; agency: string }[]): void {
  const unexplained = waiting.filter(({ id }) => !(gaps ?? []).some(({ check }) => check === id));
  if (unexplained.length === 0) return;
  throw new Refused({
    code: 'checks-open',
    detail: `These agencies have not answered: ${unexplained.map(({ agency }) => agency).join(', ')}. Wait for them, or give the reason in "gaps" for deciding without each.`,
    errors: unexplained.map(({ agency }) => ({
      pointer: '/gaps',
      detail: `No reason is given for deciding without ${agency}.`,
    })),
  });
}

/** Checks that were not waited for leave the worklists of their agencies; a late answer is still taken. */
function leaveWorklists({ sql, row, at }: OpenCase): void {
  sql.write`UPDATE "AgencyCheck" SET "settledAt" = ${at} WHERE "caseId" = ${row.id}::uuid AND "settledAt" IS NULL`;
}

function storeDecision({ open, actor }: Pick<Acting, 'open' | 'actor'>, body: DecisionBody): string {
  const id = randomUUID();
  const { sql, row, at } = open;
  const { messageToReferrer, meetingSkipped, decisions, gaps } = sealedDecision(sql.sealing, id, body);
  sql.write`
    WITH round AS (
      INSERT INTO "DecisionRound" ("id", "caseId", "byId", "at", "rating", "messageToReferrer", "meetingSkipped")
      VALUES (${id}::uuid, ${row.id}::uuid, ${actor.userId}::uuid, ${at}, ${row.rating ?? 'unrated'}, ${messageToReferrer},
              to_jsonb(${meetingSkipped}::text))
    ), gap AS (
      INSERT INTO "DecisionGap" ("roundId", "checkId", "reason")
      SELECT ${id}::uuid, g."check", g."reason" FROM jsonb_to_recordset(${JSON.stringify(gaps)}::jsonb) AS g("check" uuid, "reason" text)
    )
    INSERT INTO "Decision" ("id", "roundId", "personId", "level", "outcome", "primaryNeed", "rationale")
    SELECT d."id", ${id}::uuid, d."child", d."level", d."outcome", d."primaryNeed", d."rationale"
    FROM jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) AS d(
      "id" uuid, "child" uuid, "level" int, "outcome" text, "primaryNeed" text, "rationale" text)`;
  return id;
}

/** What people wrote in a decision, as it is stored: under the round's id, that of each child's decision, and the check of each gap. */
const sealedDecision = (sealing: Sealing, roundId: string, body: DecisionBody) => ({
  messageToReferrer: sealing.seal('DecisionRound.messageToReferrer', roundId, body.messageToReferrer),
  meetingSkipped: sealing.sealJson('DecisionRound.meetingSkipped', roundId, body.meetingSkipped),
  decisions: body.decisions.map(({ rationale, ...decision }) => {
    const id = randomUUID();
    return { ...decision, id, rationale: sealing.seal('Decision.rationale', id, rationale) };
  }),
  gaps: (body.gaps ?? []).map(({ check, reason }) => ({
    check,
    reason: sealing.seal('DecisionGap.reason', `${roundId}:${check}`, reason),
  })),
});

/** The outcomes of the children, in the order in which the referral names them. @param children their ids in that order */
export const outcomesInOrder = ({ decisions }: DecisionBody, children: readonly string[]): OutcomeCode[] =>
  children.flatMap((id) => decisions.filter(({ child }) => child === id).map(({ outcome }) => outcome));

/** The outcome is owed to the referrer; where they gave no e-mail address, to the hub worker who tells them. */
function oweOutcome(
  open: OpenCase,
  referrals: readonly ReferralToAnswer[],
  roundId: string,
  outcomes: OutcomeCode[],
): void {
  oweNotices(
    open,
    referrals.map(({ id, referrerKind: referrer, hasEmail }): OwedNotice => {
      const about = { businessKey: `outcome:${roundId}:${id}`, referralId: id };
      return hasEmail
        ? { ...about, tells: 'referrer', facts: { kind: 'outcome', referrer, outcomes, roundId } }
        : { ...about, tells: 'hub-worker', facts: { kind: 'tell-by-person', referrer, what: 'outcome' } };
    }),
  );
}
