import type { BoardSort } from '../../../records/board-orders.js';
import type { BoardItem } from '../../../records/board.js';
import { inHub, timeLeft } from '../frame/formats.js';
import { ratingCell } from '../frame/ratings.js';
import type { Column, Sorting } from '../frame/sorting.js';
import { timeCell, type Cell } from '../frame/table.js';
import { stageWords } from './words.js';

/* Cases as rows of a table, on the board and in the triage queue. */

/** A column of cases: its heading, what it sorts by, and what stands in it. */
interface CaseColumn extends Column<BoardSort> {
  readonly cell: (item: BoardItem, now: Date) => Cell;
}

export const caseColumns = {
  reference: {
    ...{ text: 'Case', sorts: 'reference' },
    cell: ({ reference, immediateDanger }) => ({
      ...{ text: reference, href: `/cases/${reference}`, whole: true },
      ...(immediateDanger ? { danger: 'Immediate danger' } : {}),
    }),
  },
  rating: { text: 'Rating', sorts: 'rating', cell: ({ rating }) => ratingCell(rating) },
  stage: { text: 'Stage', sorts: 'stage', cell: ({ stage }) => ({ text: stageWords[stage] }) },
  waits: { text: 'Waits for', cell: (item) => waitsOf(item) },
  time: {
    ...{ text: 'Time', sorts: 'time' },
    cell: ({ nextDueAt, nextAmberAt }, now) =>
      nextDueAt === null ? { text: 'No deadline' } : timeCell(timeLeft(nextDueAt, now, nextAmberAt)),
  },
  owner: { text: 'Held by', cell: (item) => ({ text: ownerOf(item) }) },
  received: { text: 'Received', sorts: 'received', cell: ({ receivedAt }) => ({ text: inHub(receivedAt) }) },
} as const satisfies Record<string, CaseColumn>;

/** @param now against which the time left is told */
export const caseCells = (columns: readonly CaseColumn[], item: BoardItem, now: Date): Cell[] =>
  columns.map(({ cell }) => cell(item, now));

/** So many agencies are named one by one. */
const namedAgencies = 2;

function waitsOf({ waitsFor, checks }: BoardItem): Cell {
  if (waitsFor === null) return { text: 'Nothing', note: 'The case is closed' };
  const { what, who, agencies } = waitsFor;
  const isShort = agencies.length <= namedAgencies;
  return { text: what, note: isShort ? who : `${agencies.length} of ${checks.asked} agencies` };
}

export const ownerOf = ({ owner }: Pick<BoardItem, 'owner'>): string => {
  if (owner === null) return 'Nobody';
  return owner.available ? owner.name : `${owner.name} (not available)`;
};

const sortWords: Readonly<Record<BoardSort, Record<Sorting<BoardSort>['direction'], string>>> = {
  time: { ascending: 'most urgent first', descending: 'least urgent first' },
  received: { ascending: 'oldest first', descending: 'newest first' },
  reference: { ascending: 'by reference', descending: 'by reference, the last first' },
  stage: { ascending: 'by stage', descending: 'by stage, the furthest first' },
  rating: { ascending: 'Red first', descending: 'not rated first' },
};

/** How cases are sorted, as a caption goes on. */
export const sortedInWords = ({ sort, direction }: Sorting<BoardSort>): string => sortWords[sort][direction];
