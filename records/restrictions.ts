import { randomUUID } from 'node:crypto';
import fragment from 'sql-template-tag';
import type { FieldError, Result } from '../domain/problems.js';
import { missingFromList, restrictionRules, type RestrictionReason } from '../domain/restriction.js';
import type { Actor, Role } from '../domain/roles.js';
import { listInHand, requireComplete, type Listable } from './access-list.js';
import { actOnCase, type Acting } from './acts.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import type { Database } from './database.js';
import { noteList } from './incomplete-lists.js';
import { Refused, type OpenCase } from './open-case.js';
import { beforeTheFirst, keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import { rulesInForce } from './policies.js';
import type { Sight } from './sight.js';
import type { Sql } from './statements.js';
import { isClosedTo, isInConflict, isLinked } from './walls.js';

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** A restriction as it is asked for. `people` are ids of users; `note` is whatever else should be known. */
export interface RestrictionBody {
  reason: RestrictionReason;
  note?: string | undefined;
  people: string[];
}

/** A change of an access list, as one act: so that the list is never without those it must hold. */
export interface AccessListChange {
  add?: string[] | undefined;
  remove?: string[] | undefined;
}

export interface RestrictedCase extends Record<string, unknown> {
  reference: string;
  restricted: boolean;
}

/** Keeps a case from everyone who is not on its access list, from now on. */
export async function restrictCase(
  record: CaseRecord,
  { caseId }: Sight<'restrict-case'>,
  body: RestrictionBody,
  request: ActRequest,
): Promise<Result<RestrictedCase & { version: number }>> {
  const { hubId } = request.actor;
  return actOnCase(record, caseId, request, {
    act: 'restrict-case',
    read: async (sql) => Promise.all([listInHand(sql, caseId, hubId, body.people), rulesInForce(sql, hubId)]),
    work: ({ open, ...by }, [{ users, asked }, { policy }]): RestrictedCase => {
      if (open.row.restricted) {
        throw new Refused({
          code: 'already-restricted',
          detail: 'The case is restricted already. Change its access list, or lift the restriction.',
        });
      }
      requireUsers(body.people, users, 'people');
      requireComplete(users, asked, '/people');
      const restrictionId = randomUUID();
      const reviewDueAt = reviewAfter(open.at, restrictionRules(policy).reviewDays);
      open.sql.write`
        INSERT INTO "CaseRestriction" ("id", "hubId", "caseId", "reason", "since", "byId", "reviewDueAt")
        VALUES (${restrictionId}::uuid, ${hubId}, ${caseId}::uuid, ${body.reason}, ${open.at}, ${by.actor.userId}::uuid, ${reviewDueAt})`;
      putOnList({ open, ...by }, body.people);
      open.row.restricted = true;
      append({ open, ...by }, 'case-restricted', {
        facts: { restrictionId, reason: body.reason, users: body.people, reviewDueAt: reviewDueAt.toISOString() },
        note: body.note,
      });
      return answer(open);
    },
  });
}

/** Puts users on the access list of a restricted case, and takes others off it. */
export async function changeAccessList(
  record: CaseRecord,
  { caseId }: Sight<'change-access-list'>,
  { add = [], remove = [] }: AccessListChange,
  request: ActRequest,
): Promise<Result<RestrictedCase & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'change-access-list',
    read: async (sql) =>
      Promise.all([listInHand(sql, caseId, request.actor.hubId, add), hasManager(sql, caseId, request.actor)]),
    work: ({ open, ...by }, [list, hasManager]): RestrictedCase => {
      const { users, asked } = list;
      requireRestricted(open);
      requireMending(by, { hasManager, remove });
      requireUsers(add, users, 'add');
      const after = users.filter(
        ({ userId, isListed }) => (isListed || add.includes(userId)) && !remove.includes(userId),
      );
      requireComplete(after, asked, remove.length > 0 ? '/remove' : '/add');
      noteList(open, { ...list, users: after });
      putOnList({ open, ...by }, add);
      open.sql.write`DELETE FROM "CaseAccess" WHERE "caseId" = ${caseId}::uuid AND "userId" = ANY(${remove}::uuid[])`;
      append({ open, ...by }, 'access-list-changed', { facts: { added: add, removed: remove } });
      return answer(open);
    },
  });
}

