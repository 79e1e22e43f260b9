import { restrictionReasons } from '../../../domain/restriction.js';
import { rolesInWords } from '../../../domain/roles.js';
import { agencyNames, type CalledAgency } from '../../../records/agency-names.js';
import {
  changeAccessList,
  keepRestriction,
  liftRestriction,
  listRestrictions,
  readRestriction,
  restrictCase,
  type RestrictionView,
} from '../../../records/restrictions.js';
import { aCase, theHub } from '../../rest/places.js';
import { pageQuery } from '../../rest/queries.js';
import { accessListBody, reasonBody, restrictionBody } from '../../rest/restricted-bodies.js';
import type { Section } from '../frame/questions.js';
import { asks } from '../frame/form-page.js';
import { inHub, localDate, dateInWords } from '../frame/formats.js';
import { looks, together, type PageRoute } from '../frame/page.js';
import { pageAt, pagingOf } from '../frame/addresses.js';
import { colleagues, peopleQuestion, reasonForRestriction, reasonInWords } from './restriction-forms.js';

const listPath = '/restricted-cases';
const perPage = 50;

/** The page of a case's restriction. */
export const restrictionPath = (reference: string): string => `/cases/${reference}/restriction`;

const restrictedCases = looks({
  path: listPath,
  permission: 'see-restricted-cases',
  place: theHub,
  query: pageQuery.pick({ cursor: true }),
  show: async ({ record }, { sight, query: { cursor }, now }) => {
    const page = pageAt(perPage, cursor);
    const { items, next } = await listRestrictions(record.database, sight, { ...page, now });
    const rows = items.map(({ reference, reason, since, reviewDueAt, overdue }) => [
      { text: reference, href: restrictionPath(reference) },
      { text: restrictionReasons[reason] },
      { text: dateInWords(localDate(since)) },
      overdue
        ? { text: `Overdue since ${dateInWords(localDate(reviewDueAt))}`, tag: 'red' as const }
        : { text: dateInWords(localDate(reviewDueAt)) },
    ]);
    const table = {
      ...{ caption: 'By when they are to be reviewed', head: ['Case', 'Why', 'Since', 'Review due'], rows },
      ...{ empty: 'No case that you may know of is restricted.', ...pagingOf(listPath, { cursor }, next) },
    };
    return { template: 'frame/list', title: 'Restricted cases', view: { intro: [], table }, items };
  },
});

const restriction = looks({
  path: '/cases/:reference/restriction',
  permission: 'see-access-list',
  place: aCase,
  query: pageQuery.pick({}),
  show: async ({ record, hubId }, { sight, target: { reference }, may }) => {
    const [found, called] = await Promise.all([
      readRestriction(record.database, sight),
      agencyNames(record.database.reads, hubId),
    ]);
    const view = {
      ...{ reference, restriction: found === undefined ? null : shown(found, called) },
      ...{ mayRestrict: may('restrict-case'), mayChange: may('change-access-list'), seesCase: may('see-case') },
      ...{ path: restrictionPath(reference), back: may('see-case') ? `/cases/${reference}` : listPath },
    };
    return { template: 'oversight/restriction', title: `Who may see ${reference}`, view };
  },
});

const shown = ({ reason, since, reviewDueAt, people, missing }: RestrictionView, called: CalledAgency) => ({
  ...{ reason: restrictionReasons[reason], since: inHub(since), reviewDue: dateInWords(localDate(reviewDueAt)) },
  people: {
    ...{
      caption: 'Access list',
      head: ['Name', 'What they are', 'Since'],
      empty: 'Nobody is on the list.',
    },
    rows: people.map(({ name, roles, agency, since: from }) => [
      { text: name },
      { text: rolesInWords(roles, agency, called) },
      { text: dateInWords(localDate(from)) },
    ]),
  },
  missing: missing.map((code) => (code === 'hub-manager' ? 'a hub manager' : `somebody of ${called(code)}`)),
});

const noteQuestion: Section['questions'] = [
  { kind: 'text', name: 'note', label: 'What else should be known?', optional: true, rows: 3 },
];

const restrict = asks({
  path: '/cases/:reference/restriction/new',
  permission: 'restrict-case',
  place: aCase,
  form: async (services, { target: { reference, version } }) => ({
    ...{ title: `Restrict ${reference}`, back: restrictionPath(reference), send: 'Restrict the case', version },
    schema: restrictionBody,
    view: {
      says: 'From then on nobody but the people whom you choose can see the case, find it, or is told of it. Choose a hub manager, and somebody of every agency that was asked.',
    },
    sections: [
      {
        questions: [
          reasonForRestriction,
          peopleQuestion(
            { name: 'people', label: 'Who may see it?', hint: 'Choose yourself as well if you work on it.' },
            await colleagues(services),
          ),
          ...noteQuestion,
        ],
      },
    ],
  }),
  act: ({ record }, { sight, body, once }) => restrictCase(record, sight, body, once),
  done: (_kept, { target: { reference } }) => restrictionPath(reference),
});

const change = asks({
  path: '/cases/:reference/restriction/people',
  permission: 'change-access-list',
  place: aCase,
  form: async (services, { target: { reference, version }, sightFor }) => {
    const found = await readRestriction(services.record.database, sightFor('see-access-list'));
    const listed = new Set(found?.people.map(({ user }) => user));
    const everybody = await colleagues(services);
    return {
      ...{
        title: `Change who may see ${reference}`,
        back: restrictionPath(reference),
        send: 'Change the list',
        version,
      },
      schema: accessListBody,
      sections: [
        {
          questions: [
            {
              ...peopleQuestion(
                { name: 'add', label: 'Put on the list', hint: 'They see the case from now on.' },
                everybody.filter(({ id }) => !listed.has(id)),
              ),
              optional: true as const,
            },
            {
              ...peopleQuestion(
                { name: 'remove', label: 'Take off the list', hint: 'They do not see it any more.' },
                everybody.filter(({ id }) => listed.has(id)),
              ),
              optional: true as const,
            },
          ],
        },
      ],
    };
  },
  act: ({ record }, { sight, body, once }) => changeAccessList(record, sight, body, once),
  done: (_kept, { target: { reference } }) => restrictionPath(reference),
});

const keep = asks({
  path: '/cases/:reference/restriction/keep',
  permission: 'restrict-case',
  place: aCase,
  form: (_services, { target: { reference, version } }) => ({
    ...{ title: `Keep the restriction of ${reference}`, back: restrictionPath(reference), send: 'Keep it', version },
    schema: reasonBody,
    sections: [{ questions: [reasonInWords('Why is it still needed?')] }],
  }),
  act: ({ record }, { sight, body, once }) => keepRestriction(record, sight, body, once),
  done: (_kept, { target: { reference } }) => restrictionPath(reference),
});

const lift = asks({
  path: '/cases/:reference/restriction/lift',
  permission: 'restrict-case',
  place: aCase,
  form: (_services, { target: { reference, version } }) => ({
    ...{
      title: `Lift the restriction of ${reference}`,
      back: restrictionPath(reference),
      send: 'Lift the restriction',
      version,
    },
    schema: reasonBody,
    view: { says: 'The whole hub sees the case again. Whoever restricted it cannot do this.' },
    sections: [{ questions: [reasonInWords('Why is it no longer needed?')] }],
  }),
  act: ({ record }, { sight, body, once }) => liftRestriction(record, sight, body, once),
  done: (_kept, { target: { reference } }) => restrictionPath(reference),
});

/** Restricted cases: which there are, who may see them, and the acts on that. */
export const restrictionPages: PageRoute = together([restrictedCases, restriction, restrict, change, keep, lift]);
