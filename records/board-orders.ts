import sql, { join, type Sql as Fragment } from 'sql-template-tag';
import { wayOf, type Direction, type Keyset } from './pages.js';

/*
 * The orders that the board is read in. What is in flight has an index for each (migration board_sorted), which goes either way; what is closed
 * has one by its receipt and one by its reference, and stands behind everything in flight where it is asked for together with that.
 */

/** By what the board is sorted: by the time left unless another order is asked for. */
export const boardSorts = ['time', 'received', 'reference', 'stage', 'rating'] as const;
export type BoardSort = (typeof boardSorts)[number];

/** `ascending` has the most urgent, the oldest, what is least far, and Red first. */
export interface BoardOrder {
  sort: BoardSort;
  direction: Direction;
}

/** What cases of one kind are sorted by before their ids; `rank` is a number where it is the same for all. */
interface Keys {
  rank: Fragment | number;
  at: Fragment;
}

/** Cases of one kind, in an order that has an index. */
export interface Kind {
  isOfKind: Fragment;
  keys: Keys;
}

const isInFlight = sql`c."closedAt" IS NULL`;
const isClosed = sql`c."closedAt" IS NOT NULL`;
const byDeadline = sql`COALESCE(c."nextDueAt", c."receivedAt")`;
const byReceipt = sql`c."receivedAt"`;

/** Unscreened danger first, then by the nearest deadline, then what has no clock running. */
const urgency = sql`(CASE WHEN c."immediateDanger" AND c."stage" IN ('received', 'screening') THEN 0 WHEN c."nextDueAt" IS NOT NULL THEN 1 ELSE 2 END)`;

/** Cases in flight in the order of the board, as whoever takes on the next one has them. */
export const byUrgency = { rank: urgency, at: byDeadline } as const;

const inFlight: Readonly<Record<BoardSort, Keys>> = {
  time: byUrgency,
  received: { rank: 0, at: byReceipt },
  reference: { rank: 0, at: byReceipt },
  stage: {
    rank: sql`array_position('{received,screening,checks,meeting,decision,outcome,open-to-challenge}'::text[], c."stage")`,
    at: byDeadline,
  },
  rating: { rank: sql`COALESCE(array_position('{red,amber,green}'::text[], c."rating"), 4)`, at: byDeadline },
};

/** Behind all that are in flight. */
const rankOfClosed = 9;
const closed: Readonly<Record<BoardSort, Keys>> = {
  time: { rank: rankOfClosed, at: byReceipt },
  received: { rank: 0, at: byReceipt },
  reference: { rank: 0, at: byReceipt },
  stage: { rank: rankOfClosed, at: byReceipt },
  rating: { rank: rankOfClosed, at: byReceipt },
};

export const inFlightBy = (sort: BoardSort): Kind => ({ isOfKind: isInFlight, keys: inFlight[sort] });
export const closedBy = (sort: BoardSort): Kind => ({ isOfKind: isClosed, keys: closed[sort] });

/** The rank of a kind as a column. */
export const rankOf = ({ keys: { rank } }: Kind): Fragment => (typeof rank === 'number' ? sql`${rank}::int` : rank);

/** In which order the cases of one kind come. A constant among the keys would keep PostgreSQL from the index. */
export function sortedBy(order: BoardOrder, { keys: { rank, at } }: Kind): Fragment {
  const { sorted } = wayOf(order.direction);
  if (order.sort === 'reference') return sql`c."reference" ${sorted}`;
  const keys = [...(typeof rank === 'number' ? [] : [rank]), at, sql`c."id"`];
  return join(keys.map((key) => sql`${key} ${sorted}`));
}

/** In which order found cases `f` of several kinds come together. */
export function mergedBy(order: BoardOrder): Fragment {
  const { sorted } = wayOf(order.direction);
  const keys = order.sort === 'reference' ? [sql`c."reference"`] : [sql`f."rank"`, sql`f."sortAt"`, sql`f."id"`];
  return join(keys.map((key) => sql`${key} ${sorted}`));
}

/** The cases of a kind behind the last one of a page. */
export function comesAfter(order: BoardOrder, { keys: { rank, at } }: Kind, after: Keyset): Fragment {
  const { comes } = wayOf(order.direction);
  if (order.sort === 'reference')
    return sql`c."reference" ${comes} (SELECT l."reference" FROM "Case" l WHERE l."id" = ${after.id}::uuid)`;
  if (typeof rank !== 'number')
    return sql`(${rank}, ${at}, c."id") ${comes} (${after.rank}::int, ${after.at}::timestamptz, ${after.id}::uuid)`;
  if (rank === after.rank) return sql`(${at}, c."id") ${comes} (${after.at}::timestamptz, ${after.id}::uuid)`;
  return rank > after.rank === (order.direction === 'ascending') ? sql`TRUE` : sql`FALSE`;
}
