import { randomUUID } from 'node:crypto';
import { isWaiting, type CheckReply, type CheckState } from '../domain/checks.js';
import type { EventType } from '../domain/events.js';
import type { FieldError, Result } from '../domain/problems.js';
import type { Actor } from '../domain/roles.js';
import { actOnCase, type Acting } from './acts.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import type { FoundCheck } from './check-lookup.js';
import { attachDocuments } from './draft-endings.js';
import type { ContentPart } from './events.js';
import { oweNotices } from './notices.js';
import { Refused, type OpenCase } from './open-case.js';
import type { Sealing } from './sealing.js';
import { nothingHere } from './sight.js';
import type { Sql } from './statements.js';

export interface SettledCheck extends Record<string, unknown> {
  id: string;
  state: CheckState;
}

export interface CheckInHand {
  id: string;
  agency: string;
  state: CheckState;
  claimedById: string | null;
  persons: string[];
  /** Other checks of the case that still wait. */
  othersWaiting: number;
}

/**
 * Takes a check on for the actor's agency, so that colleagues see who is at it. Somebody else of the agency may take it over; whoever
 * has it already changes nothing.
 */
export async function claimCheck(
  record: CaseRecord,
  { checkId, caseId }: Pick<FoundCheck, 'checkId' | 'caseId'>,
  request: ActRequest,
): Promise<Result<SettledCheck & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'answer-check',
    read: async (sql) => checkInHand(sql, checkId),
    work: ({ open, actor, role }, check): SettledCheck => {
      requireOwn(actor, check);
      requireWaiting(check);
      if (check.claimedById === actor.userId) return { id: checkId, state: 'claimed' };
      open.sql.write`
        UPDATE "AgencyCheck" SET "state" = 'claimed', "claimedById" = ${actor.userId}::uuid, "claimedAt" = ${open.at}
        WHERE "id" = ${checkId}::uuid`;
      open.append({
        type: 'check-claimed',
        actorId: actor.userId,
        actorRole: role,
        facts: { checkId, agency: check.agency },
      });
      return { id: checkId, state: 'claimed' };
    },
  });
}

/**
 * Records an agency's answer in one transaction. The last answer moves the case on to its decision and rings; the others do
 * neither. An answer after the decision is kept as well, and the decision makers are told.
 */
export async function answerCheck(
  record: CaseRecord,
  { checkId, caseId }: Pick<FoundCheck, 'checkId' | 'caseId'>,
  reply: CheckReply,
  request: ActRequest,
): Promise<Result<SettledCheck & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'answer-check',
    read: async (sql) => checkInHand(sql, checkId),
    work: async ({ open, actor, role }, check): Promise<SettledCheck> => {
      requireOwn(actor, check);
      requireEveryPerson(reply, check.persons);
      requireWaiting(check);
      storeAnswer({ open, actor }, checkId, reply);
      const type = meaningOf(open, check);
      const attached = await attachDocuments(open.sql, request, { caseId, checkId });
      open.append({
        type,
        actorId: actor.userId,
        actorRole: role,
        facts: {
          checkId,
          agency: check.agency,
          results: reply.results.map(({ result }) => result),
          rating: reply.rating,
          ...attached,
        },
        content: contentOf(reply),
      });
      return { id: checkId, state: 'answered' };
    },
  });
}

export async function checkInHand(sql: Sql, checkId: string): Promise<CheckInHand> {
  const [check] = await sql.rows<CheckInHand>`
    SELECT k."id", k."agency", k."state", k."claimedById",
           ARRAY(SELECT p."personId"::text FROM "AgencyCheckPerson" p WHERE p."checkId" = k."id") AS "persons",
           (SELECT count(*)::int FROM "AgencyCheck" o WHERE o."caseId" = k."caseId" AND o."id" <> k."id" AND o."settledAt" IS NULL) AS "othersWaiting"
    FROM "AgencyCheck" k WHERE k."id" = ${checkId}::uuid`;
  if (check === undefined) throw new Error(`There is no check ${checkId}`);
  return check;
}

/** The reply as content of its event: what was found about each person apart, the analysis for itself. */
const contentOf = ({ results, information = [], analysis, rating }: CheckReply): ContentPart[] => [
  { personId: null, content: { analysis, rating } },
  ...results.map((result) => ({
    personId: result.person,
    content: { result, information: information.filter(({ person }) => person === result.person) },
  })),
];

/** @throws Refused `not-found` for the check of another agency, however it was come by */
export function requireOwn({ agency }: Actor, check: CheckInHand): void {
  if (check.agency !== agency) throw nothingHere();
}

