import { TZDate } from '@date-fns/tz';
import { addDays } from 'date-fns/addDays';
import { z } from 'zod';
import { defaultCalendar } from '../../../domain/calendar.js';
import { lookKinds, type LookKind } from '../../../domain/looks.js';
import { roleNames, type Role } from '../../../domain/roles.js';
import { listEveryLook, listLooksAt, type SeenLook } from '../../../records/who-looked.js';
import { date, oneOf, optional } from '../../rest/fields.js';
import { aCase, theHub } from '../../rest/places.js';
import { logPageQuery, looksQuery } from '../../rest/queries.js';
import { answersIn, dateParts, type Answers } from '../frame/answers.js';
import { shownForm } from '../frame/form-shown.js';
import { inHub } from '../frame/formats.js';
import { readAnswers } from '../frame/mistakes.js';
import { looks, together, type PageRoute } from '../frame/page.js';
import type { Section } from '../frame/questions.js';
import { pageAt, pagingOf, type Paging } from '../frame/addresses.js';
import type { Cell, Table } from '../frame/table.js';

const everyLookPath = '/admin/looks';
const perPage = 50;

/** What a list of looks may be narrowed to. */
const filter: readonly Section[] = [
  {
    questions: [
      {
        ...{ kind: 'select', name: 'kind', label: 'What was done', optional: true },
        options: Object.entries(lookKinds).map(([value, label]) => ({ value, label })),
      },
      { kind: 'date', name: 'from', label: 'From', optional: true, wrong: 'Enter a real date from which to look' },
      {
        kind: 'date',
        name: 'to',
        label: 'Up to and including',
        optional: true,
        wrong: 'Enter a real date up to which to look',
      },
    ],
  },
];

const filterRule = {
  sections: filter,
  schema: z.strictObject({
    kind: optional(oneOf(Object.keys(lookKinds) as LookKind[])),
    from: optional(date()),
    to: optional(date()),
  }),
};

/** The instant at which a day begins in the hub. @param day `YYYY-MM-DD` */
const beginningOf = (day: string): TZDate => new TZDate(`${day}T00:00:00`, defaultCalendar.timeZone);

const everyLook = looks({
  path: everyLookPath,
  permission: 'see-every-look',
  place: theHub,
  query: looksQuery.pick({ cursor: true, user: true }),
  show: async ({ record }, { request, sight, query: { cursor, user }, now }) => {
    const answers = answersIn(filter, request.query);
    const read = readAnswers(filterRule, answers, 'en');
    const mistakes = 'mistakes' in read ? read.mistakes : [];
    const { kind, from, to } = 'body' in read ? read.body : {};
    const { items, next } = await listEveryLook(record.database, sight, {
      ...{ ...pageAt(perPage, cursor), now },
      ...(user === undefined ? {} : { user }),
      ...(kind === undefined ? {} : { kind }),
      ...(from === undefined ? {} : { from: beginningOf(from) }),
      ...(to === undefined ? {} : { to: addDays(beginningOf(to), 1) }),
    });
    const asked = { ...asParameters(answers), user, cursor };
    return {
      ...{ template: 'oversight/looks' as const, title: 'Who looked at what' },
      view: {
        ...{ errors: mistakes, intro: [], user: user ?? null, path: everyLookPath },
        sections: shownForm(filter, { answers, mistakes, language: 'en' }),
        table: tableOf(items, pagingOf(everyLookPath, asked, next)),
      },
      items,
    };
  },
});

/** What was asked for, as it stands in an address: no more than codes and dates. */
function asParameters(answers: Answers): Record<string, string> {
  const names = ['kind', ...['from', 'to'].flatMap((name) => dateParts.map((part) => `${name}-${part}`))];
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = answers[name];
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    }),
  );
}

const looksAtCase = looks({
  path: '/cases/:reference/looks',
  permission: 'see-looks',
  place: aCase,
  query: logPageQuery.pick({ cursor: true }),
  show: async ({ record }, { request, sight, target: { reference }, query: { cursor }, now, may }) => {
    const page = pageAt(perPage, cursor);
    const { items, next } = await listLooksAt(record.database, sight, { ...page, now });
    const view = {
      ...{ intro: ['Everyone who opened, listed, searched or was denied this case, the newest first.'] },
      links: may('see-events') ? [{ says: 'Chronology of the case', path: `/cases/${reference}/chronology` }] : [],
      ...{
        table: tableOf(items, pagingOf(request.path, { cursor }, next)),
        ...(may('see-case') ? { back: `/cases/${reference}` } : {}),
      },
    };
    return { template: 'frame/list', title: `Who looked at ${reference}`, view, items };
  },
});

const tableOf = (items: readonly SeenLook[], paging: Paging): Table => ({
  ...{ caption: 'Looks, the newest first', head: ['When', 'Who', 'Did', 'Of what', 'Why', 'From'], ...paging },
  rows: items.map(rowOf),
  empty: 'Nobody has looked, as far as this was asked for.',
});

function rowOf({ at, by, role, says, kind, what, items, case: reference, why, address }: SeenLook): Cell[] {
  return [
    { text: inHub(at) },
    {
      text: by === undefined ? 'Nobody known' : (by.name ?? 'Somebody without a name'),
      note: role === undefined ? '' : rolesSaid(role),
    },
    kind === 'denied' ? { text: says, tag: 'red' } : { text: says },
    { text: reference ?? said(what ?? ''), note: reference === undefined ? counted(items) : said(what ?? '') },
    { text: said(why ?? '') },
    { text: address ?? '' },
  ];
}

/** A code in words. */
const said = (code: string): string => {
  const words = code.replaceAll('-', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
};

/** Of a denial all roles stand there, with spaces between. */
const rolesSaid = (held: string): string =>
  held
    .split(' ')
    .map((role) => (role in roleNames ? roleNames[role as Role] : said(role)))
    .join(', ');

const counted = (items: number | undefined): string => (items === undefined ? '' : `${items} shown`);

/** Who looked at what: of one case, and of the whole hub. */
export const lookPages: PageRoute = together([everyLook, looksAtCase]);
