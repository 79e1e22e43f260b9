import { agencyNames } from '../../../records/agency-names.js';
import {
  agenciesOf,
  directoryChangesSince,
  hubContact,
  listAgencies,
  listDirectoryChanges,
  type Contact,
  type DirectoryAgency,
  type DirectoryPart,
} from '../../../records/directory.js';
import { addContact, changeContact, removeContact, type FoundContact } from '../../../records/contact-acts.js';
import { changeAgency, changeHub, disableAgency, enableAgency } from '../../../records/directory-acts.js';
import type { Change } from '../../../records/chronology.js';
import { nothingHere, type Asked } from '../../../records/sight.js';
import { noBody } from '../../rest/act-bodies.js';
import { agencyBody, contactBody, hubBody } from '../../rest/directory-bodies.js';
import { aContact, anAgency, theHub, theHubContact } from '../../rest/places.js';
import { noQuery, pageQuery } from '../../rest/queries.js';
import type { Services } from '../../services.js';
import { asks } from '../frame/form-page.js';
import { inHub } from '../frame/formats.js';
import { pageAt, pagingOf } from '../frame/addresses.js';
import { looks, together, type PageRoute, type Shown } from '../frame/page.js';
import type { Table } from '../frame/table.js';
import {
  agencyAnswers,
  agencyQuestions,
  contactAnswers,
  contactQuestions,
  hubAnswers,
  hubQuestions,
} from './directory-forms.js';
import { adminPathOf, agenciesPath, changeInWords, changesPath, contactPathOf, hubPath } from './directory-words.js';

const perPage = 50;

/** An agency as it stands. @throws Refused `not-found` */
async function agencyOf({ record, hubId }: Services, code: string): Promise<DirectoryAgency> {
  const [agency] = await agenciesOf(record.database.reads, hubId, code);
  if (agency === undefined) throw nothingHere();
  return agency;
}

/** A contact as it stands, and its agency. @throws Refused `not-found` */
async function contactOf(
  { record, hubId }: Services,
  { contactId }: FoundContact,
): Promise<{ agency: DirectoryAgency; contact: Contact }> {
  const { items } = await listAgencies(record.database, hubId);
  for (const agency of items) {
    const contact = agency.contacts.find(({ id }) => id === contactId);
    if (contact !== undefined) return { agency, contact };
  }
  throw nothingHere();
}

/** What others changed of a part of the directory since a form about it was opened. */
const changesOf =
  <Target>(partOf: (target: Target) => DirectoryPart) =>
  async (
    { record }: Services,
    { target, sightFor }: { target: Target } & Pick<Shown<'manage-agencies', Asked>, 'sightFor'>,
    instant: Date,
  ): Promise<Change[]> => {
    const changes = await directoryChangesSince(record.database, sightFor('manage-agencies'), partOf(target), instant);
    return changes.map((change) => ({
      ...{ at: change.at, who: change.by.name },
      says: [change.says, changeInWords(change)].filter((part) => part !== '').join(': '),
    }));
  };

const hub = asks({
  path: hubPath,
  permission: 'manage-agencies',
  place: theHubContact,
  form: async ({ record, hubId }) => {
    const stands = await hubContact(record.database, hubId);
    return {
      ...{ title: 'How the hub is reached', back: agenciesPath, send: 'Save', version: stands.version },
      ...{ schema: hubBody, sections: hubQuestions, initial: hubAnswers(stands) },
      view: { says: 'Everybody who signs in may see this. What is left blank is taken away.' },
    };
  },
  act: ({ record }, { body, once }) => changeHub(record.database, body, once),
  changesSince: changesOf(() => ({})),
  done: () => agenciesPath,
});

const agency = looks({
  path: '/admin/agencies/:code',
  permission: 'manage-agencies',
  place: anAgency,
  query: noQuery,
  show: async (services, { target: { code } }) => {
    const { name, email, phone, howToReach, enabled, contacts } = await agencyOf(services, code);
    const path = adminPathOf(code);
    return {
      ...{ template: 'admin/details' as const, title: name },
      view: {
        ...{ back: agenciesPath, says: enabled ? [] : ['This agency is switched off: it is asked nothing more.'] },
        rows: [
          { key: 'Shared mailbox', value: email },
          { key: 'Phone', value: phone ?? 'Not given' },
          { key: 'How to reach them', value: howToReach ?? 'Not given' },
        ],
        buttons: [
          { path: `${path}/details`, says: 'Change these details' },
          { path: `${path}/contacts`, says: 'Add a contact' },
        ],
        tables: [contactsTable(contacts)],
        links: [
          enabled
            ? { path: `${path}/disable`, says: 'Switch this agency off' }
            : { path: `${path}/enable`, says: 'Switch this agency on again' },
          { path: changesPath, says: 'See what was changed' },
        ],
      },
      items: contacts,
    };
  },
});

const contactsTable = (contacts: readonly Contact[]): Table => ({
  ...{
    caption: 'Whom to reach there',
    head: ['Name', 'What they are', 'Phone', 'E-mail', 'Change', 'Remove'],
  },
  rows: contacts.map(({ id, name, role, phone, email, outOfHours }) => [
    { text: name },
    { text: role, note: outOfHours ? 'Out of hours' : '' },
    ...[{ text: phone ?? '' }, { text: email ?? '' }],
    { text: `Change ${name}`, href: contactPathOf(id) },
    { text: `Remove ${name}`, href: `${contactPathOf(id)}/remove` },
  ]),
  empty: 'Nobody is named. Add a contact, so that colleagues know whom to ask for.',
});

