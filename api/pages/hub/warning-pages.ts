import { warningKinds, warningReviewDays } from '../../../domain/warnings.js';
import { readCase, type PersonView } from '../../../records/case-view.js';
import { rulesInForce } from '../../../records/policies.js';
import { addWarning, endWarning, keepWarning, type FoundWarning } from '../../../records/warnings.js';
import { listWarnings, readWarning, type WarningInForce } from '../../../records/warnings-in-force.js';
import { aCase, aWarning, theHub } from '../../rest/places.js';
import { pageQuery } from '../../rest/queries.js';
import { reasonBody } from '../../rest/restricted-bodies.js';
import { warningBody } from '../../rest/warning-fields.js';
import type { Services } from '../../services.js';
import type { AskedForm } from '../frame/asked-form.js';
import { asks } from '../frame/form-page.js';
import { dateInWords, localDate, nameOf } from '../frame/formats.js';
import { looks, together, type PageRoute } from '../frame/page.js';
import type { Section } from '../frame/questions.js';
import { pageAt, pagingOf } from '../frame/addresses.js';
import type { Cell } from '../frame/table.js';
import { calledOn } from './case-frame.js';
import { theAddress, warningPathOf, warningsPath } from './warnings-shown.js';

const perPage = 50;

const inForce = looks({
  path: warningsPath,
  permission: 'end-warning-note',
  place: theHub,
  query: pageQuery.pick({ cursor: true }),
  show: async ({ record }, { sight, query: { cursor }, now }) => {
    const page = pageAt(perPage, cursor);
    const { items, next } = await listWarnings(record.database, sight, { ...page, now });
    const table = {
      ...{ caption: 'Notes in force', ...pagingOf(warningsPath, { cursor }, next) },
      head: ['Case', 'Before contact or a visit', 'About', 'Noted', 'Review', 'Keep', 'End'],
      rows: items.map(rowOf),
      empty: 'No warning note is in force. On the page of a case you add what to know before contact or a visit.',
    };
    const intro = [
      'What staff must see before they contact or visit somebody. Look whether each is still true: keep what is, and end what is not. Those to be reviewed first come first.',
    ];
    return { template: 'frame/list', title: 'Warning notes', view: { intro, table, links: [] }, items };
  },
});

const rowOf = ({ id, reference, says, text, since, by, reviewDueAt, overdue, ...note }: WarningInForce): Cell[] => [
  { text: reference, href: `/cases/${reference}` },
  { text: says, note: text },
  { text: aboutWhom(note) },
  { text: dateInWords(localDate(since)), note: `by ${by.name}` },
  overdue
    ? { text: `Overdue since ${dateInWords(localDate(reviewDueAt))}`, tag: 'red' }
    : { text: dateInWords(localDate(reviewDueAt)) },
  ...[
    { text: 'Keep', href: `${warningPathOf(id)}/keep`, of: `${says} on ${reference}, about ${aboutWhom(note)}` },
    { text: 'End', href: `${warningPathOf(id)}/end`, of: `${says} on ${reference}, about ${aboutWhom(note)}` },
  ],
];

const aboutWhom = ({ person }: Pick<WarningInForce, 'person'>): string =>
  person === undefined ? 'The address' : nameOf(person) || 'Unnamed';

/** In place of a person's id: the note is about the address of the case. */
const address = 'address';

/** In place of any: nobody chose whom it is about, and silence must not come to mean the address. */
const notChosen = 'nobody';

const questionsAbout = (people: readonly PersonView[]): readonly Section[] => [
  {
    questions: [
      {
        ...{ kind: 'choice', name: 'kind', label: 'What must somebody know before contact or a visit?' },
        options: Object.entries(warningKinds).map(([value, label]) => ({ value, label })),
        missing: 'Choose what must be known',
      },
      {
        ...{ kind: 'choice', name: 'person', label: 'Whom is it about?' },
        hint: 'A note about a person is shown on every case of theirs.',
        options: [
          ...people.map((person) => ({ value: person.id, label: calledOn(person) })),
          { value: address, label: `Nobody alone: it is about ${theAddress}` },
        ],
        wrong: 'Choose whom it is about, or the address',
      },
      {
        ...{ kind: 'text', name: 'text', label: 'What is to be known?', rows: 4 },
        ...{ hint: 'For the hub alone.', missing: 'Write what is to be known' },
      },
      {
        ...{ kind: 'text', name: 'forAgencies', label: 'What are agencies told?', optional: true, rows: 3 },
        hint: 'Agencies that are asked about them see what you chose above, and these words. They never see what you wrote for the hub.',
      },
    ],
  },
];

const add = asks({
  path: '/cases/:reference/warnings/new',
  permission: 'add-warning-note',
  place: aCase,
  form: async ({ record, hubId }, { target: { reference }, sightFor }) => {
    const [{ people }, { policy }] = await Promise.all([
      readCase(record.database, sightFor('see-case')),
      rulesInForce(record.database.reads, hubId),
    ]);
    return {
      ...{ title: `Add a warning note to ${reference}`, back: `/cases/${reference}`, send: 'Add the note' },
      ...{ sections: questionsAbout(people), schema: warningBody },
      bodyFrom: ({ person = notChosen, ...said }) => (person === address ? said : { ...said, person }),
      view: {
        says: `It stands above everything else of the case from now on, until a hub manager ends it. In ${warningReviewDays(policy)} days it is due for review.`,
      },
    };
  },
  act: ({ record }, { target: { caseId }, body, once }) => addWarning(record, caseId, body, once),
  done: (_kept, { target: { reference } }) => `/cases/${reference}`,
});

/** What both ways to be done with a review share: the note as it stands, and why. */
async function review(
  { record }: Services,
  { target, now }: { target: FoundWarning; now: Date },
  asksWhy: string,
): Promise<Pick<AskedForm<{ reason: string }>, 'back' | 'schema' | 'sections' | 'template' | 'view'>> {
  const note = await readWarning(record.database, target, now);
  return {
    ...{ back: `/cases/${note.reference}`, schema: reasonBody, template: 'admin/about' },
    sections: [{ questions: [{ kind: 'text', name: 'reason', label: asksWhy, missing: 'Write why', rows: 3 }] }],
    view: {
      rows: [
        { key: 'Case', value: note.reference },
        { key: note.says, value: note.text },
        { key: 'About', value: aboutWhom(note) },
        { key: 'Noted', value: `by ${note.by.name}, ${dateInWords(localDate(note.since))}` },
        { key: 'Review due', value: dateInWords(localDate(note.reviewDueAt)) },
      ],
    },
  };
}

const keep = asks({
  path: '/warnings/:id/keep',
  permission: 'end-warning-note',
  place: aWarning,
  form: async (services, asked) => ({
    ...{ title: 'Keep this warning note', send: 'Keep the note' },
    ...(await review(services, asked, 'Why is it still true?')),
  }),
  act: ({ record }, { target, body, once }) => keepWarning(record, target, body, once),
  done: (_kept, { target: { reference } }) => `/cases/${reference}`,
});

const end = asks({
  path: '/warnings/:id/end',
  permission: 'end-warning-note',
  place: aWarning,
  form: async (services, asked) => ({
    ...{ title: 'End this warning note', send: 'End the note' },
    ...(await review(services, asked, 'Why is it no longer true?')),
  }),
  act: ({ record }, { target, body, once }) => endWarning(record, target, body, once),
  done: (_kept, { target: { reference } }) => `/cases/${reference}`,
});

/** What staff must see before contact or a visit: adding it, looking whether it is still true, and ending it. */
export const warningPages: PageRoute = together([inForce, add, keep, end]);
