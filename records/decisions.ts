import { randomUUID } from 'node:crypto';
import type { Stage } from '../domain/case.js';
import type { DecisionBody } from '../domain/decisions.js';
import { findIdentifyingWords, type IdentifiedPerson } from '../domain/identifying-words.js';
import { roleFor } from '../domain/permissions.js';
import type { FieldError, Result } from '../domain/problems.js';
import type { Address, ReferrerKind } from '../domain/referral.js';
import { actOnCase, type Acting } from './acts.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import { settleClocksOfCase, settleClocksOfChecks } from './deadlines.js';
import type { ContentPart } from './events.js';
import { oweNotices } from './notices.js';
import { Refused, type OpenCase } from './open-case.js';
import { rulesInForce } from './policies.js';
import { refuseRedWithoutAction, requireMeetingOrReason } from './red-safeguards.js';

export interface DecidedCase extends Record<string, unknown> {
  reference: string;
  stage: Stage;
}

interface PersonOnCase {
  personId: string;
  role: string;
  person: {
    firstName: string;
    lastName: string;
    dateOfBirth: Date | null;
    expectedDate: Date | null;
    nhsNumber: string | null;
    address: unknown;
    particulars: unknown;
  };
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
  return actOnCase<DecidedCase>(record, caseId, request, async ({ open, actor }) => {
    const people = await peopleOnCase(open);
    const waiting = await open.sql.agencyCheck.findMany({
      where: { caseId, settledAt: null },
      select: { id: true, agency: true },
      orderBy: { agency: 'asc' },
    });
    requireWellFormed(body, people, new Set(waiting.map(({ id }) => id)));
    requireMeetingOrReason(open.row.rating, actor, body);
    requireDecidable(open);
    requireGaps(body, waiting);
    refuseRedWithoutAction(open.row.rating, body);

    const rules = await rulesInForce(open.sql, open.row.hubId);
    const roundId = await storeDecision({ open, actor }, body);
    await settleClocksOfCase(open, rules, 'decision');
    await settleClocksOfChecks(open);
    await leaveWorklists(open);
    await oweOutcome(open, body, people, roundId);
    open.row.stage = 'outcome';
    open.append({
      type: 'case-decided',
      actorId: actor.userId,
      actorRole: roleFor(actor, 'decide-case'),
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
  });
}

/** The decision as content of its event: what was decided for each child apart, the rest together. */
const contentOf = ({ decisions, ...rest }: DecisionBody): ContentPart[] => [
  { personId: null, content: rest },
  ...decisions.map((decision) => ({ personId: decision.child, content: { ...decision } })),
];

async function peopleOnCase(open: OpenCase): Promise<PersonOnCase[]> {
  return open.sql.casePerson.findMany({
    where: { caseId: open.row.id },
    orderBy: { position: 'asc' },
    select: {
      personId: true,
      role: true,
      person: {
        select: {
          firstName: true,
          lastName: true,
          dateOfBirth: true,
          expectedDate: true,
          nhsNumber: true,
          address: true,
          particulars: true,
        },
      },
    },
  });
}

function requireWellFormed(body: DecisionBody, people: readonly PersonOnCase[], waitingIds: ReadonlySet<string>): void {
  const children = people.filter(({ role }) => role === 'child').map(({ personId }) => personId);
  const missing = children.filter((id) => !body.decisions.some(({ child }) => child === id));
  const words = findIdentifyingWords(
    body.messageToReferrer,
    people.map(({ person }) => identifiedPerson(person)),
  );
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
            detail: `Decide for every child: ${missing.length} of ${children.length} are missing.`,
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

function identifiedPerson({
  address,
  dateOfBirth,
  expectedDate,
  nhsNumber,
  particulars,
  ...names
}: PersonOnCase['person']): IdentifiedPerson {
  return {
    ...names,
    ...(dateOfBirth === null ? {} : { dateOfBirth: dateOfBirth.toISOString().slice(0, 10) }),
    ...(expectedDate === null ? {} : { expectedDate: expectedDate.toISOString().slice(0, 10) }),
    ...(nhsNumber === null ? {} : { nhsNumber }),
    ...(address === null ? {} : { address: address as Address }),
    ...(particulars as { school?: string }),
  };
}

function requireDecidable({ row }: OpenCase): void {
  if (row.stage === 'checks' || row.stage === 'decision') return;
  throw new Refused(
    row.stage === 'received' || row.stage === 'screening'
      ? { code: 'stage-not-reached', detail: 'Screen the case before it is decided.' }
      : { code: 'stage-passed', detail: `The case has been decided and is at stage "${row.stage}".` },
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
async function leaveWorklists({ sql, row, at }: OpenCase): Promise<void> {
  await sql.agencyCheck.updateMany({ where: { caseId: row.id, settledAt: null }, data: { settledAt: at } });
}

async function storeDecision({ open, actor }: Acting, body: DecisionBody): Promise<string> {
  const id = randomUUID();
  const { sql, row, at } = open;
  await sql.decisionRound.create({
    data: {
      id,
      caseId: row.id,
      byId: actor.userId,
      at,
      rating: row.rating ?? 'unrated',
      messageToReferrer: body.messageToReferrer,
      ...(body.meetingSkipped === undefined ? {} : { meetingSkipped: { ...body.meetingSkipped } }),
    },
  });
  await sql.decision.createMany({
    data: body.decisions.map(({ child, level, outcome, primaryNeed, rationale }) => ({
      id: randomUUID(),
      roundId: id,
      personId: child,
      level,
      outcome,
      primaryNeed: primaryNeed ?? null,
      rationale,
    })),
  });
  await sql.decisionGap.createMany({
    data: (body.gaps ?? []).map(({ check, reason }) => ({ roundId: id, checkId: check, reason })),
  });
  return id;
}

/** The outcome is owed to the referrer; where they gave no e-mail address, to the hub worker who tells them. */
async function oweOutcome(
  open: OpenCase,
  body: DecisionBody,
  people: readonly PersonOnCase[],
  roundId: string,
): Promise<void> {
  const referrals = await open.sql.referral.findMany({
    where: { caseId: open.row.id },
    select: { id: true, referrerKind: true, referrerEmail: true },
  });
  const outcomes = people
    .filter(({ role }) => role === 'child')
    .flatMap(({ personId }) => body.decisions.filter(({ child }) => child === personId).map(({ outcome }) => outcome));
  await oweNotices(
    open,
    referrals.map(({ id, referrerKind, referrerEmail }) => ({
      businessKey: `outcome:${roundId}:${id}`,
      referralId: id,
      ...(referrerEmail === null
        ? {
            tells: 'hub-worker' as const,
            facts: {
              kind: 'tell-by-person' as const,
              referrer: referrerKind as ReferrerKind,
              what: 'outcome' as const,
            },
          }
        : {
            tells: 'referrer' as const,
            facts: { kind: 'outcome' as const, referrer: referrerKind as ReferrerKind, outcomes, roundId },
          }),
    })),
  );
}
