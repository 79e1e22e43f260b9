import { stages, type Stage } from '../domain/case.js';
import { ratings, type Rating } from '../domain/policy.js';
import type { Actor } from '../domain/roles.js';
import { waitsFor, type WaitsFor } from '../domain/waits-for.js';
import sql, { join, type Sql as Fragment } from 'sql-template-tag';
import { agencyNames, type CalledAgency } from './agency-names.js';
import type { Database } from './database.js';
import { holderIn, isHeld, type Holder } from './holders.js';
import {
  closedBy,
  comesAfter,
  inFlightBy,
  mergedBy,
  rankOf,
  sortedBy,
  type BoardOrder,
  type Kind,
} from './board-orders.js';
import { keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import type { Sight } from './sight.js';
import { isOpenTo } from './walls.js';

export interface BoardFilter extends PageRequest {
  stage?: Stage;
  rating?: Rating | 'unrated';
  overdue?: boolean;
  /** Cases on which this agency's check still waits. */
  agency?: string;
  /** Cases that a user holds, by id; that whoever asks holds; that nobody holds who could work on them. */
  assignee?: string;
  /** A reference, or its beginning. */
  q?: string;
  /** The most urgent first when left out. */
  order?: BoardOrder;
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
  /** Who holds it. Whoever is not available cannot work on it any more: anybody may take it on. */
  owner: Holder | null;
  waitsFor: WaitsFor | null;
}

export interface BoardCounts {
  stage: Record<Stage, number>;
  rating: Record<Rating | 'unrated', number>;
  overdue: number;
  /** Held by whoever asks, and by nobody who could work on it. */
  owner: { me: number; none: number };
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
  ownerId: string | null;
  ownerName: string | null;
  isHeld: boolean;
  /** Codes of the agencies that have not answered. */
  waiting: string[];
  asked: number;
}

/**
 * Cases, most urgent first unless another order is asked for: unscreened reports of immediate danger, then by the nearest deadline, so that
 * what is overdue stands before what is due. Cases in flight, unless a closed one is asked for by stage or reference.
 */
export async function listCases(database: Database, sight: Sight<'see-board'>, filter: BoardFilter): Promise<Board> {
  const [page, counts] = await Promise.all([
    listCasesOnly(database, sight, filter),
    countCases(database, sight.actor, filter.now),
  ]);
  return { ...page, counts };
}

/** Where closed cases may be meant as well, a page is put together of what comes first of either kind. */
const kindsMeant = ({ stage, q }: BoardFilter, { sort }: BoardOrder): Kind[] => {
  if (stage === 'closed') return [closedBy(sort)];
  return q === undefined || stage !== undefined ? [inFlightBy(sort)] : [inFlightBy(sort), closedBy(sort)];
};

const mostUrgentFirst: BoardOrder = { sort: 'time', direction: 'ascending' };

/**
 * The same without the counts. OFFSET 0 has the cases of a page looked up one by one: PostgreSQL does not know how few they are when it plans
 * for any limit.
 */
export async function listCasesOnly(
  database: Pick<Database, 'reads'>,
  { actor }: Sight<'see-board'>,
  filter: BoardFilter,
): Promise<Page<BoardItem>> {
  const order = filter.order ?? mostUrgentFirst;
  const after = keysetAfter(filter.cursor);
  const most = filter.limit + 1;
  const conditions = conditionsFor(actor, filter);
  const found = kindsMeant(filter, order).map((kind) => {
    const behind = after === undefined ? [] : [comesAfter(order, kind, after)];
    return sql`
      (SELECT c."id", ${rankOf(kind)} AS "rank", ${kind.keys.at} AS "sortAt" FROM "Case" c
       WHERE ${join([...conditions, kind.isOfKind, ...behind], ' AND ')}
       ORDER BY ${sortedBy(order, kind)} LIMIT ${most})`;
  });
  const [called, rows] = await Promise.all([
    agencyNames(database.reads, actor.hubId),
    database.reads.rows<BoardRow>`
    SELECT c."id", c."reference", c."stage", c."rating", c."version", c."receivedAt", c."immediateDanger", c."nextDueAt", c."nextAmberAt",
           f."rank", f."sortAt", o."id" AS "ownerId", o."name" AS "ownerName", ${isHeld(actor.hubId)} AS "isHeld", k."waiting", k."asked"
    FROM (${join(found, ' UNION ALL ')}) f CROSS JOIN LATERAL (SELECT * FROM "Case" WHERE "id" = f."id" OFFSET 0) c
      LEFT JOIN "User" o ON o."id" = c."ownerId",
      LATERAL (SELECT COALESCE(array_agg("agency" ORDER BY "agency") FILTER (WHERE "settledAt" IS NULL), '{}') AS "waiting", count(*)::int AS "asked"
               FROM "AgencyCheck" WHERE "caseId" = c."id") k
    ORDER BY ${mergedBy(order)} LIMIT ${most}`,
  ]);
  return pageOf(
    rows,
    filter.limit,
    (row) => ({ rank: row.rank, at: row.sortAt, id: row.id }),
    (row) => boardItem(row, filter.now, called),
  );
}

function conditionsFor(actor: Actor, { stage, rating, overdue, agency, assignee, q, now }: BoardFilter): Fragment[] {
  return [
    sql`c."hubId" = ${actor.hubId}`,
    isOpenTo(actor, now),
    ...(stage === undefined ? [] : [sql`c."stage" = ${stage}`]),
    ...(rating === undefined ? [] : [rating === 'unrated' ? sql`c."rating" IS NULL` : sql`c."rating" = ${rating}`]),
    ...(overdue === undefined ? [] : [sql`COALESCE(c."nextDueAt" < ${now}, false) = ${overdue}`]),
    ...(agency === undefined
      ? []
      : [
          sql`EXISTS (SELECT FROM "AgencyCheck" k WHERE k."caseId" = c."id" AND k."agency" = ${agency} AND k."settledAt" IS NULL)`,
        ]),
    ...(assignee === undefined ? [] : [isAssignedTo(assignee, actor)]),
    ...(q === undefined ? [] : [beginsWith(q.toUpperCase())]),
  ];
}

function isAssignedTo(assignee: string, { userId, hubId }: Actor): Fragment {
  if (assignee === 'none') return sql`NOT ${isHeld(hubId)}`;
  return sql`c."ownerId" = ${assignee === 'me' ? userId : assignee}::uuid`;
}

/** As many characters of a reference as say no more than its year: most cases begin with them. */
const ofTheYear = 3;

/**
 * What says no more than the year is looked for along the list, as it comes in its order: an inequality, for PostgreSQL takes an equation to
 * leave few rows, and sorts them. What says more is looked for by the index of references. Both hold whatever is typed.
 */
function beginsWith(q: string): Fragment {
  if (q.length <= ofTheYear) return sql`strpos('^' || c."reference", ${`^${q}`}) > 0`;
  return sql`c."reference" ~>=~ ${q} AND c."reference" ~<~ ${`${q}\u{10FFFF}`}`;
}

function boardItem({ waiting, asked, ...row }: BoardRow, now: Date, called: CalledAgency): BoardItem {
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
    checks: { waiting: waiting.length, asked },
    owner: holderIn(row),
    waitsFor: waitsFor(row.stage, waiting, called),
  };
}

interface CountRow {
  stage: Stage;
  rating: Rating | null;
  overdue: boolean;
  isMine: boolean;
  isHeld: boolean;
  count: number;
}

async function countCases(database: Database, actor: Actor, now: Date): Promise<BoardCounts> {
  const rows = await database.reads.rows<CountRow>`
    SELECT "stage", "rating", COALESCE("nextDueAt" < ${now}, false) AS "overdue",
           COALESCE("ownerId" = ${actor.userId}::uuid, false) AS "isMine", ${isHeld(actor.hubId)} AS "isHeld", count(*)::int AS "count"
    FROM "Case" c WHERE "hubId" = ${actor.hubId} AND "closedAt" IS NULL AND ${isOpenTo(actor, now)} GROUP BY 1, 2, 3, 4, 5`;
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
    owner: { me: sum(({ isMine }) => isMine), none: sum((row) => !row.isHeld) },
  };
}
