import { randomUUID } from 'node:crypto';
import type { Wall } from '../domain/permissions.js';
import type { Policy } from '../domain/policy.js';
import type { Result } from '../domain/problems.js';
import type { Actor } from '../domain/roles.js';
import { warningReviewDays, type WarningKind } from '../domain/warnings.js';
import { actOnCase } from './acts.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import type { Database } from './database.js';
import { Refused } from './open-case.js';
import { rulesInForce } from './policies.js';
import { nothingHere, type Asked } from './sight.js';
import type { Sql } from './statements.js';
import { wallTo } from './walls.js';

/** What is to be seen before contact or a visit. */
export interface WarningBody {
  kind: WarningKind;
  /** Whom it is about; the address of the case, where it is left out. */
  person?: string | undefined;
  /** For the hub alone. */
  text: string;
  /** What agencies are told beside the kind. */
  forAgencies?: string | undefined;
}

export interface NotedWarning extends Record<string, unknown> {
  id: string;
}

/** A warning note, found, and how whoever asks stands to the case on which it was added. */
export interface FoundWarning extends Asked {
  caseId: string;
  /** Of the case on which it was added. */
  reference: string;
  warningId: string;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** Adds a warning note to a person on a case, or to its address. */
export async function addWarning(
  record: CaseRecord,
  caseId: string,
  { kind, person, text, forAgencies }: WarningBody,
  request: ActRequest,
): Promise<Result<NotedWarning & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'add-warning-note',
    read: async (sql) =>
      Promise.all([
        sql.rows<{ personId: string }>`SELECT "personId" FROM "CasePerson" WHERE "caseId" = ${caseId}::uuid`,
        rulesInForce(sql, request.actor.hubId),
      ]),
    work: ({ open, actor, role }, [people, { policy }]): NotedWarning => {
      if (person !== undefined && !people.some(({ personId }) => personId === person)) throw notOnCase();
      const id = randomUUID();
      const reviewDueAt = reviewAfter(open.at, policy);
      const { sealing } = open.sql;
      open.sql.write`
        INSERT INTO "WarningNote" ("id", "hubId", "caseId", "personId", "kind", "text", "forAgencies", "since", "byId", "reviewDueAt")
        VALUES (${id}::uuid, ${open.row.hubId}, ${caseId}::uuid, ${person ?? null}::uuid, ${kind}, ${sealing.seal('WarningNote.text', id, text)},
                ${sealing.seal('WarningNote.forAgencies', id, forAgencies)}, ${open.at}, ${actor.userId}::uuid, ${reviewDueAt})`;
      open.append({
        type: 'warning-added',
        actorId: actor.userId,
        actorRole: role,
        facts: { warningId: id, kind, person: person ?? null, reviewDueAt: reviewDueAt.toISOString() },
        content: [{ personId: person ?? null, content: { text, forAgencies } }],
      });
      return { id };
    },
  });
}

const reviewAfter = (at: Date, policy: Policy): Date =>
  new Date(at.getTime() + warningReviewDays(policy) * dayMilliseconds);

const notOnCase = (): Refused =>
  new Refused({
    code: 'invalid-input',
    detail: 'The warning note has mistakes.',
    errors: [
      {
        pointer: '/person',
        detail:
          'This is not the id of a person on the case. Take the ids from it as it was read, or leave this out for the address.',
      },
    ],
  });

export async function findWarning(
  { reads }: Pick<Database, 'reads'>,
  actor: Actor,
  id: string,
  now: Date,
): Promise<FoundWarning | undefined> {
  const [found] = await reads.rows<{ caseId: string; reference: string; wall: Wall }>`
    SELECT n."caseId", c."reference", ${wallTo(actor, now)} AS "wall" FROM "WarningNote" n JOIN "Case" c ON c."id" = n."caseId"
    WHERE n."id" = ${id}::uuid AND n."hubId" = ${actor.hubId} AND n."endedAt" IS NULL`;
  if (found === undefined) return undefined;
  const { wall, ...where } = found;
  return { ...where, warningId: id, standing: { relations: ['hub'], wall } };
}

/** Records that a warning note is still true, and when somebody looks again. */
export async function keepWarning(
  record: CaseRecord,
  { caseId, warningId }: FoundWarning,
  { reason }: { reason: string },
  request: ActRequest,
): Promise<Result<NotedWarning & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'end-warning-note',
    read: async (sql) => Promise.all([whomInForce(sql, warningId), rulesInForce(sql, request.actor.hubId)]),
    work: ({ open, actor, role }, [[inForce], { policy }]): NotedWarning => {
      if (inForce === undefined) throw nothingHere();
      const reviewDueAt = reviewAfter(open.at, policy);
      open.sql.write`UPDATE "WarningNote" SET "reviewDueAt" = ${reviewDueAt} WHERE "id" = ${warningId}::uuid`;
      open.append({
        type: 'warning-kept',
        actorId: actor.userId,
        actorRole: role,
        facts: { warningId, reviewDueAt: reviewDueAt.toISOString() },
        content: [{ personId: inForce.personId, content: { reason } }],
      });
      return { id: warningId };
    },
  });
}

const whomInForce = (sql: Sql, warningId: string): Promise<{ personId: string | null }[]> =>
  sql.rows<{
    personId: string | null;
  }>`SELECT "personId" FROM "WarningNote" WHERE "id" = ${warningId}::uuid AND "endedAt" IS NULL`;

/** Ends a warning note that is true no more. */
export async function endWarning(
  record: CaseRecord,
  { caseId, warningId }: FoundWarning,
  { reason }: { reason: string },
  request: ActRequest,
): Promise<Result<NotedWarning & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'end-warning-note',
    read: async (sql) => whomInForce(sql, warningId),
    work: ({ open, actor, role }, [inForce]): NotedWarning => {
      if (inForce === undefined) return { id: warningId };
      open.sql.write`
        UPDATE "WarningNote" SET "endedAt" = ${open.at}, "endedById" = ${actor.userId}::uuid,
          "endReason" = ${open.sql.sealing.seal('WarningNote.endReason', warningId, reason)} WHERE "id" = ${warningId}::uuid`;
      open.append({
        type: 'warning-ended',
        actorId: actor.userId,
        actorRole: role,
        facts: { warningId },
        content: [{ personId: inForce.personId, content: { reason } }],
      });
      return { id: warningId };
    },
  });
}
