import { roleFor } from '../domain/permissions.js';
import type { Result } from '../domain/problems.js';
import { isRole, type Actor, type Role } from '../domain/roles.js';
import { answering } from './acts.js';
import type { ActRequest } from './case-record.js';
import type { Database } from './database.js';
import { claimAnswer, keepAnswer } from './idempotency.js';
import { requireUnchanged } from './leave.js';
import { recordLook } from './looks.js';
import { Refused } from './open-case.js';
import { keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import { endSessions } from './sessions.js';
import { ofTheHub, type Asked } from './sight.js';
import type { Transaction } from './transactions.js';

/** A user as administrators see them. */
export interface ListedUser {
  id: string;
  name: string;
  roles: Role[];
  agency: string | null;
  enabled: boolean;
  /** Sessions of browsers that have not been ended. */
  sessions: number;
}

export interface FoundUser extends Asked {
  userId: string;
}

/** What became of a user: kept under the idempotency key of the act. */
export interface SwitchedUser extends Record<string, unknown> {
  id: string;
  enabled: boolean;
  sessionsEnded: number;
}

interface UserRow extends Omit<ListedUser, 'roles'> {
  roles: string[];
}

/** Everyone whom the hub knows, by name. The place where a page begins is told by an id: a name never goes into an address. */
export async function listUsers(
  database: Database,
  hubId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<ListedUser>> {
  const after = keysetAfter(cursor)?.id ?? null;
  const rows = await database.reads.rows<UserRow>`
    SELECT u."id", u."name", u."roles", u."agency", u."enabled",
           (SELECT count(*)::int FROM "Session" s WHERE s."userId" = u."id") AS "sessions"
    FROM "User" u WHERE u."hubId" = ${hubId}
      AND (${after}::uuid IS NULL OR (lower(u."name"), u."id") > (SELECT lower(b."name"), b."id" FROM "User" b WHERE b."id" = ${after}::uuid))
    ORDER BY lower(u."name"), u."id" LIMIT ${limit + 1}`;
  return pageOf(rows, limit, placeOf, (row) => ({ ...row, roles: row.roles.filter(isRole) }));
}

const placeOf = ({ id }: UserRow) => ({ rank: 0, at: new Date(0), id });

export async function findUser(database: Database, hubId: string, id: string): Promise<FoundUser | undefined> {
  const [found] = await database.reads.rows<{ userId: string }>`
    SELECT "id" AS "userId" FROM "User" WHERE "id" = ${id}::uuid AND "hubId" = ${hubId}`;
  return found === undefined ? undefined : { ...ofTheHub, ...found };
}

/** Shuts a user out: their sessions end, and their tokens count for nothing at the next request. */
export const disableUser = (database: Database, userId: string, request: ActRequest): Promise<Result<SwitchedUser>> =>
  administer(database, userId, { request, why: 'disable' }, async (sql) => {
    requireAnother(request.actor, userId);
    sql.write`UPDATE "User" SET "enabled" = false WHERE "id" = ${userId}::uuid`;
    return { id: userId, enabled: false, sessionsEnded: await endSessions(sql, userId) };
  });

/** Lets a user in again. */
export const enableUser = (database: Database, userId: string, request: ActRequest): Promise<Result<SwitchedUser>> =>
  administer(database, userId, { request, why: 'enable' }, (sql) => {
    requireAnother(request.actor, userId);
    sql.write`UPDATE "User" SET "enabled" = true WHERE "id" = ${userId}::uuid`;
    return Promise.resolve({ id: userId, enabled: true, sessionsEnded: 0 });
  });

/** Ends every session of a user; they may sign in again. */
export const endSessionsOf = (database: Database, userId: string, request: ActRequest): Promise<Result<SwitchedUser>> =>
  administer(database, userId, { request, why: 'end-sessions' }, async (sql) => {
    const sessionsEnded = await endSessions(sql, userId);
    const [user] = await sql.rows<{ enabled: boolean }>`SELECT "enabled" FROM "User" WHERE "id" = ${userId}::uuid`;
    return { id: userId, enabled: user?.enabled === true, sessionsEnded };
  });

/** An administrator's act on a user, in one transaction with the look that it leaves; answered again if it was answered before. */
async function administer(
  database: Database,
  userId: string,
  { request, why }: { request: ActRequest; why: string },
  work: (sql: Transaction) => Promise<SwitchedUser>,
): Promise<Result<SwitchedUser>> {
  return answering(() =>
    database.acts.transaction(async (sql) => {
      const earlier = await claimAnswer(sql, request);
      if (earlier !== undefined) return earlier as SwitchedUser;
      await requireUnchanged(sql, request);
      // Of two acts on one user the second sees what the first left.
      await sql.rows`SELECT FROM "User" WHERE "id" = ${userId}::uuid FOR UPDATE`;
      const done = await work(sql);
      await recordLook(sql, {
        ...{ hubId: request.actor.hubId, at: request.now, kind: 'acted', what: 'manage-users', why },
        ...{ userId: request.actor.userId, role: roleFor(request.actor, 'manage-users') },
        ...{ on: { subjectId: userId }, items: done.sessionsEnded, ...request.from },
      });
      keepAnswer(sql, request, done);
      return done;
    }),
  );
}

function requireAnother(actor: Actor, userId: string): void {
  if (actor.userId !== userId) return;
  throw new Refused({
    code: 'forbidden',
    detail: 'Nobody switches their own account on or off. Ask another administrator.',
  });
}
