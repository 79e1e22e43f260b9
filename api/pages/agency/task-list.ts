import { z } from 'zod';
import type { TimeLeft } from '../frame/formats.js';
import { localDate } from '../frame/formats.js';
import { listChecks, type CheckListItem } from '../../../records/check-lookup.js';
import { theHub } from '../../rest/places.js';
import { looks } from '../frame/page.js';
import { ratingTag } from './check-words.js';
import { deadlineOf, pathOf } from './task-words.js';

const perPage = 50;

interface Task {
  reference: string;
  path: string;
  rating: { says: string; classes: string };
  deadline: TimeLeft & { at: string };
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

const taskOf = (item: CheckListItem, now: Date): Task => ({
  ...{ reference: item.reference, path: pathOf(item), rating: ratingTag(item.rating) },
  deadline: deadlineOf(item, now),
});

const grouped = (items: readonly CheckListItem[], now: Date): Group[] =>
  groups
    .map(({ title, holds }) => ({
      title,
      tasks: items.filter((item) => holds(item, now)).map((item) => taskOf(item, now)),
    }))
    .filter(({ tasks }) => tasks.length > 0);

/** The checks that somebody's agency is asked for, most urgent first. */
export const taskList = looks({
  path: '/tasks',
  permission: 'answer-check',
  place: theHub,
  query: z.object({ cursor: z.string(), done: z.enum(['conflict']) }),
  show: async ({ record }, { sightFor, query, now }) => {
    const { cursor, done } = query;
    const place = cursor === undefined ? {} : { cursor };
    const { items, next } = await listChecks(record.database, sightFor('see-checks'), {
      ...{ state: 'open', limit: perPage, now },
      ...place,
    });
    return {
      ...{ template: 'agency/tasks', title: 'Checks for your agency', items },
      view: { groups: grouped(items, now), next, done: done ?? null },
    };
  },
});
