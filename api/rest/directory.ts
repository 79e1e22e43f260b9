import { hubContact, listAgencies, listDirectoryChanges } from '../../records/directory.js';
import { addContact, changeContact, removeContact } from '../../records/contact-acts.js';
import { changeAgency, changeHub, disableAgency, enableAgency } from '../../records/directory-acts.js';
import { noBody } from './act-bodies.js';
import type { Operation } from './call.js';
import {
  agenciesAnswer,
  changedAgencyAnswer,
  changedContactAnswer,
  changedHubAnswer,
  directoryChangesAnswer,
  hubAnswer,
} from './directory-answers.js';
import { agencyBody, contactBody, hubBody } from './directory-bodies.js';
import { acts, reads } from './operation.js';
import { aContact, anAgency, theHub, theHubContact } from './places.js';
import { given, noQuery, pageQuery } from './queries.js';

const tag = 'Agencies';

/** Whether an agency is asked anything more: the summary, the last word of the path, and the act. */
const switching = [
  ['Switch an agency off: it is asked nothing more', 'disable', disableAgency],
  ['Switch an agency on again', 'enable', enableAgency],
] as const;

export const directoryOperations: Operation[] = [
  reads({
    path: '/api/hub',
    tag,
    summary: 'How to reach the hub',
    permission: 'see-hub',
    place: theHub,
    query: noQuery,
    answer: hubAnswer,
    read: ({ record, hubId }) => hubContact(record.database, hubId),
  }),
  acts({
    path: '/api/hub',
    tag,
    summary: 'Change how the hub is reached: what is left out is taken away',
    permission: 'manage-agencies',
    place: theHubContact,
    version: 'optional',
    body: hubBody,
    act: ({ record }, { body, request }) => changeHub(record.database, body, request),
    answer: changedHubAnswer,
    present: (_services, changed) => changed,
  }),
  reads({
    path: '/api/agencies',
    tag,
    summary: 'The agencies and whom to reach there, by name',
    permission: 'see-agencies',
    place: theHub,
    query: noQuery,
    answer: agenciesAnswer,
    read: ({ record, hubId }) => listAgencies(record.database, hubId),
  }),
  reads({
    path: '/api/agency-changes',
    tag,
    summary: 'What was changed of the hub, its agencies and contacts, before and after, newest first',
    permission: 'manage-agencies',
    place: theHub,
    query: pageQuery,
    answer: directoryChangesAnswer,
    read: ({ record }, { sight, query }) => listDirectoryChanges(record.database, sight, given(query)),
  }),
  acts({
    path: '/api/agencies/{code}',
    tag,
    summary: 'Change the details of an agency: what is left out is taken away',
    permission: 'manage-agencies',
    place: anAgency,
    version: 'optional',
    body: agencyBody,
    act: ({ record }, { target, body, request }) => changeAgency(record.database, target, body, request),
    answer: changedAgencyAnswer,
    present: (_services, changed) => changed,
  }),
  ...switching.map(([summary, word, act]) =>
    acts({
      path: `/api/agencies/{code}/${word}`,
      tag,
      summary,
      permission: 'manage-agencies',
      place: anAgency,
      version: 'none',
      body: noBody,
      act: ({ record }, { target, request }) => act(record.database, target, request),
      answer: changedAgencyAnswer,
      present: (_services, changed) => changed,
    }),
  ),
  acts({
    path: '/api/agencies/{code}/contacts',
    tag,
    summary: 'Add somebody to reach at an agency',
    permission: 'manage-agencies',
    place: anAgency,
    version: 'none',
    body: contactBody,
    act: ({ record }, { target, body, request }) => addContact(record.database, target, body, request),
    answer: changedContactAnswer,
    present: (_services, changed) => changed,
  }),
  acts({
    path: '/api/contacts/{id}',
    tag,
    summary: 'Change a contact: what is left out is taken away',
    permission: 'manage-agencies',
    place: aContact,
    version: 'optional',
    body: contactBody,
    act: ({ record }, { target, body, request }) => changeContact(record.database, target, body, request),
    answer: changedContactAnswer,
    present: (_services, changed) => changed,
  }),
  acts({
    path: '/api/contacts/{id}/remove',
    tag,
    summary: 'Take a contact out of the directory',
    permission: 'manage-agencies',
    place: aContact,
    version: 'optional',
    body: noBody,
    act: ({ record }, { target, request }) => removeContact(record.database, target, request),
    answer: changedContactAnswer,
    present: (_services, changed) => changed,
  }),
];
