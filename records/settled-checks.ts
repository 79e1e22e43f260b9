import sql from 'sql-template-tag';
import { isWaiting, type CheckState } from '../domain/checks.js';
import type { Rating } from '../domain/policy.js';
import { agencyOf, readsFor } from './check-lookup.js';
import type { ServedDatabase } from './database.js';
import { keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
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
  dueAt: Date;
  settledAt: Date;
}

/** The settled checks of an agency, the last deadline first: the order in which its worklist has them, from the end. */
export async function listSettledChecks(
  database: ServedDatabase,
  { actor }: Sight<'see-checks'>,
  { limit, cursor, now }: PageRequest & { now: Date },
): Promise<Page<SettledItem>> {
  const after = keysetAfter(cursor);
  const agency = agencyOf(actor);
  const rows = await readsFor(database, actor).rows<SettledRow>`
    SELECT k."id", c."reference", k."state", k."rating", k."dueAt", k."settledAt"
    FROM "AgencyCheck" k JOIN "Case" c ON c."id" = k."caseId"
    WHERE k."hubId" = ${actor.hubId} AND (CASE WHEN k."settledAt" IS NULL THEN 0 ELSE 1 END) = 1
      AND ${agency === null ? sql`TRUE` : sql`k."agency" = ${agency}`} AND ${isOpenTo(actor, now)}
      AND ${after === undefined ? sql`TRUE` : sql`(k."dueAt", k."id") < (${after.at}::timestamptz, ${after.id}::uuid)`}
    ORDER BY k."dueAt" DESC, k."id" DESC LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    ({ dueAt, id }) => ({ rank: 1, at: dueAt, id }),
    ({ id, reference, state, rating, settledAt }) => ({
      ...{ id, reference, state, rating, decidedWithout: isWaiting(state) },
      settledAt: settledAt.toISOString(),
    }),
  );
}
