import { isWaiting } from '../../../domain/checks.js';
import { agencyName } from '../../../domain/policy.js';
import type { CaseView } from '../../../records/case-view.js';
import type { Database } from '../../../records/database.js';
import { agenciesOf, type DirectoryAgency } from '../../../records/directory.js';
import { inHub, timeLeft, type TimeLeft } from '../frame/formats.js';
import type { Tag } from '../frame/ratings.js';
import { checkStateTags } from './words.js';

/** How the agencies of the hub are reached, by their codes. */
export type Contacts = ReadonlyMap<string, DirectoryAgency>;

export const contactsOf = async ({ reads }: Pick<Database, 'reads'>, hubId: string): Promise<Contacts> =>
  new Map((await agenciesOf(reads, hubId, null)).map((agency) => [agency.code, agency]));

/** A check as a row: how it stands, who is at it, and how they are reached. */
export interface CheckRow {
  agency: string;
  state: Tag;
  time: TimeLeft | null;
  due: string;
  /** When it was answered, or came to its end otherwise; null while it waits. */
  settled: string | null;
  holder: string;
  email: string | null;
  /** Phone numbers and hours, a line each. */
  reach: string[];
}

/** @param now against which the time left is told */
export const checksShown = ({ checks }: CaseView, contacts: Contacts, now: Date): CheckRow[] =>
  checks.map(({ agency, state, dueAt, settledAt, decidedWithout, claimedBy, contact }) => ({
    agency: calledAgency({ agency, contact }),
    state: decidedWithout ? decidedWithoutTag : checkStateTags[state],
    time: settledAt === null && isWaiting(state) ? timeLeft(dueAt, now) : null,
    due: inHub(dueAt),
    settled: settledAt === null ? null : inHub(settledAt),
    holder: holderOf(claimedBy),
    email: contact?.email ?? null,
    reach: reachOf(contacts.get(agency)),
  }));

/** The agency of a check, as administrators call it. */
export const calledAgency = ({ agency, contact }: Pick<CaseView['checks'][number], 'agency' | 'contact'>): string =>
  contact?.name ?? agencyName(agency);

export const decidedWithoutTag: Tag = { text: 'Decided without', classes: 'govuk-tag--grey' };

function holderOf(holder: CaseView['checks'][number]['claimedBy']): string {
  if (holder === null) return 'Nobody yet';
  return holder.available ? holder.name : `${holder.name} (not available)`;
}

function reachOf(agency: DirectoryAgency | undefined): string[] {
  if (agency === undefined) return [];
  const { phone, howToReach, contacts } = agency;
  return [
    ...(phone === undefined ? [] : [phone]),
    ...(howToReach === undefined ? [] : [howToReach]),
    ...contacts.map(({ name, role, phone: own = '', email = '', outOfHours }) =>
      [name, role, own, email, outOfHours ? 'out of hours' : ''].filter((part) => part !== '').join(', '),
    ),
  ];
}