/** Records that the restriction is still needed, and when somebody looks again. */
export async function keepRestriction(
  record: CaseRecord,
  { caseId }: Sight<'restrict-case'>,
  { reason }: { reason: string },
  request: ActRequest,
): Promise<Result<RestrictedCase & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'restrict-case',
    read: async (sql) => rulesInForce(sql, request.actor.hubId),
    work: ({ open, ...by }, { policy }): RestrictedCase => {
      requireRestricted(open);
      const reviewDueAt = reviewAfter(open.at, restrictionRules(policy).reviewDays);
      open.sql.write`
        UPDATE "CaseRestriction" SET "reviewDueAt" = ${reviewDueAt} WHERE "caseId" = ${caseId}::uuid AND "liftedAt" IS NULL`;
      append({ open, ...by }, 'restriction-kept', { facts: { reviewDueAt: reviewDueAt.toISOString() }, note: reason });
      return answer(open);
    },
  });
}

/**
 * Opens a restricted case to everyone again. Nobody lifts what they set themselves, nor where they put themselves on the list: a second hub
 * manager of the list does.
 * @returns refused `own-act` for whoever set the restriction, or came onto the list by themselves
 */
export async function liftRestriction(
  record: CaseRecord,
  { caseId }: Sight<'restrict-case'>,
  { reason }: { reason: string },
  request: ActRequest,
): Promise<Result<RestrictedCase & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'restrict-case',
    read: async (sql) =>
      sql.rows<{ id: string; byId: string; placeById: string | null }>`
        SELECT r."id", r."byId", a."byId" AS "placeById" FROM "CaseRestriction" r
        LEFT JOIN "CaseAccess" a ON a."caseId" = r."caseId" AND a."userId" = ${request.actor.userId}::uuid
        WHERE r."caseId" = ${caseId}::uuid AND r."liftedAt" IS NULL`,
    work: ({ open, ...by }, [inForce]): RestrictedCase => {
      requireRestricted(open);
      if (by.actor.userId === inForce?.byId || by.actor.userId === inForce?.placeById) {
        throw new Refused({
          code: 'own-act',
          detail:
            'You restricted the case, or put yourself on its access list. Another hub manager on the list has to lift the restriction.',
        });
      }
      open.sql
        .write`UPDATE "CaseRestriction" SET "liftedAt" = ${open.at} WHERE "caseId" = ${caseId}::uuid AND "liftedAt" IS NULL`;
      open.sql.write`DELETE FROM "CaseAccess" WHERE "caseId" = ${caseId}::uuid`;
      open.row.restricted = false;
      append({ open, ...by }, 'restriction-lifted', { facts: { restrictionId: inForce?.id }, note: reason });
      return answer(open);
    },
  });
}

const answer = ({ row }: OpenCase): RestrictedCase => ({ reference: row.reference, restricted: row.restricted });

const reviewAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * dayMilliseconds);

function requireRestricted({ row }: OpenCase): void {
  if (row.restricted) return;
  throw new Refused({ code: 'not-restricted', detail: 'The case is not restricted: everyone of the hub may see it.' });
}

/**
 * Whoever broke the glass takes nobody off the list, and puts people on it only where no manager is left who could.
 * @throws Refused `forbidden`
 */
function requireMending(
  { wall }: Pick<Acting, 'wall'>,
  { hasManager, remove }: { hasManager: boolean; remove: readonly string[] },
): void {
  if (wall !== 'glass' || (!hasManager && remove.length === 0)) return;
  throw new Refused({
    code: 'forbidden',
    detail:
      'You opened this case by breaking the glass. Only a hub manager on its access list changes the list; while there is none, you may put people on it.',
  });
}

/**
 * Whether a manager is left on a list who could change it. One whom the actor themselves declared to be linked counts as left, on whichever
 * case they said so: else they could make a list without a manager, and then mend it.
 */
async function hasManager(sql: Sql, caseId: string, { userId }: Actor): Promise<boolean> {
  const left = await sql.rows`
    SELECT FROM "CaseAccess" a JOIN "User" u ON u."id" = a."userId"
    WHERE a."caseId" = ${caseId}::uuid AND u."enabled" AND 'hub-manager' = ANY(u."roles")
      AND (NOT ${isLinked(fragment`u."id"`, fragment`${caseId}::uuid`)}
           OR EXISTS (SELECT FROM "PersonLink" l WHERE l."userId" = u."id" AND l."liftedAt" IS NULL AND l."byId" = ${userId}::uuid))`;
  return left.length > 0;
}

/** @throws Refused `invalid-input` for ids that may not be on the list */
function requireUsers(ids: readonly string[], users: readonly Listable[], field: string): void {
  const errors: FieldError[] = ids.flatMap((id, index) =>
    users.some(({ userId }) => userId === id)
      ? []
      : [
          {
            pointer: `/${field}/${index}`,
            detail: 'This is no colleague who could see the case, or they are linked to a person on it.',
          },
        ],
  );
  if (errors.length === 0) return;
  throw new Refused({ code: 'invalid-input', detail: 'The list names somebody who cannot be on it.', errors });
}

