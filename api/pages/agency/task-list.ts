import { z } from 'zod';
import type { Actor } from '../../../domain/roles.js';
import { listChecks, type CheckListItem } from '../../../records/check-lookup.js';
import { listDrafts } from '../../../records/drafts.js';
import { listSettledChecks, type SettledItem } from '../../../records/settled-checks.js';
import { theHub } from '../../rest/places.js';
import { inHub, localDate } from '../frame/formats.js';
import { looks, together } from '../frame/page.js';
import { ratingTag } from './check-words.js';
import { deadlineOf, heldBy, pathOf, stateOf, type ShownDeadline } from './task-words.js';

const perPage = 50;

interface Task {
  reference: string;
  path: string;
  rating: { says: string; classes: string };
  deadline: ShownDeadline;
  held: string;
  /** An answer was begun, and not sent. */
  isBegun: boolean;
}

interface Group {
  title: string;
  tasks: Task[];
}

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

const filterPath = (held: HeldFilter): string => (held === 'any' ? '/tasks' : `/tasks?held=${held}`);

/** What every list of an agency leads to. */
const lists = (here: 'to-do' | 'done') => [
  { text: 'To do', href: '/tasks', active: here === 'to-do' },
  { text: 'Done', href: '/tasks/done', active: here === 'done' },
];

const grouped = (items: readonly CheckListItem[], now: Date, taskOf: (item: CheckListItem) => Task): Group[] =>
  groups
    .map(({ title, holds }) => ({ title, tasks: items.filter((item) => holds(item, now)).map(taskOf) }))
    .filter(({ tasks }) => tasks.length > 0);

const taskFor =
  (actor: Actor, begun: ReadonlySet<string | null>, now: Date) =>
  (item: CheckListItem): Task => ({
    ...{ reference: item.reference, path: pathOf(item), rating: ratingTag(item.rating) },
    ...{ deadline: deadlineOf(item, now), held: heldBy(item, actor), isBegun: begun.has(item.id) },
  });

/** The checks that somebody's agency is asked for, most urgent first. */
const toDo = looks({
  path: '/tasks',
  permission: 'answer-check',
  place: theHub,
  query: z.object({ cursor: z.string(), held: z.enum(heldWords), done: z.enum(['conflict']) }),
  show: async ({ record: { database } }, { sightFor, visitor: { actor }, query, now }) => {
    const { cursor, held = 'any', done } = query;
    const [{ items, next }, drafts] = await Promise.all([
      listChecks(database, sightFor('see-checks'), {
        ...{ state: 'open', limit: perPage, now },
        ...(cursor === undefined ? {} : { cursor }),
        ...(held === 'any' ? {} : { holder: held }),
      }),
      listDrafts(database, { actor, now }, 'check-answer'),
    ]);
    const begun = new Set(drafts.map(({ subjectId }) => subjectId));
    const filters = heldWords.map((word) => ({
      ...{ says: heldFilters[word].says, path: filterPath(word), isHere: word === held },
    }));
    return {
      ...{ template: 'agency/tasks', title: 'Checks for your agency', items },
      view: {
        ...{ lists: lists('to-do'), filters, groups: grouped(items, now, taskFor(actor, begun, now)) },
        ...{ empty: heldFilters[held].empty, done: done ?? null, next: nextPath(filterPath(held), next) },
      },
    };
  },
});

function nextPath(path: string, next: string | null): string | null {
  return next === null
    ? null
    : `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ cursor: next }).toString()}`;
}

const doneTask = (item: SettledItem) => ({
  ...{ reference: item.reference, path: pathOf(item), rating: ratingTag(item.rating) },
  ...{ says: stateOf(item), at: inHub(item.settledAt) },
});

const settled = looks({
  path: '/tasks/done',
  permission: 'answer-check',
  place: theHub,
  query: z.object({ cursor: z.string() }),
  show: async ({ record: { database } }, { sightFor, query: { cursor }, now }) => {
    const { items, next } = await listSettledChecks(database, sightFor('see-checks'), {
      ...{ limit: perPage, now, ...(cursor === undefined ? {} : { cursor }) },
    });
    return {
      ...{ template: 'agency/done', title: 'Checks that are done', items },
      view: { lists: lists('done'), tasks: items.map(doneTask), next: nextPath('/tasks/done', next) },
    };
  },
});

/** The lists of an agency's checks: those that wait, and those that are settled. */
export const taskLists = together([toDo, settled]);
