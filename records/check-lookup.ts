import { isWaiting, type CheckState } from '../domain/checks.js';
import { isHub } from '../domain/permissions.js';
import type { Actor } from '../domain/roles.js';
import type { Rating } from '../domain/policy.js';
import type { Database } from './database.js';
import { keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';

/** Where the id of a check leads. */
export interface FoundCheck {
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
}

export interface CheckFilter extends PageRequest {
  state?: CheckState;
  overdue?: boolean;
  /** Against which lateness is shown. */
  now: Date;
}

type CheckRow = Omit<CheckListItem, 'dueAt' | 'overdue'> & { dueAt: Date };

/** Checks that an actor may know of: those of the own agency, or all of the hub's for the hub. */
const agencyOf = (actor: Actor): string | null => (isHub(actor) ? null : (actor.agency ?? ''));

/** The check, if the actor may know of it. */
export async function findCheck(database: Database, actor: Actor, id: string): Promise<FoundCheck | undefined> {
  const agency = agencyOf(actor);
  const [found] = await database.reads.$queryRaw<FoundCheck[]>`
    SELECT k."id" AS "checkId", k."caseId", c."version" FROM "AgencyCheck" k JOIN "Case" c ON c."id" = k."caseId"
    WHERE k."id" = ${id}::uuid AND k."hubId" = ${actor.hubId} AND (${agency}::text IS NULL OR k."agency" = ${agency})`;
  return found;
}

/** The actor's checks, earliest deadline first. `open` includes those that somebody has claimed. */
export async function listChecks(database: Database, actor: Actor, filter: CheckFilter): Promise<Page<CheckListItem>> {
  const agency = agencyOf(actor);
  const after = keysetAfter(filter.cursor);
  const states = filter.state === 'open' ? ['open', 'claimed'] : filter.state === undefined ? null : [filter.state];
  const rows = await database.reads.$queryRaw<CheckRow[]>`
    SELECT k."id", c."reference", k."agency", k."state", k."dueAt", k."rating"
    FROM "AgencyCheck" k JOIN "Case" c ON c."id" = k."caseId"
    WHERE k."hubId" = ${actor.hubId} AND (${agency}::text IS NULL OR k."agency" = ${agency})
      AND (${states}::text[] IS NULL OR k."state" = ANY(${states}::text[]))
      AND (${states?.includes('open') !== true} OR k."settledAt" IS NULL)
      AND (${filter.overdue ?? null}::boolean IS NULL OR (k."settledAt" IS NULL AND k."dueAt" < ${filter.now}) = ${filter.overdue ?? null}::boolean)
      AND (${after?.at ?? null}::timestamptz IS NULL OR (k."dueAt", k."id") > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    ORDER BY k."dueAt", k."id" LIMIT ${filter.limit + 1}`;
  return pageOf(
    rows,
    filter.limit,
    ({ dueAt, id }) => ({ at: dueAt, id }),
    (row) => ({
      ...row,
      dueAt: row.dueAt.toISOString(),
      overdue: isWaiting(row.state) && row.dueAt < filter.now,
    }),
  );
}
