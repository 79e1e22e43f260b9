import { stages, type Stage } from '../domain/case.js';
import { ratings, type Rating } from '../domain/policy.js';
import sql, { join, type Sql as Fragment } from 'sql-template-tag';
import type { Database } from './database.js';
import type { Actor } from '../domain/roles.js';
import { keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import type { Sight } from './sight.js';
import { isOpenTo } from './walls.js';

export interface BoardFilter extends PageRequest {
  stage?: Stage;
  rating?: Rating;
  overdue?: boolean;
  /** Cases on which this agency's check still waits. */
  agency?: string;
  /** A reference, or its beginning. */
  q?: string;
  /** Against which lateness is shown. */
  now: Date;
}

export interface BoardItem {
  reference: string;
  stage: Stage;
  rating: Rating | null;
  version: number;
  receivedAt: string;
  immediateDanger: boolean;
  nextDueAt: string | null;
  nextAmberAt: string | null;
  overdue: boolean;
  /** How many checks wait, of how many. */
  checks: { waiting: number; asked: number };
}

export interface BoardCounts {
  stage: Record<Stage, number>;
  rating: Record<Rating | 'unrated', number>;
  overdue: number;
}

export interface Board extends Page<BoardItem> {
  counts: BoardCounts;
}

interface BoardRow {
  id: string;
  reference: string;
  stage: Stage;
  rating: Rating | null;
  version: number;
  receivedAt: Date;
  immediateDanger: boolean;
  nextDueAt: Date | null;
  nextAmberAt: Date | null;
  rank: number;
  sortAt: Date;
  waiting: number;
  asked: number;
}

/**
 * Cases, most urgent first: unscreened reports of immediate danger, then by the nearest deadline, so that what is overdue
 * stands before what is due. Cases in flight, unless a closed one is asked for by stage or reference.
 */
export async function listCases(
  database: Database,
  { actor }: Sight<'see-board'>,
  filter: BoardFilter,
): Promise<Board> {
  const [page, counts] = await Promise.all([
    listPage(database, actor, filter),
    countCases(database, actor, filter.now),
  ]);
  return { ...page, counts };
}

/** What a list of cases is sorted by, before the id. */
interface Order {
  rank: Fragment;
  at: Fragment;
}

/** In flight: unscreened danger first, then by the nearest deadline, then what has no clock running. The index Case_in_flight is this. */
const byUrgency: Order = {
  rank: sql`(CASE WHEN c."immediateDanger" AND c."stage" IN ('received', 'screening') THEN 0 WHEN c."nextDueAt" IS NOT NULL THEN 1 ELSE 2 END)`,
  at: sql`COALESCE(c."nextDueAt", c."receivedAt")`,
};
const byReceipt: Order = { rank: sql`0::int`, at: sql`c."receivedAt"` };

async function listPage(database: Database, actor: Actor, filter: BoardFilter): Promise<Page<BoardItem>> {
  const after = keysetAfter(filter.cursor);
  const { rank, at } = filter.stage === 'closed' ? byReceipt : byUrgency;
  const conditions = [
    sql`c."hubId" = ${actor.hubId}`,
    isOpenTo(actor, filter.now),
    ...(filter.stage === 'closed' || filter.q !== undefined ? [] : [sql`c."closedAt" IS NULL`]),
    ...(filter.stage === 'closed' ? [sql`c."closedAt" IS NOT NULL`] : []),
    ...(filter.stage === undefined ? [] : [sql`c."stage" = ${filter.stage}`]),
    ...(filter.rating === undefined ? [] : [sql`c."rating" = ${filter.rating}`]),
    ...(filter.overdue === undefined ? [] : [sql`COALESCE(c."nextDueAt" < ${filter.now}, false) = ${filter.overdue}`]),
    ...(filter.agency === undefined
      ? []
      : [
          sql`EXISTS (SELECT FROM "AgencyCheck" k WHERE k."caseId" = c."id" AND k."agency" = ${filter.agency} AND k."settledAt" IS NULL)`,
        ]),
    ...(filter.q === undefined
      ? []
      : [sql`c."reference" LIKE ${`${filter.q.toUpperCase().replaceAll(/[%_\\]/g, '')}%`}`]),
    ...(after === undefined
      ? []
      : [sql`(${rank}, ${at}, c."id") > (${after.rank}::int, ${after.at}::timestamptz, ${after.id}::uuid)`]),
  ];
  const rows = await database.reads.rows<BoardRow>`
    SELECT c."id", c."reference", c."stage", c."rating", c."version", c."receivedAt", c."immediateDanger", c."nextDueAt", c."nextAmberAt",
           ${rank} AS "rank", ${at} AS "sortAt", k."waiting", k."asked"
    FROM "Case" c, LATERAL (SELECT count(*) FILTER (WHERE "settledAt" IS NULL)::int AS "waiting", count(*)::int AS "asked"
                            FROM "AgencyCheck" WHERE "caseId" = c."id") k
    WHERE ${join(conditions, ' AND ')}
    ORDER BY ${rank}, ${at}, c."id" LIMIT ${filter.limit + 1}`;
  return pageOf(
    rows,
    filter.limit,
    (row) => ({ rank: row.rank, at: row.sortAt, id: row.id }),
    (row) => boardItem(row, filter.now),
  );
}

function boardItem({ waiting, asked, ...row }: BoardRow, now: Date): BoardItem {
  return {
    reference: row.reference,
    stage: row.stage,
    rating: row.rating,
    version: row.version,
    receivedAt: row.receivedAt.toISOString(),
    immediateDanger: row.immediateDanger,
    nextDueAt: row.nextDueAt?.toISOString() ?? null,
    nextAmberAt: row.nextAmberAt?.toISOString() ?? null,
    overdue: row.nextDueAt !== null && row.nextDueAt < now,
    checks: { waiting, asked },
  };
}

interface CountRow {
  stage: Stage;
  rating: Rating | null;
  overdue: boolean;
  count: number;
}

async function countCases(database: Database, actor: Actor, now: Date): Promise<BoardCounts> {
  const rows = await database.reads.rows<CountRow>`
    SELECT "stage", "rating", COALESCE("nextDueAt" < ${now}, false) AS "overdue", count(*)::int AS "count"
    FROM "Case" c WHERE "hubId" = ${actor.hubId} AND "closedAt" IS NULL AND ${isOpenTo(actor, now)} GROUP BY 1, 2, 3`;
  const sum = (belongs: (row: CountRow) => boolean): number =>
    rows.filter(belongs).reduce((total, { count }) => total + count, 0);
  return {
    stage: Object.fromEntries(stages.map((stage) => [stage, sum((row) => row.stage === stage)])) as Record<
      Stage,
      number
    >,
    rating: Object.fromEntries(
      [...ratings, 'unrated' as const].map((rating) => [rating, sum((row) => (row.rating ?? 'unrated') === rating)]),
    ) as Record<Rating | 'unrated', number>,
    overdue: sum(({ overdue }) => overdue),
  };
}
