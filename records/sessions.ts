import { isRole, type Role } from '../domain/roles.js';
import type { SessionLimits } from '../runtime/environment.js';
import type { Database } from './database.js';
import type { Sql } from './statements.js';

/** Whoever a session is of, as the record knows them at this moment. */
export interface SignedIn {
  userId: string;
  name: string;
  roles: readonly Role[];
  agency: string | null;
  enabled: boolean;
  signedInAt: Date;
}

/** One of somebody's sessions, as they see it. */
export interface OwnSession {
  signedInAt: Date;
  /** To the minute. */
  seenAt: Date;
  isThis: boolean;
}

interface SessionRow extends Omit<SignedIn, 'roles'> {
  roles: string[];
  seenAt: Date;
}

const minuteMilliseconds = 60_000;

/**
 * Who a session is of. One that was ended, has not been used for too long, or has lasted too long is nobody's. That it is used now
 * is noted once a minute, in a row that is there: a session that is ended meanwhile stays ended.
 * @param sid as the browser's cookie names it, its signature verified
 */
export async function whoseSession(
  database: Database,
  hubId: string,
  sid: string,
  { now, limits }: { now: Date; limits: SessionLimits },
): Promise<SignedIn | undefined> {
  const [row] = await database.reads.rows<SessionRow>`
    SELECT u."id" AS "userId", u."name", u."roles", u."agency", u."enabled",
           (s."sess"->>'signedInAt')::timestamptz AS "signedInAt", COALESCE(s."seenAt", (s."sess"->>'signedInAt')::timestamptz) AS "seenAt"
    FROM "Session" s JOIN "User" u ON u."id" = s."userId" WHERE s."sid" = ${sid} AND u."hubId" = ${hubId}`;
  if (row === undefined || isOver(row, now, limits)) return undefined;
  if (now.getTime() - row.seenAt.getTime() >= minuteMilliseconds) {
    await database.acts.run`UPDATE "Session" SET "seenAt" = ${now} WHERE "sid" = ${sid}`;
  }
  const { userId, name, agency, enabled, signedInAt } = row;
  return { userId, name, roles: row.roles.filter(isRole), agency, enabled, signedInAt };
}

function isOver({ signedInAt, seenAt }: SessionRow, now: Date, { idleMinutes, hours }: SessionLimits): boolean {
  const { signedInAfter, seenAfter } = bounds(now, { idleMinutes, hours });
  return signedInAt <= signedInAfter || seenAt <= seenAfter;
}

const bounds = (now: Date, { idleMinutes, hours }: SessionLimits): { signedInAfter: Date; seenAfter: Date } => ({
  signedInAfter: new Date(now.getTime() - hours * 60 * minuteMilliseconds),
  seenAfter: new Date(now.getTime() - idleMinutes * minuteMilliseconds),
});

/** The sessions that somebody has now, the latest sign-in first. @param sid the one that asks */
export async function sessionsOf(
  database: Database,
  userId: string,
  sid: string,
  { now, limits }: { now: Date; limits: SessionLimits },
): Promise<OwnSession[]> {
  const { signedInAfter, seenAfter } = bounds(now, limits);
  return database.reads.rows<OwnSession>`
    SELECT "signedInAt", "seenAt", "isThis" FROM (
      SELECT ("sess"->>'signedInAt')::timestamptz AS "signedInAt", "sid" = ${sid} AS "isThis",
             COALESCE("seenAt", ("sess"->>'signedInAt')::timestamptz) AS "seenAt"
      FROM "Session" WHERE "userId" = ${userId}::uuid
    ) own
    WHERE "signedInAt" > ${signedInAfter} AND "seenAt" > ${seenAfter} ORDER BY "signedInAt" DESC`;
}

/** A session as administrators see it: never by what names it. Instants are RFC 3339, UTC. */
export interface SeenSession {
  signedInAt: string;
  /** To the minute. */
  seenAt: string;
}

/**
 * The sessions that a user has now, for an administrator, the latest sign-in first.
 * @param limits undefined where nobody signs in by a browser
 */
export async function sessionsOfUser(
  database: Database,
  userId: string,
  { now, limits }: { now: Date; limits: SessionLimits | undefined },
): Promise<{ items: SeenSession[]; next: null }> {
  const found = limits === undefined ? [] : await sessionsOf(database, userId, '', { now, limits });
  return {
    items: found.map(({ signedInAt, seenAt }) => ({
      signedInAt: signedInAt.toISOString(),
      seenAt: seenAt.toISOString(),
    })),
    next: null,
  };
}

/** Keeps the sign-ins that are on their way in a session that is there: one that is ended meanwhile stays ended. */
export async function keepPending(database: Database, sid: string, pending: readonly object[]): Promise<void> {
  await database.acts.run`
    UPDATE "Session" SET "sess" = jsonb_set("sess", '{pending}', ${JSON.stringify(pending)}::jsonb) WHERE "sid" = ${sid}`;
}

/** Ends every session of a user. @returns how many there were */
export async function endSessions(sql: Sql, userId: string): Promise<number> {
  return sql.run`DELETE FROM "Session" WHERE "userId" = ${userId}::uuid`;
}