/** @throws Refused `already-answered` if the check no longer waits */
export function requireWaiting({ state }: CheckInHand): void {
  if (isWaiting(state)) return;
  throw new Refused({
    code: 'already-answered',
    detail: `The check is ${state}. Send what you have learned since to the hub as new information.`,
  });
}

/** The event that an answer is: the last one of the checks changes the course, one after the decision is new information. */
function meaningOf(open: OpenCase, check: CheckInHand): EventType {
  if (open.row.stage !== 'checks') {
    oweNotices(open, [
      {
        businessKey: `late-answer:${check.id}`,
        tells: 'decision-maker',
        checkId: check.id,
        facts: { kind: 'late-answer', agency: check.agency },
      },
    ]);
    return 'late-answer-recorded';
  }
  if (check.othersWaiting > 0) return 'check-answered';
  open.row.stage = 'decision';
  return 'last-check-answered';
}

function requireEveryPerson({ results, information }: CheckReply, asked: readonly string[]): void {
  const unknown = (pointer: string): FieldError => ({
    pointer,
    detail: 'The check does not ask about this person. Take the ids from persons of the check.',
  });
  const errors: FieldError[] = [
    ...results.flatMap(({ person }, index) => (asked.includes(person) ? [] : [unknown(`/results/${index}/person`)])),
    ...(information ?? []).flatMap(({ person }, index) =>
      asked.includes(person) ? [] : [unknown(`/information/${index}/person`)],
    ),
  ];
  const missing = asked.filter((person) => !results.some((result) => result.person === person));
  if (missing.length > 0) {
    errors.push({
      pointer: '/results',
      detail: `Give a result for every person asked about (${missing.length} of ${asked.length} not given): "not-known" is a result.`,
    });
  }
  if (errors.length === 0) return;
  throw new Refused({ code: 'invalid-input', detail: 'The answer does not fit the persons asked about.', errors });
}

/** Answer, results and information in one statement, with the check and its clock settled: the hottest write of the service. */
function storeAnswer({ open, actor }: Pick<Acting, 'open' | 'actor'>, checkId: string, reply: CheckReply): void {
  const { sql, at } = open;
  const answerId = randomUUID();
  const { analysis, results, information } = sealedReply(sql.sealing, answerId, reply);
  sql.write`
    WITH answer AS (
      INSERT INTO "CheckAnswer" ("id", "checkId", "byId", "at", "analysis", "rating")
      VALUES (${answerId}::uuid, ${checkId}::uuid, ${actor.userId}::uuid, ${at}, ${analysis}, ${reply.rating ?? null})
    ), result AS (
      INSERT INTO "CheckResult" ("answerId", "personId", "result", "systemsSearched")
      SELECT ${answerId}::uuid, r."person", r."result", r."systemsSearched"
      FROM jsonb_to_recordset(${JSON.stringify(results)}::jsonb) AS r("person" uuid, "result" text, "systemsSearched" text)
    ), information AS (
      INSERT INTO "CheckInformation" ("answerId", "position", "personId", "kind", "text", "sharing")
      SELECT ${answerId}::uuid, i."position", i."person", i."kind", i."text", i."sharing"
      FROM jsonb_to_recordset(${JSON.stringify(information)}::jsonb) AS i("position" int, "person" uuid, "kind" text, "text" text, "sharing" text)
    ), clock AS (
      UPDATE "Deadline" SET "settledAt" = ${open.now} WHERE "caseId" = ${open.row.id}::uuid AND "checkId" = ${checkId}::uuid AND "settledAt" IS NULL
    )
    UPDATE "AgencyCheck" SET "state" = 'answered', "settledAt" = ${at},
      "claimedById" = COALESCE("claimedById", ${actor.userId}::uuid), "claimedAt" = COALESCE("claimedAt", ${at})
    WHERE "id" = ${checkId}::uuid`;
}

/** What people wrote in an answer, as it is stored under the answer's id. */
const sealedReply = (sealing: Sealing, answerId: string, { analysis, results, information = [] }: CheckReply) => ({
  analysis: sealing.seal('CheckAnswer.analysis', answerId, analysis),
  results: results.map(({ systemsSearched, ...result }) => ({
    ...result,
    systemsSearched: sealing.seal('CheckResult.systemsSearched', `${answerId}:${result.person}`, systemsSearched),
  })),
  information: information.map(({ text, ...item }, position) => ({
    ...item,
    position,
    text: sealing.seal('CheckInformation.text', `${answerId}:${position}`, text),
  })),
});
