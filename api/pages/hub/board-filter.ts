import { z } from 'zod';
import { stages, type Stage } from '../../../domain/case.js';
import { agencies, ratings } from '../../../domain/policy.js';
import { parseReference } from '../../../domain/reference.js';
import type { CalledAgency } from '../../../records/agency-names.js';
import type { BoardFilter } from '../../../records/board.js';
import { boardSorts } from '../../../records/board-orders.js';
import { boardQuery, given } from '../../rest/queries.js';
import { addressOf, listCursor } from '../frame/addresses.js';
import { sortingField, sortingIn } from '../frame/sorting.js';
import { sortedInWords } from './case-table.js';
import { stageWords } from './words.js';

/** What the address of the board may ask for. Names never stand there. */
export const boardPageQuery = z.object({
  stage: z.enum(stages),
  rating: z.enum([...ratings, 'unrated']),
  overdue: z.literal('true'),
  agency: z.string().refine((code) => agencies.some((agency) => agency.code === code)),
  assignee: z.enum(['me', 'none']).or(z.guid()),
  q: boardQuery.shape.q,
  sort: sortingField(boardSorts),
  cursor: listCursor,
});
type Asked = z.output<typeof boardPageQuery>;
export type BoardAddress = { [Name in keyof Asked]?: Asked[Name] | undefined };

/** Cases on one page of the board. */
const perPage = 25;

/** The filter of the record for an address. */
export const filterFrom = ({ overdue, sort, ...address }: BoardAddress, now: Date): BoardFilter => ({
  ...given(address),
  order: sortingIn(boardSorts, sort),
  ...(overdue === undefined ? {} : { overdue: true }),
  limit: perPage,
  now,
});

/** The address of the board that shows so much. */
export const boardAt = (address: BoardAddress): string => addressOf('/board', address);

/** Where a search by reference leads: a whole one to its case, its beginning to the board. */
export function searchLeadsTo(typed: string): string {
  const whole = parseReference(typed);
  if (whole !== undefined) return `/cases/${whole}`;
  const begun = boardQuery.shape.q.safeParse(typed);
  if (!begun.success) return '/board?not=a-reference';
  return begun.data === undefined ? '/board' : boardAt({ q: begun.data });
}

interface Choice {
  value: string;
  text: string;
  selected: boolean;
}

/** A part of the filter as its form shows it. */
export interface FilterPart {
  name: string;
  label: string;
  items: Choice[];
}

/** Stages that a case can be at today, as they are filtered by. */
const filteredStages: readonly Stage[] = ['received', 'checks', 'decision', 'outcome', 'closed'];

const parts = [
  {
    name: 'stage',
    label: 'Stage',
    all: 'All in flight',
    options: filteredStages.map((stage) => [stage, stageWords[stage]] as const),
  },
  {
    name: 'rating',
    label: 'Rating',
    all: 'All ratings',
    options: [
      ['red', 'Red'],
      ['amber', 'Amber'],
      ['green', 'Green'],
      ['unrated', 'Not rated'],
    ],
  },
  { name: 'overdue', label: 'Time', all: 'Any', options: [['true', 'Overdue']] },
  {
    name: 'assignee',
    label: 'Held by',
    all: 'Anybody or nobody',
    options: [
      ['me', 'Me'],
      ['none', 'Nobody'],
    ],
  },
  {
    name: 'agency',
    label: 'Waiting for',
    all: 'Any agency',
    // In words of the hub's own, which `optionsOf` finds.
    options: agencies.map(({ code }) => [code, code] as const),
  },
] as const satisfies readonly {
  name: keyof BoardAddress;
  label: string;
  all: string;
  options: readonly (readonly [string, string])[];
}[];

type Part = (typeof parts)[number];

const optionsOf = ({ name, options }: Part, called: CalledAgency): (readonly [string, string])[] =>
  options.map(([value, text]) => [value, name === 'agency' ? called(value) : text]);

/** The form of the filter, with what is chosen. */
export const filterForm = (address: BoardAddress, called: CalledAgency): FilterPart[] =>
  parts.map((part) => ({
    ...{ name: part.name, label: part.label },
    items: [
      { value: '', text: part.all, selected: address[part.name] === undefined },
      ...optionsOf(part, called).map(([value, text]) => ({ value, text, selected: address[part.name] === value })),
    ],
  }));

/** What is filtered by, in words, each with the address of the board without it. */
export const filtersInForce = (address: BoardAddress, called: CalledAgency): { says: string; without: string }[] => [
  ...parts.flatMap((part) => {
    const { name, label } = part;
    const chosen = address[name];
    if (chosen === undefined) return [];
    const says = optionsOf(part, called).find(([value]) => value === chosen)?.[1] ?? 'somebody else';
    return [{ says: `${label}: ${says}`, without: without(address, name) }];
  }),
  ...(address.q === undefined ? [] : [{ says: `Reference: ${address.q}`, without: without(address, 'q') }]),
];

/** What a view of the board shows, in words: what it is filtered by, and how it is sorted where that is not as usual. */
export function viewInWords(address: BoardAddress, called: CalledAgency): string {
  const filtered = filtersInForce(address, called).map(({ says }) => says);
  const sorted = address.sort === undefined ? [] : [sortedInWords(sortingIn(boardSorts, address.sort))];
  return [...(filtered.length === 0 ? ['All in flight'] : filtered), ...sorted].join(', ');
}

const without = (address: BoardAddress, name: keyof BoardAddress): string =>
  boardAt({ ...address, [name]: undefined, cursor: undefined });

/** A filter as it stands in an address, read: what is none of it counts as left out, and so does a page of it. */
export function addressIn(filter: string): BoardAddress {
  const typed = Object.fromEntries(new URLSearchParams(filter));
  return Object.fromEntries(
    Object.entries(boardPageQuery.shape).flatMap(([name, field]) => {
      const read = (field as z.ZodType).safeParse(typed[name]);
      return name !== 'cursor' && name !== 'q' && read.success && read.data !== undefined ? [[name, read.data]] : [];
    }),
  );
}
