import { readCase } from '../../../records/case-view.js';
import { declareConflict, liftConflict, listConflicts } from '../../../records/conflicts.js';
import { pageQuery } from '../../rest/queries.js';
import { aCase, aConflict } from '../../rest/places.js';
import { conflictBody, reasonBody } from '../../rest/restricted-bodies.js';
import { asks } from '../frame/form-page.js';
import { dateInWords, localDate, nameOf } from '../frame/formats.js';
import { looks, together, type PageRoute } from '../frame/page.js';
import { colleagues, linkInWords, linkQuestion, personSelect, reasonInWords } from './restriction-forms.js';

const pathOf = (reference: string): string => `/cases/${reference}/conflicts`;

const conflicts = looks({
  path: '/cases/:reference/conflicts',
  permission: 'lift-conflict',
  place: aCase,
  query: pageQuery.pick({}),
  show: async ({ record }, { sight, sightFor, target: { reference } }) => {
    const [{ items }, { people }] = await Promise.all([
      listConflicts(record.database, sight),
      readCase(record.database, sightFor('see-case')),
    ]);
    const names = new Map(people.map((person) => [person.id, nameOf(person)]));
    const table = {
      ...{ caption: 'Who knows whom', head: ['Who', 'Knows', 'How', 'Since', ''] },
      rows: items.map(({ id, name, person, kind, since }) => [
        ...[{ text: name }, { text: names.get(person) ?? 'the same person on another case' }],
        ...[{ text: linkInWords(kind) }, { text: dateInWords(localDate(since)) }],
        { text: `End this for ${name}`, href: `/conflicts/${id}/lift` },
      ]),
      empty: 'Nobody has said that they know somebody on this case.',
    };
    const links = [{ path: `${pathOf(reference)}/new`, says: 'Say that you or a colleague know somebody on it' }];
    return {
      ...{ template: 'frame/list' as const, title: `Conflicts of interest on ${reference}` },
      view: {
        ...{ table, links, back: `/cases/${reference}` },
        intro: ['To those who know somebody on a case it is closed, as is every other case of that person.'],
      },
      items,
    };
  },
});

const declare = asks({
  path: '/cases/:reference/conflicts/new',
  permission: 'declare-conflict',
  place: aCase,
  form: async (services, { target: { reference }, sightFor, may }) => {
    const { people } = await readCase(services.record.database, sightFor('see-case'));
    const others = may('lift-conflict')
      ? [personSelect('Who knows them? Leave this out if it is you.', await colleagues(services))]
      : [];
    return {
      ...{ title: `Say that somebody on ${reference} is known`, back: `/cases/${reference}`, send: 'Say so' },
      schema: conflictBody,
      view: { says: 'The case is closed at once to whoever knows somebody on it. A hub manager can end this again.' },
      sections: [
        {
          questions: [
            {
              ...{ kind: 'choice', name: 'person', label: 'Whom?', missing: 'Choose the person who is known' },
              options: people.map((person) => ({ value: person.id, label: nameOf(person) })),
            },
            linkQuestion,
            ...others,
            { kind: 'text', name: 'note', label: 'What else should be known?', optional: true, rows: 3 },
          ],
        },
      ],
    };
  },
  act: ({ record }, { target: { caseId }, body, once }) =>
    declareConflict(record, { caseId, act: 'declare-conflict' }, body, once),
  // It may have closed the case to whoever said so.
  done: () => '/',
});

const lift = asks({
  path: '/conflicts/:id/lift',
  permission: 'lift-conflict',
  place: aConflict,
  form: () => ({
    ...{ title: 'End this conflict of interest', back: '/', send: 'End it' },
    schema: reasonBody,
    view: { says: 'The case is open again to whoever was said to know somebody on it, as far as their role goes.' },
    sections: [{ questions: [reasonInWords('Was it a mistake, or is it over? Write why.')] }],
  }),
  act: ({ record }, { target, body, once }) => liftConflict(record, target, body, once),
  done: () => '/',
});

/** Who of the hub and the agencies knows somebody on a case. */
export const conflictPages: PageRoute = together([conflicts, declare, lift]);