const details = asks({
  path: '/admin/agencies/:code/details',
  permission: 'manage-agencies',
  place: anAgency,
  form: async (services, { target: { code } }) => {
    const stands = await agencyOf(services, code);
    return {
      ...{ title: `Change details: ${stands.name}`, back: adminPathOf(code), send: 'Save', version: stands.version },
      ...{ schema: agencyBody, sections: agencyQuestions, initial: agencyAnswers(stands) },
      view: { says: 'What the agency is told goes to its shared mailbox. What is left blank is taken away.' },
    };
  },
  act: ({ record }, { target, body, once }) => changeAgency(record.database, target, body, once),
  changesSince: changesOf(({ code }) => ({ agency: code })),
  done: ({ code }) => adminPathOf(code),
});

const newContact = asks({
  path: '/admin/agencies/:code/contacts',
  permission: 'manage-agencies',
  place: anAgency,
  form: async (services, { target: { code } }) => ({
    ...{
      title: `Add a contact: ${(await agencyOf(services, code)).name}`,
      back: adminPathOf(code),
      send: 'Add the contact',
    },
    ...{ schema: contactBody, sections: contactQuestions },
  }),
  act: ({ record }, { target, body, once }) => addContact(record.database, target, body, once),
  done: (kept) => adminPathOf(kept.agency),
});

/** Whether an agency is asked anything: the last word of the path, what its page says, and the act. */
const switching = [
  {
    ...{ word: 'disable', asked: 'Switch this agency off?', send: 'Switch it off', act: disableAgency },
    says: 'It is asked nothing more until it is switched on again. What it has answered stays. This is refused while it still has checks to answer.',
  },
  {
    ...{ word: 'enable', asked: 'Switch this agency on again?', send: 'Switch it on', act: enableAgency },
    says: 'It can be asked again from the next screening on.',
  },
] as const;

const switches = switching.map(({ word, asked, send, act, says }) =>
  asks({
    path: `/admin/agencies/:code/${word}`,
    permission: 'manage-agencies',
    place: anAgency,
    form: async (services, { target: { code } }) => {
      const { name } = await agencyOf(services, code);
      return {
        ...{ title: asked, back: adminPathOf(code), send, schema: noBody, sections: [] },
        ...{ template: 'admin/about', view: { says, rows: [{ key: 'Agency', value: name }] } },
      };
    },
    act: ({ record }, { target, once }) => act(record.database, target, once),
    done: ({ code }) => adminPathOf(code),
  }),
);

const contact = asks({
  path: '/admin/contacts/:id',
  permission: 'manage-agencies',
  place: aContact,
  form: async (services, { target }) => {
    const found = await contactOf(services, target);
    return {
      ...{ title: 'Change a contact', back: adminPathOf(found.agency.code), send: 'Save' },
      version: found.contact.version,
      ...{ schema: contactBody, sections: contactQuestions, initial: contactAnswers(found.contact) },
      view: { says: `At ${found.agency.name}. What is left blank is taken away.` },
    };
  },
  act: ({ record }, { target, body, once }) => changeContact(record.database, target, body, once),
  changesSince: changesOf(({ contactId }) => ({ contactId })),
  done: (kept) => adminPathOf(kept.agency),
});

const removal = asks({
  path: '/admin/contacts/:id/remove',
  permission: 'manage-agencies',
  place: aContact,
  form: async (services, { target }) => {
    const found = await contactOf(services, target);
    return {
      ...{ title: 'Remove this contact?', back: adminPathOf(found.agency.code), send: 'Remove the contact' },
      ...{ schema: noBody, sections: [], template: 'admin/about', version: found.contact.version },
      view: {
        rows: [
          { key: 'Name', value: found.contact.name },
          { key: 'What they are', value: found.contact.role },
          { key: 'Agency', value: found.agency.name },
        ],
      },
    };
  },
  act: ({ record }, { target, once }) => removeContact(record.database, target, once),
  changesSince: changesOf(({ contactId }) => ({ contactId })),
  done: (kept) => adminPathOf(kept.agency),
});

const history = looks({
  path: changesPath,
  permission: 'manage-agencies',
  place: theHub,
  query: pageQuery.pick({ cursor: true }),
  show: async ({ record, hubId }, { sight, query: { cursor } }) => {
    const page = pageAt(perPage, cursor);
    const [{ items, next }, called] = await Promise.all([
      listDirectoryChanges(record.database, sight, page),
      agencyNames(record.database.reads, hubId),
    ]);
    return {
      ...{ template: 'frame/list' as const, title: 'What was changed of the hub and its agencies' },
      view: {
        ...{ back: agenciesPath, intro: [], links: [] },
        table: {
          ...{ caption: 'Changes, the newest first', head: ['When', 'Who', 'What', 'Agency', 'Details'] },
          rows: items.map((item) => [
            ...[{ text: inHub(item.at) }, { text: item.by.name }, { text: item.says }],
            { text: item.agency === undefined ? '' : called(item.agency) },
            { text: changeInWords(item) },
          ]),
          empty: 'Nothing was changed yet. Changes of the hub, its agencies and their contacts are kept here.',
          ...pagingOf(changesPath, { cursor }, next),
        },
      },
      items,
    };
  },
});

/** How the hub and its agencies are reached, for administrators to change. */
export const directoryPages: PageRoute = together([
  ...[hub, agency, details, newContact],
  ...switches,
  ...[contact, removal, history],
]);
