import { z } from 'zod';
import type { Actor } from '../../../domain/roles.js';
import { listChecks, type CheckListItem } from '../../../records/check-lookup.js';
import { listDraftSubjects } from '../../../records/drafts.js';
import { listSettledChecks, type SettledItem } from '../../../records/settled-checks.js';
import { theHub } from '../../rest/places.js';
import { addressOf, listCursor, pageAt, pagingOf } from '../frame/addresses.js';
import { inHub, localDate } from '../frame/formats.js';
import { looks, together } from '../frame/page.js';
import { ratingCell } from '../frame/ratings.js';
import { headingsOf, sortingField, sortingIn, type Column } from '../frame/sorting.js';
import { timeCell, type Cell, type Table } from '../frame/table.js';
import { deadlineOf, heldBy, pathOf, stateOf } from './task-words.js';

const perPage = 50;

const groups: readonly { title: string; holds: (item: CheckListItem, now: Date) => boolean }[] = [
  { title: 'Overdue', holds: ({ overdue }) => overdue },
  { title: 'Due today', holds: ({ overdue, dueAt }, now) => !overdue && localDate(dueAt) === localDate(now) },
  { title: 'Later', holds: ({ overdue, dueAt }, now) => !overdue && localDate(dueAt) !== localDate(now) },
];

/** Of which checks the list is: whose they are, and what it says where there are none. */
const heldFilters = {
  any: { says: 'All', empty: 'Nothing waits for your agency. You will be sent an e-mail when the hub asks something.' },
  me: { says: 'Mine', empty: 'You hold no check. Take one on from those that nobody holds.' },
  none: { says: 'Nobody’s', empty: 'Every check that waits is held by somebody. Look at all of them to see by whom.' },
} as const;
type HeldFilter = keyof typeof heldFilters;
const heldWords = Object.keys(heldFilters) as HeldFilter[];

const filterPath = (held: HeldFilter): string => addressOf('/tasks', { held: held === 'any' ? undefined : held });

const donePath = '/tasks/done';

/** What every list of an agency leads to. */
const lists = (here: 'to-do' | 'done') => [
  { text: 'To do', href: '/tasks', active: here === 'to-do' },
  { text: 'Done', href: donePath, active: here === 'done' },
];

const head: Table['head'] = [
  ...([{ text: 'Check', width: 'one-quarter' }, 'Rating', { text: 'Deadline', width: 'one-third' }] as const),
  ...['Held by', 'Answer'],
];

const grouped = (items: readonly CheckListItem[], now: Date, cellsOf: (item: CheckListItem) => Cell[]): Table[] =>
  groups
    .map(({ title, holds }) => ({
      ...{ caption: title, head, empty: '' },
      rows: items.filter((item) => holds(item, now)).map(cellsOf),
    }))
    .filter(({ rows }) => rows.length > 0);

const taskFor =
  (actor: Actor, begun: ReadonlySet<string>, now: Date) =>
  (item: CheckListItem): Cell[] => {
    const deadline = deadlineOf(item, now);
    return [
      { text: item.reference, href: pathOf(item), whole: true },
      ...[ratingCell(item.rating), timeCell(deadline, deadline.at), { text: heldBy(item, actor) }],
      {
        text: begun.has(item.id) ? 'Go on answering' : 'Answer',
        ...{ href: `${pathOf(item)}/answer`, of: item.reference },
      },
    ];
  };

/** The checks that somebody's agency is asked for, most urgent first. */
const toDo = looks({
  path: '/tasks',
  permission: 'answer-check',
  place: theHub,
  query: z.object({ cursor: listCursor, held: z.enum(heldWords), done: z.enum(['conflict']) }),
  show: async ({ record: { database } }, { sightFor, visitor: { actor }, query, now }) => {
    const { cursor, held = 'any', done } = query;
    const [{ items, next }, begun] = await Promise.all([
      listChecks(database, sightFor('see-checks'), {
        ...{ state: 'open', ...pageAt(perPage, cursor), now },
        ...(held === 'any' ? {} : { holder: held }),
      }),
      listDraftSubjects(database, { actor, now }, 'check-answer'),
    ]);
    const filters = heldWords.map((word) => ({
      ...{ says: heldFilters[word].says, path: filterPath(word), isHere: word === held },
    }));
    return {
      ...{ template: 'agency/tasks', title: 'Checks for your agency', items },
      view: {
        ...{ lists: lists('to-do'), filters, groups: grouped(items, now, taskFor(actor, new Set(begun), now)) },
        ...{ empty: heldFilters[held].empty, done: done ?? null },
        pages: pagingOf('/tasks', { held: query.held, cursor }, next),
      },
    };
  },
});

const doneCells = (item: SettledItem): Cell[] => [
  { text: item.reference, href: pathOf(item), whole: true },
  ...[ratingCell(item.rating), { text: stateOf(item) }, { text: inHub(item.settledAt) }],
];

const doneSorts = ['settled'] as const;
const lastDoneFirst = '-settled';

const doneColumns: readonly Column<(typeof doneSorts)[number]>[] = [
  ...[{ text: 'Check' }, { text: 'Rating' }, { text: 'How it ended' }],
  { text: 'When', sorts: 'settled' },
];

const settled = looks({
  path: donePath,
  permission: 'answer-check',
  place: theHub,
  query: z.object({ sort: sortingField(doneSorts), cursor: listCursor }),
  show: async ({ record: { database } }, { sightFor, query, now }) => {
    const sorting = sortingIn(doneSorts, query.sort ?? lastDoneFirst);
    const { items, next } = await listSettledChecks(database, sightFor('see-checks'), {
      ...{ ...pageAt(perPage, query.cursor), direction: sorting.direction, now },
    });
    return {
      ...{ template: 'agency/done', title: 'Checks that are done', items },
      view: {
        lists: lists('done'),
        table: {
          ...{ caption: 'Checks that are done', captionHidden: true as const, rows: items.map(doneCells) },
          head: headingsOf(doneColumns, sorting, (sort) =>
            addressOf(donePath, { sort: sort === lastDoneFirst ? undefined : sort }),
          ),
          ...pagingOf(donePath, query, next),
          empty: 'Nothing has been answered yet. What waits for an answer stands under “To do”.',
        },
      },
    };
  },
});

/** The lists of an agency's checks: those that wait, and those that are settled. */
export const taskLists = together([toDo, settled]);
