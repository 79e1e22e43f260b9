import sql, { empty, type Sql as Fragment } from 'sql-template-tag';
import { isListable } from './access-list.js';
import type { Result } from '../domain/problems.js';
import { isRole, type Actor, type Role } from '../domain/roles.js';
import type { ActRequest } from './case-record.js';
import type { Database } from './database.js';
import { forgetGiven } from './held-roles.js';
import { actOnHub } from './hub-acts.js';
import { tellOfIncompleteLists } from './incomplete-lists.js';
import { Refused } from './open-case.js';
import { keysetAfter, pageOf, wayOf, type Direction, type Page, type PageRequest } from './pages.js';
import { endSessions } from './sessions.js';
import { ofTheHub, type Asked } from './sight.js';
import type { Transaction } from './transactions.js';

/** A user as administrators see them. */
export interface ListedUser {
  id: string;
  name: string;
  roles: Role[];
  agency: string | null;
  /** Of their roles, those that they were given here; and those that the provider may say and that were taken from them here. */
  given: Role[];
  taken: Role[];
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

/** Somebody who may be put on an access list, as hub managers see them. */
export type Colleague = Pick<ListedUser, 'id' | 'name' | 'roles' | 'agency'>;

interface UserRow extends Omit<ListedUser, 'roles' | 'given' | 'taken'> {
  roles: string[];
  given: string[];
  taken: string[];
}

const listed = ({ roles, given, taken, ...user }: UserRow): ListedUser => ({
  ...user,
  roles: roles.filter(isRole),
  given: given.filter(isRole),
  taken: taken.filter(isRole),
});

/** Everyone whom the hub knows, by name, either way; with one role, or of one agency, where that is asked for. */
export async function listUsers(
  database: Database,
  hubId: string,
  { role, agency, ...request }: PageRequest & { role?: Role; agency?: string; direction?: Direction },
): Promise<Page<ListedUser>> {
  const withRole = role === undefined ? empty : sql`AND ${role} = ANY (u."roles")`;
  const ofAgency = agency === undefined ? empty : sql`AND u."agency" = ${agency}`;
  const rows = await usersByName(database, hubId, request, sql`${withRole} ${ofAgency}`);
  return pageOf(rows, request.limit, placeOf, listed);
}

/** Those who may be put on an access list, by name; of one agency, where one is asked for. */
export async function listColleagues(
  database: Database,
  hubId: string,
  { agency, ...request }: PageRequest & { agency?: string },
): Promise<Page<Colleague>> {
  const ofAgency = agency === undefined ? empty : sql`AND u."agency" = ${agency}`;
  const rows = await usersByName(database, hubId, request, sql`AND u."enabled" AND ${isListable} ${ofAgency}`);
  return pageOf(rows, request.limit, placeOf, ({ id, name, roles, agency: theirs }) => ({
    ...{ id, name, agency: theirs },
    roles: roles.filter(isRole),
  }));
}

/** The place where a page begins is told by an id: a name never goes into an address. */
async function usersByName(
  { reads }: Database,
  hubId: string,
  { limit, cursor, direction = 'ascending' }: PageRequest & { direction?: Direction },
  condition: Fragment,
): Promise<UserRow[]> {
  const after = keysetAfter(cursor);
  const { sorted, comes } = wayOf(direction);
  const behind =
    after === undefined
      ? empty
      : sql`AND (lower(u."name"), u."id") ${comes} (SELECT lower(b."name"), b."id" FROM "User" b WHERE b."id" = ${after.id}::uuid)`;
  return reads.rows<UserRow>`
    SELECT u."id", u."name", u."roles", u."agency", COALESCE(u."givenRoles", '{}') AS "given", COALESCE(u."takenRoles", '{}') AS "taken", u."enabled",
           (SELECT count(*)::int FROM "Session" s WHERE s."userId" = u."id") AS "sessions"
    FROM "User" u WHERE u."hubId" = ${hubId} ${condition} ${behind}
    ORDER BY lower(u."name") ${sorted}, u."id" ${sorted} LIMIT ${limit + 1}`;
}

const placeOf = ({ id }: UserRow) => ({ rank: 0, at: new Date(0), id });

/** One of them; undefined where the hub knows nobody by the id. */
export async function userListed(database: Database, hubId: string, id: string): Promise<ListedUser | undefined> {
  const [row] = await usersByName(database, hubId, { limit: 1 }, sql`AND u."id" = ${id}::uuid`);
  return row === undefined ? undefined : listed(row);
}

/**
 * The e-mail addresses of those who sign in by a code sent there, by user: they all bear one name, and an administrator who is asked to
 * switch one off is told the address.
 */
export async function codeAddressesOf(
  { reads, sealing }: Database,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await reads.rows<{ id: string; userId: string; address: string }>`
    SELECT "id", "userId", "address" FROM "ReferrerAccount" WHERE "userId" = ANY(${userIds}::uuid[])`;
  return new Map(rows.map(({ id, userId, address }) => [userId, sealing.open('ReferrerAccount.address', id, address)]));
}

export async function findUser(database: Database, hubId: string, id: string): Promise<FoundUser | undefined> {
  const [found] = await database.reads.rows<{ userId: string }>`
    SELECT "id" AS "userId" FROM "User" WHERE "id" = ${id}::uuid AND "hubId" = ${hubId}`;
  return found === undefined ? undefined : { ...ofTheHub, ...found };
}

/**
 * Shuts a user out: their sessions end, their tokens count for nothing at the next request, and the roles that they were given here are gone
 * for good. Where an access list is left without
 * somebody it must hold, that is told at once.
 */
export const disableUser = (database: Database, userId: string, request: ActRequest): Promise<Result<SwitchedUser>> =>
  switching(database, userId, { request, why: 'disable' }, async (sql) => {
    requireAnother(request.actor, userId);
    sql.write`UPDATE "User" SET "enabled" = false WHERE "id" = ${userId}::uuid`;
    await forgetGiven(sql, userId);
    return { id: userId, enabled: false, sessionsEnded: await endSessions(sql, userId) };
  });

/** Lets a user in again. */
export const enableUser = (database: Database, userId: string, request: ActRequest): Promise<Result<SwitchedUser>> =>
  switching(database, userId, { request, why: 'enable' }, (sql) => {
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

/** Switches an account, then looks at the access lists. The act stands without that, and whatever it misses is seen within minutes. */
async function switching(...act: Parameters<typeof administer>): Promise<Result<SwitchedUser>> {
  const [database, , { request }] = act;
  const result = await administer(...act);
  if ('done' in result) await tellOfIncompleteLists(database, request.now).catch(() => undefined);
  return result;
}

/** An administrator's act on a user. */
async function administer(
  database: Database,
  userId: string,
  { request, why }: { request: ActRequest; why: string },
  work: (sql: Transaction) => Promise<SwitchedUser>,
): Promise<Result<SwitchedUser>> {
  return actOnHub(database, request, {
    act: 'manage-users',
    holds: [userId],
    work: async (sql) => {
      const answer = await work(sql);
      return { answer, why, on: { subjectId: userId }, items: answer.sessionsEnded };
    },
  });
}

/** @throws Refused `forbidden` where somebody would switch their own account */
export function requireAnother(actor: Actor, userId: string): void {
  if (actor.userId !== userId) return;
  throw new Refused({
    code: 'forbidden',
    detail: 'Nobody switches their own account on or off. Ask another administrator.',
  });
}
