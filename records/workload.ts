import { isRole, type Role } from '../domain/roles.js';
import type { Database } from './database.js';
import { mayHoldCases } from './holders.js';
import { keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import type { Sight } from './sight.js';
import { isOpenTo } from './walls.js';

/** A colleague, and how much they hold of what whoever asks may see. */
export interface Load {
  id: string;
  name: string;
  roles: Role[];
  /** What they hold that is not done. */
  open: number;
  /** Of it, what is past its nearest deadline. */
  overdue: number;
}

export interface LoadRow extends Omit<Load, 'roles'> {
  roles: string[];
}

/** Everybody who may hold cases, by name, with the cases in flight that they hold. */
export async function listWorkload(
  { reads }: Database,
  { actor }: Sight<'see-workload'>,
  { limit, cursor, now }: PageRequest & { now: Date },
): Promise<Page<Load>> {
  const after = keysetAfter(cursor)?.id ?? null;
  const rows = await reads.rows<LoadRow>`
    SELECT u."id", u."name", u."roles", COALESCE(l."open", 0) AS "open", COALESCE(l."overdue", 0) AS "overdue"
    FROM "User" u LEFT JOIN (
      SELECT c."ownerId", count(*)::int AS "open", (count(*) FILTER (WHERE c."nextDueAt" < ${now}))::int AS "overdue" FROM "Case" c
      WHERE c."hubId" = ${actor.hubId} AND c."closedAt" IS NULL AND c."ownerId" IS NOT NULL AND ${isOpenTo(actor, now)} GROUP BY c."ownerId"
    ) l ON l."ownerId" = u."id"
    WHERE ${mayHoldCases(actor.hubId)}
      AND (${after}::uuid IS NULL OR (lower(u."name"), u."id") > (SELECT lower(b."name"), b."id" FROM "User" b WHERE b."id" = ${after}::uuid))
    ORDER BY lower(u."name"), u."id" LIMIT ${limit + 1}`;
  return pageOfLoads(rows, limit);
}

/** The place where a page begins is told by an id: a name never goes into an address. */
const pageOfLoads = (rows: readonly LoadRow[], limit: number): Page<Load> =>
  pageOf(
    rows,
    limit,
    ({ id }) => ({ rank: 0, at: new Date(0), id }),
    ({ roles, ...row }) => ({ ...row, roles: roles.filter(isRole) }),
  );