const putOnList = (
  { open: { sql, row, at }, actor }: Pick<Acting, 'open' | 'actor'>,
  userIds: readonly string[],
): void => {
  sql.write`
    INSERT INTO "CaseAccess" ("caseId", "userId", "since", "byId")
    SELECT ${row.id}::uuid, unnest(${[...userIds]}::uuid[]), ${at}, ${actor.userId}::uuid
    ON CONFLICT DO NOTHING`;
};

type RestrictionEvent = 'case-restricted' | 'access-list-changed' | 'restriction-kept' | 'restriction-lifted';

function append(
  { open, actor, role }: Omit<Acting, 'wall'>,
  type: RestrictionEvent,
  { facts, note }: { facts: Record<string, unknown>; note?: string | undefined },
): void {
  open.append({
    type,
    actorId: actor.userId,
    actorRole: role,
    facts,
    ...(note === undefined ? {} : { content: [{ personId: null, content: { note } }] }),
  });
}

/** An access list as its managers and the privacy officer see it. */
export interface RestrictionView {
  restricted: true;
  reference: string;
  reason: RestrictionReason;
  since: string;
  reviewDueAt: string;
  people: { user: string; name: string; roles: Role[]; agency: string | null; since: string }[];
  /** `hub-manager` or codes of agencies that nobody on the list stands for any more. */
  missing: string[];
}

interface RestrictionRow extends Omit<RestrictionView, 'restricted' | 'since' | 'reviewDueAt' | 'people' | 'missing'> {
  hubId: string;
  since: Date;
  reviewDueAt: Date;
  people: RestrictionView['people'] | null;
}

/** @returns undefined where the case is not restricted */
export async function readRestriction(
  { reads }: Database,
  { caseId }: Sight<'see-access-list'>,
): Promise<RestrictionView | undefined> {
  const [row] = await reads.rows<RestrictionRow>`
    SELECT c."reference", r."hubId", r."reason", r."since", r."reviewDueAt",
      (SELECT json_agg(json_build_object('user', u."id", 'name', u."name", 'roles', u."roles", 'agency', u."agency", 'since', a."since") ORDER BY u."name", u."id")
       FROM "CaseAccess" a JOIN "User" u ON u."id" = a."userId" WHERE a."caseId" = r."caseId") AS "people"
    FROM "CaseRestriction" r JOIN "Case" c ON c."id" = r."caseId" WHERE r."caseId" = ${caseId}::uuid AND r."liftedAt" IS NULL`;
  if (row === undefined) return undefined;
  const { users, asked } = await listInHand(reads, caseId, row.hubId);
  return {
    restricted: true,
    reference: row.reference,
    reason: row.reason,
    since: row.since.toISOString(),
    reviewDueAt: row.reviewDueAt.toISOString(),
    people: (row.people ?? []).map((person) => ({ ...person, since: new Date(person.since).toISOString() })),
    missing: missingFromList(users, asked),
  };
}

/** A restricted case in the list of those to be looked at again. */
export interface RestrictionItem {
  reference: string;
  reason: RestrictionReason;
  since: string;
  reviewDueAt: string;
  overdue: boolean;
}

/** Restrictions in force, by when they are to be reviewed: all for the privacy officer, for others those of cases open to them. */
export async function listRestrictions(
  { reads }: Database,
  { actor }: Sight<'see-restricted-cases'>,
  { limit, cursor, now }: PageRequest & { now: Date },
): Promise<Page<RestrictionItem>> {
  const after = keysetAfter(cursor) ?? beforeTheFirst;
  const rows = await reads.rows<Omit<RestrictionRow, 'people'> & { id: string }>`
    SELECT r."id", c."reference", r."hubId", r."reason", r."since", r."reviewDueAt"
    FROM "CaseRestriction" r JOIN "Case" c ON c."id" = r."caseId"
    WHERE r."hubId" = ${actor.hubId} AND r."liftedAt" IS NULL AND NOT ${isInConflict(actor)}
      AND (${actor.roles.includes('privacy-officer')} OR NOT ${isClosedTo(actor, now)})
      AND (r."reviewDueAt", r."id") > (${after.at}::timestamptz, ${after.id}::uuid)
    ORDER BY r."reviewDueAt", r."id" LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    ({ id, reviewDueAt }) => ({ rank: 0, at: reviewDueAt, id }),
    ({ reference, reason, since, reviewDueAt }) => ({
      reference,
      reason,
      since: since.toISOString(),
      reviewDueAt: reviewDueAt.toISOString(),
      overdue: reviewDueAt < now,
    }),
  );
}
