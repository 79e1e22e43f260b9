import { isWaiting, type CheckState } from '../domain/checks.js';
import { isHub, type Standing } from '../domain/permissions.js';
import type { Actor } from '../domain/roles.js';
import type { Rating } from '../domain/policy.js';
import sql, { join, type Sql as Fragment } from 'sql-template-tag';
import type { Database, ServedDatabase } from './database.js';
import { holderOfCheck, isCheckHeld, type Holder } from './holders.js';
import { keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import type { Asked, Sight } from './sight.js';
import type { Sql } from './statements.js';
import { isOpenTo } from './walls.js';

/** Where the id of a check leads. */
export interface FoundCheck extends Asked {
  checkId: string;
  caseId: string;
  /** Version of the case. */
  version: number;
}

export interface CheckListItem {
  id: string;
  reference: string;
  agency: string;
  state: CheckState;
  dueAt: string;
  rating: Rating;
  overdue: boolean;
  /** The case was decided without its answer: nothing is waited for, and one that comes is taken all the same. */
  decidedWithout: boolean;
  settledAt: string | null;
  /** Who is at it, of the agency. */
  claimedBy: Holder | null;
}

export interface CheckFilter extends PageRequest {
  state?: CheckState;
  overdue?: boolean;
  /** Checks that whoever asks holds, or that nobody holds who could answer them. */
  holder?: 'me' | 'none';
  /** Against which lateness is shown. */
  now: Date;
}

interface CheckRow extends Omit<CheckListItem, 'dueAt' | 'overdue' | 'decidedWithout' | 'settledAt'> {
  dueAt: Date;
  settledAt: Date | null;
  rank: number;
}

/** The agency whose checks an actor may know of; null for the hub, which may know of all. */
export const agencyOf = (actor: Actor): string | null => (isHub(actor) ? null : (actor.agency ?? ''));

/** What an actor's reads of checks go through: an agency's see its own, whatever a statement asks for. */
export function readsFor(
  { reads, agencies }: Pick<ServedDatabase, 'reads' | 'agencies'>,
  actor: Actor,
): Pick<Sql, 'rows'> {
  const agency = agencyOf(actor);
  return agency === null ? reads : agencies.as({ ...actor, agency });
}

/** How an actor stands to a check of an agency that they may know of: as the hub, as the agency, or as both. */
export const standingToCheck = (actor: Actor, agency: string): Standing => ({
  relations: [...(isHub(actor) ? (['hub'] as const) : []), ...(actor.agency === agency ? (['asked'] as const) : [])],
  wall: 'none',
});

/**
 * The check, if the actor may know of it: where an act on it begins, which is asked again under the lock of the case. Nothing of the check is
 * shown by it.
 */
export async function findCheck(
  { reads }: Pick<Database, 'reads'>,
  actor: Actor,
  id: string,
  now: Date,
): Promise<FoundCheck | undefined> {
  const agency = agencyOf(actor);
  const [found] = await reads.rows<Omit<FoundCheck, 'standing'> & { agency: string }>`
    SELECT k."id" AS "checkId", k."caseId", k."agency", c."version" FROM "AgencyCheck" k JOIN "Case" c ON c."id" = k."caseId"
    WHERE k."id" = ${id}::uuid AND k."hubId" = ${actor.hubId} AND (${agency}::text IS NULL OR k."agency" = ${agency})
      AND ${isOpenTo(actor, now)}`;
  if (found === undefined) return undefined;
  const { checkId, caseId, version } = found;
  return { checkId, caseId, version, standing: standingToCheck(actor, found.agency) };
}

/** What still waits comes first; what is settled has no urgency left. */
const rank = sql`(CASE WHEN k."settledAt" IS NULL THEN 0 ELSE 1 END)`;

/** A check `k` that still waits, as the indexes of worklists have it. */
export const isWaitingRow = sql`${rank} = 0`;

/** The actor's checks: those that wait by their deadlines, then those that are settled. `open` includes those that somebody has claimed. */
export async function listChecks(
  database: ServedDatabase,
  { actor }: Sight<'see-checks'>,
  filter: CheckFilter,
): Promise<Page<CheckListItem>> {
  const conditions = conditionsFor(actor, filter);
  const rows = await readsFor(database, actor).rows<CheckRow>`
    SELECT k."id", c."reference", k."agency", k."state", k."dueAt", k."settledAt", k."rating", ${rank} AS "rank",
           ${holderOfCheck(agencyOf(actor))} AS "claimedBy"
    FROM "AgencyCheck" k JOIN "Case" c ON c."id" = k."caseId"
    WHERE ${join(conditions, ' AND ')}
    ORDER BY ${rank}, k."dueAt", k."id" LIMIT ${filter.limit + 1}`;
  return pageOf(
    rows,
    filter.limit,
    (row) => ({ rank: row.rank, at: row.dueAt, id: row.id }),
    ({ id, reference, agency, state, dueAt, settledAt, rating, claimedBy }) => ({
      ...{ id, reference, agency, state, rating, claimedBy },
      dueAt: dueAt.toISOString(),
      settledAt: settledAt?.toISOString() ?? null,
      overdue: settledAt === null && dueAt < filter.now,
      decidedWithout: isDecidedWithout({ state, settledAt }),
    }),
  );
}

/** A check that is settled though nobody settled it: the decision let go of it. */
export const isDecidedWithout = ({ state, settledAt }: { state: CheckState; settledAt: Date | null }): boolean =>
  settledAt !== null && isWaiting(state);

function conditionsFor(actor: Actor, { state, overdue, holder, now, cursor }: CheckFilter): Fragment[] {
  const agency = agencyOf(actor);
  const after = keysetAfter(cursor);
  return [
    sql`k."hubId" = ${actor.hubId}`,
    ...(agency === null ? [] : [sql`k."agency" = ${agency}`]),
    isOpenTo(actor, now),
    ...(state === 'open' ? [sql`${rank} = 0`] : []),
    ...(state === undefined || state === 'open' ? [] : [sql`k."state" = ${state}`]),
    ...(overdue === true ? [sql`${rank} = 0 AND k."dueAt" < ${now}`] : []),
    ...(overdue === false ? [sql`NOT (${rank} = 0 AND k."dueAt" < ${now})`] : []),
    ...(holder === 'me' ? [sql`k."claimedById" = ${actor.userId}::uuid`] : []),
    ...(holder === 'none' ? [sql`NOT ${isCheckHeld(agency)}`] : []),
    ...(after === undefined
      ? []
      : [sql`(${rank}, k."dueAt", k."id") > (${after.rank}::int, ${after.at}::timestamptz, ${after.id}::uuid)`]),
  ];
}
