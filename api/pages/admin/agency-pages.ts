import {
  hubContact,
  listAgencies,
  type Contact,
  type DirectoryAgency,
  type HubContact,
} from '../../../records/directory.js';
import { theHub } from '../../rest/places.js';
import { noQuery } from '../../rest/queries.js';
import { looks, together } from '../frame/page.js';
import { adminPathOf, agenciesPath, changesPath, hubPath } from './directory-words.js';

/** How the hub and every agency are reached, for those who work with them; administrators change it from here. */
const agenciesReached = looks({
  path: agenciesPath,
  permission: 'see-agencies',
  place: theHub,
  query: noQuery,
  show: async ({ record, hubId }, { may }) => {
    const [{ items }, hub] = await Promise.all([
      listAgencies(record.database, hubId),
      hubContact(record.database, hubId),
    ]);
    const mayChange = may('manage-agencies');
    return {
      ...{ template: 'admin/agencies' as const, title: 'Agencies' },
      view: {
        hub: { name: hub.name, change: mayChange ? hubPath : null, rows: hubRows(hub) },
        agencies: items.map((agency) => ({
          ...{ name: agency.name, enabled: agency.enabled, change: mayChange ? adminPathOf(agency.code) : null },
          rows: agencyRows(agency),
        })),
        changesPath: mayChange ? changesPath : null,
      },
      items,
    };
  },
});

/** How the hub is reached, for everybody who has a role: whom to reach at an agency is for those who work with it. */
const hubReached = looks({
  path: '/hub',
  permission: 'see-hub',
  place: theHub,
  query: noQuery,
  show: async ({ record, hubId }) => {
    const hub = await hubContact(record.database, hubId);
    return {
      ...{ template: 'admin/agencies' as const, title: 'How to reach the hub' },
      view: { hub: { name: hub.name, change: null, rows: hubRows(hub) }, agencies: [], changesPath: null },
    };
  },
});

export const agencyPages = together([agenciesReached, hubReached]);

const hubRows = ({ phone, replyEmail }: HubContact) =>
  rowsOf([
    ['Phone', phone],
    ['E-mail', replyEmail],
  ]);

const agencyRows = ({ email, phone, howToReach, contacts }: DirectoryAgency) => [
  ...rowsOf([
    ['Shared mailbox', email],
    ['Phone', phone],
    ['How to reach them', howToReach],
  ]),
  ...contacts.map((contact) => ({ key: contact.role, lines: contactLines(contact) })),
];

const contactLines = ({ name, phone, email, outOfHours }: Contact): string[] =>
  [name, phone, email, outOfHours ? 'Out of hours' : undefined].filter((line) => line !== undefined);

const rowsOf = (rows: readonly (readonly [string, string | undefined])[]) =>
  rows.flatMap(([key, value]) => (value === undefined ? [] : [{ key, lines: value.split('\n') }]));
