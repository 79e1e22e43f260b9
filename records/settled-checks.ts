import sql from 'sql-template-tag';
import { isWaiting, type CheckState } from '../domain/checks.js';
import type { Rating } from '../domain/policy.js';
import { agencyOf, readsFor } from './check-lookup.js';
import type { ServedDatabase } from './database.js';
import { keysetAfter, pageOf, wayOf, type Direction, type Page, type PageRequest } from './pages.js';
import type { Sight } from './sight.js';
import { isOpenTo } from './walls.js';

/** A check that nobody waits for any more. */
export interface SettledItem {
  id: string;
  reference: string;
  state: CheckState;
  rating: Rating;
  settledAt: string;
  /** The case was decided without its answer. */
  decidedWithout: boolean;
}

interface SettledRow extends Omit<SettledItem, 'settledAt' | 'decidedWithout'> {
  settledAt: Date;
}

/** The settled checks of an agency, what was settled last first unless it is asked for otherwise. */
export async function listSettledChecks(
  database: ServedDatabase,
  { actor }: Sight<'see-checks'>,
  { limit, cursor, now, direction = 'descending' }: PageRequest & { now: Date; direction?: Direction },
): Promise<Page<SettledItem>> {
  const after = keysetAfter(cursor);
  const agency = agencyOf(actor);
  const { sorted, comes } = wayOf(direction);
  const rows = await readsFor(database, actor).rows<SettledRow>`
    SELECT k."id", c."reference", k."state", k."rating", k."settledAt"
    FROM "AgencyCheck" k JOIN "Case" c ON c."id" = k."caseId"
    WHERE k."hubId" = ${actor.hubId} AND k."settledAt" IS NOT NULL
      AND ${agency === null ? sql`TRUE` : sql`k."agency" = ${agency}`} AND ${isOpenTo(actor, now)}
      AND ${after === undefined ? sql`TRUE` : sql`(k."settledAt", k."id") ${comes} (${after.at}::timestamptz, ${after.id}::uuid)`}
    ORDER BY k."settledAt" ${sorted}, k."id" ${sorted} LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    ({ settledAt, id }) => ({ rank: 1, at: settledAt, id }),
    ({ id, reference, state, rating, settledAt }) => ({
      ...{ id, reference, state, rating, decidedWithout: isWaiting(state) },
      settledAt: settledAt.toISOString(),
    }),
  );
}
