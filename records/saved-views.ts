import type { ActRequest } from './case-record.js';
import type { Database } from './database.js';
import { recordLook } from './looks.js';
import type { Sight } from './sight.js';

/** Views that somebody may keep; more would be no shorter a way than the filter itself. */
const mostViews = 20;

/** The views of the board that somebody saved, in the order in which they did: filters as they stand in an address. */
export async function listSavedViews(
  { reads }: Pick<Database, 'reads'>,
  { actor }: Sight<'see-board'>,
): Promise<string[]> {
  const rows = await reads.rows<{ filter: string }>`
    SELECT "filter" FROM "SavedView" WHERE "userId" = ${actor.userId}::uuid ORDER BY "savedAt", "filter" LIMIT ${mostViews}`;
  return rows.map(({ filter }) => filter);
}

/** Saves a view, or keeps it where it is saved. Beyond the most of them nothing is saved. */
export async function saveView({ acts }: Pick<Database, 'acts'>, filter: string, request: ActRequest): Promise<void> {
  const { actor, now } = request;
  await acts.transaction(async (sql) => {
    await sql.run`
      INSERT INTO "SavedView" ("userId", "filter", "savedAt")
      SELECT ${actor.userId}::uuid, ${filter}, ${now}
      WHERE (SELECT count(*) FROM "SavedView" WHERE "userId" = ${actor.userId}::uuid) < ${mostViews}::int
      ON CONFLICT DO NOTHING`;
    await leaveTrace(sql, request);
  });
}

export async function removeView({ acts }: Pick<Database, 'acts'>, filter: string, request: ActRequest): Promise<void> {
  await acts.transaction(async (sql) => {
    await sql.run`DELETE FROM "SavedView" WHERE "userId" = ${request.actor.userId}::uuid AND "filter" = ${filter}`;
    await leaveTrace(sql, request);
  });
}

const leaveTrace = (sql: Parameters<typeof recordLook>[0], { actor, now, from }: ActRequest): Promise<void> =>
  recordLook(sql, {
    ...{ hubId: actor.hubId, at: now, kind: 'acted', what: 'see-board', userId: actor.userId },
    ...{ role: actor.roles.join(' '), ...from },
  });
