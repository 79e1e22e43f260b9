import type { RoleChangeState } from '../../../domain/role-changes.js';
import { asProvider } from '../../../domain/role-changes.js';
import { roleNames, type Role } from '../../../domain/roles.js';
import type { CalledAgency } from '../../../records/agency-names.js';
import type { RoleChangeItem } from '../../../records/role-change-list.js';
import type { ListedUser } from '../../../records/user-administration.js';
import { inHub } from '../frame/formats.js';
import type { Cell, Table } from '../frame/table.js';

export const usersPath = '/admin/users';
export const roleChangesPath = '/admin/role-changes';

/** E-mail addresses of those who sign in by a code, by user. */
export type Addresses = ReadonlyMap<string, string>;

/** A name that is told from every other: those who sign in by a code share one. */
export function called({ id, name }: Pick<ListedUser, 'id' | 'name'>, addresses: Addresses): string {
  const address = addresses.get(id);
  return address === undefined ? name : `${name} (${address})`;
}

export const rolesNamed = (held: readonly Role[]): string => held.map((role) => roleNames[role]).join(', ') || 'None';

/** What is to become of an agency. @param given a code, or `as-provider`; absent where it stays */
export function agencyNamed(given: string | undefined, nameOf: CalledAgency): string {
  if (given === undefined) return 'Stays as it is';
  return given === asProvider ? 'As the sign-in provider says' : nameOf(given);
}

export const stateWords: Readonly<Record<RoleChangeState, string>> = {
  pending: 'Waiting',
  expired: 'Expired',
  approved: 'Approved',
  refused: 'Refused',
  withdrawn: 'Withdrawn',
  overtaken: 'Overtaken',
};

const stateTags: Readonly<Record<RoleChangeState, Required<Cell>['tag']>> = {
  pending: 'blue',
  expired: 'grey',
  approved: 'green',
  refused: 'red',
  withdrawn: 'grey',
  overtaken: 'grey',
};

/** What a change comes to, in one line. */
export const changeInWords = (
  { add, remove, agency }: Pick<RoleChangeItem, 'add' | 'remove' | 'agency'>,
  nameOf: CalledAgency,
): string =>
  [
    ...(add.length === 0 ? [] : [`give ${rolesNamed(add)}`]),
    ...(remove.length === 0 ? [] : [`take ${rolesNamed(remove)}`]),
    ...(agency === undefined ? [] : [`agency: ${agencyNamed(agency, nameOf)}`]),
  ].join('; ');

/** Changes of roles as a table. */
export const changesTable = (
  items: readonly RoleChangeItem[],
  { nameOf, ...rest }: Pick<Table, 'caption' | 'empty' | 'next'> & { nameOf: CalledAgency },
): Table => ({
  ...rest,
  head: ['What', 'State', 'Proposed by', 'Proposed'],
  rows: items.map(({ id, user, state, proposedBy, proposedAt, ...change }) => [
    { text: sentence(changeInWords(change, nameOf)), href: `${roleChangesPath}/${id}`, note: `For ${user.name}` },
    { text: stateWords[state], tag: stateTags[state] },
    ...[{ text: proposedBy.name }, { text: inHub(proposedAt) }],
  ]),
});

const sentence = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
