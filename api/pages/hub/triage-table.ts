import { z } from 'zod';
import type { BoardItem } from '../../../records/board.js';
import { addressOf, listCursor } from '../frame/addresses.js';
import { headingsOf, sortingField, sortingIn, type SortingWord } from '../frame/sorting.js';
import type { Table } from '../frame/table.js';
import { caseCells, caseColumns, sortedInWords } from './case-table.js';

export const triagePath = '/triage';

/** By what the queue is sorted: the stage is the same for all, and most have no rating yet. */
export const triageSorts = ['time', 'received', 'reference'] as const;
type TriageSort = (typeof triageSorts)[number];
export const triageQuery = z.object({ sort: sortingField(triageSorts), cursor: listCursor });
type TriageQuery = Partial<z.output<typeof triageQuery>>;

const { reference, rating, time, owner, received } = caseColumns;
// Where there is nothing to sort by, the heading is none either.
const columns = [reference, { text: rating.text, cell: rating.cell }, time, owner, received] as const;

/** Referrals that wait, with a box to choose each by for whoever may give them to somebody. */
export function triageTable(
  items: readonly BoardItem[],
  { query, mayAssign, now }: { query: TriageQuery; mayAssign: boolean; now: Date },
): Table {
  const sorting = sortingIn(triageSorts, query.sort);
  const at = (sort: SortingWord<TriageSort>): string =>
    addressOf(triagePath, { sort: sort === 'time' ? undefined : sort });
  return {
    ...{ caption: `Referrals that wait for screening, ${sortedInWords(sorting)}`, captionHidden: true, dense: true },
    head: [...(mayAssign ? ['Choose'] : []), ...headingsOf<TriageSort>(columns, sorting, at)],
    rows: items.map((item) => [...(mayAssign ? [choiceOf(item)] : []), ...caseCells(columns, item, now)]),
    empty: '',
  };
}

const choiceOf = ({ reference: value }: BoardItem) => ({
  ...{ text: `Choose ${value}`, choice: { name: 'references', value } },
});
