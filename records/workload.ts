import sql from 'sql-template-tag';
import { isRole, type Role } from '../domain/roles.js';
import { isWaitingRow } from './check-lookup.js';
import type { Database, ServedDatabase } from './database.js';
import { mayAnswerFor, mayHoldCases } from './holders.js';
import { keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import type { Sight } from './sight.js';
import { isOpenById, isOpenTo } from './walls.js';

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

interface LoadRow extends Omit<Load, 'roles'> {
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

/** Everybody of one's agency who may answer checks, by name, with the checks that wait and that they hold. */
export async function listTeam(
  database: ServedDatabase,
  { actor }: Sight<'see-team'>,
  { limit, cursor, now }: PageRequest & { now: Date },
): Promise<Page<Load>> {
  const after = keysetAfter(cursor)?.id ?? null;
  const agency = actor.agency ?? '';
  const rows = await database.agencies.as({ ...actor, agency }).rows<LoadRow>`
    SELECT h."id", h."name", h."roles", COALESCE(l."open", 0) AS "open", COALESCE(l."overdue", 0) AS "overdue"
    FROM colleagues_of_reader() h LEFT JOIN (
      SELECT k."claimedById", count(*)::int AS "open", (count(*) FILTER (WHERE k."dueAt" < ${now}))::int AS "overdue"
      FROM "AgencyCheck" k
      WHERE k."hubId" = ${actor.hubId} AND k."agency" = ${agency} AND ${isWaitingRow} AND k."claimedById" IS NOT NULL
        AND ${isOpenById(actor, now, sql`k."caseId"`)}
      GROUP BY k."claimedById"
    ) l ON l."claimedById" = h."id"
    WHERE ${mayAnswerFor(actor, agency)}
      AND (${after}::uuid IS NULL OR (lower(h."name"), h."id") > (SELECT lower(b."name"), b."id" FROM colleagues_of_reader() b WHERE b."id" = ${after}::uuid))
    ORDER BY lower(h."name"), h."id" LIMIT ${limit + 1}`;
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
