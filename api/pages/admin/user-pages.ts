import { z } from 'zod';
import { agencies } from '../../../domain/policy.js';
import { roleNames, roles, rolesInWords, type Role } from '../../../domain/roles.js';
import { agencyNames, type CalledAgency } from '../../../records/agency-names.js';
import { listRoleChanges } from '../../../records/role-change-list.js';
import { nothingHere } from '../../../records/sight.js';
import { sessionsOf } from '../../../records/sessions.js';
import { codeAddressesOf, listUsers, userListed, type ListedUser } from '../../../records/user-administration.js';
import { oneOf } from '../../rest/fields.js';
import { aUser, theHub } from '../../rest/places.js';
import { pageQuery } from '../../rest/queries.js';
import type { Services } from '../../services.js';
import { shownForm } from '../frame/form-shown.js';
import { inHub } from '../frame/formats.js';
import { looks, together, type PageRoute } from '../frame/page.js';
import type { Section } from '../frame/questions.js';
import { addressOf, pageAt, pagingOf } from '../frame/addresses.js';
import { headingsOf, sortingField, sortingIn, type Column } from '../frame/sorting.js';
import type { Cell, Table } from '../frame/table.js';
import { userActs } from './user-acts.js';
import { called, changesTable, roleChangesPath, usersPath, type Addresses } from './user-words.js';

const perPage = 50;

/** What the list of users may be narrowed to. */
const filterBy = (nameOf: CalledAgency): readonly Section[] => [
  {
    questions: [
      {
        ...{ kind: 'select', name: 'role', label: 'Role' },
        options: roles.map((value) => ({ value, label: roleNames[value] })),
      },
      {
        ...{ kind: 'select', name: 'agency', label: 'Agency' },
        options: agencies.map(({ code }) => ({ value: code, label: nameOf(code) })),
      },
    ],
  },
];

const userSorts = ['name'] as const;

const columns: readonly Column<(typeof userSorts)[number]>[] = [
  { text: 'Name', sorts: 'name' },
  ...[{ text: 'What they are' }, { text: 'Account' }, { text: 'Do' }],
];

const usersQuery = pageQuery.pick({ cursor: true }).extend({
  sort: sortingField(userSorts),
  role: oneOf(roles),
  agency: oneOf(agencies.map(({ code }) => code)),
  /** An act that led here, and on whom. */
  done: oneOf(Object.keys(userActs)),
  user: z.guid(),
});

const users = looks({
  path: usersPath,
  permission: 'see-users',
  place: theHub,
  query: usersQuery,
  show: async (services, { visitor, query: { cursor, role, agency, sort, done, user } }) => {
    const { record, hubId } = services;
    const asked = { ...(role === undefined ? {} : { role }), ...(agency === undefined ? {} : { agency }) };
    const sorting = sortingIn(userSorts, sort);
    const { items, next } = await listUsers(record.database, hubId, {
      ...asked,
      ...{ ...pageAt(perPage, cursor), direction: sorting.direction },
    });
    const [addresses, nameOf] = await Promise.all([
      codeAddressesOf(
        record.database,
        items.map(({ id }) => id),
      ),
      agencyNames(record.database.reads, hubId),
    ]);
    return {
      ...{ template: 'admin/users' as const, title: 'Users' },
      view: {
        ...{ path: usersPath, roleChangesPath, sort: sort ?? null },
        sections: shownForm(filterBy(nameOf), { answers: asked, mistakes: [], language: 'en' }),
        table: {
          ...{ caption: 'Users', captionHidden: true as const },
          head: headingsOf(columns, sorting, (word) =>
            addressOf(usersPath, { ...asked, sort: word === 'name' ? undefined : word }),
          ),
          rows: items.map((each) => rowOf(each, { addresses, nameOf, self: visitor.actor.userId })),
          empty: Object.keys(asked).length === 0 ? 'Nobody else is on this page.' : nobodyLikeThis,
          ...pagingOf(usersPath, { ...asked, sort, cursor }, next),
        },
        done: done === undefined || user === undefined ? null : await whatWasDone(services, { done, user }),
      },
      items,
    };
  },
});

const nobodyLikeThis = 'Nobody is known here with this role or of this agency. Choose neither to see everyone.';

function rowOf(
  user: ListedUser,
  { addresses, nameOf, self }: { addresses: Addresses; nameOf: CalledAgency; self: string },
): Cell[] {
  const address = addresses.get(user.id);
  const what = rolesInWords(user.roles, user.agency, nameOf);
  const name = called(user, addresses);
  return [
    { text: user.name, href: `${usersPath}/${user.id}` },
    { text: address === undefined ? what : `${what}, by codes sent to ${address}` },
    user.enabled ? { text: sessionsInWords(user) } : { text: 'Switched off', tag: 'grey' },
    {
      text: '',
      links: offered(user, self).map(({ path, says, about }) => ({
        text: says,
        href: path,
        of: `${about} ${name}`,
      })),
    },
  ];
}

const sessionsInWords = ({ sessions }: ListedUser): string =>
  sessions === 0 ? 'no sessions' : sessions === 1 ? '1 session' : `${sessions} sessions`;

const offered = (user: ListedUser, self: string) =>
  Object.entries(userActs)
    .filter(([, { isOffered, isForOthers }]) => isOffered(user) && !(isForOthers && user.id === self))
    .map(([word, act]) => ({ ...act, path: `${usersPath}/${user.id}/${word}` }));

/** The same on a page about one user, where no name need be added. */
const actsOn = (user: ListedUser, self: string) =>
  offered(user, self).map(({ path, asks }) => ({ path, says: asks.replace('?', '') }));

/** What has come of the act that led here; null where that is not so, whatever the address says. */
async function whatWasDone(
  { record, hubId }: Services,
  { done, user: id }: { done: string; user: string },
): Promise<string | null> {
  const act = userActs[done];
  const user = await userListed(record.database, hubId, id);
  if (act === undefined || user === undefined || !act.isSo(user)) return null;
  return `${called(user, await codeAddressesOf(record.database, [id]))}: ${act.done}`;
}

const user = looks({
  path: '/admin/users/:id',
  permission: 'see-users',
  place: aUser,
  query: pageQuery.pick({}),
  show: async (services, { visitor, sight, target: { userId }, now, may }) => {
    const { database } = services.record;
    const [found, addresses, sessions, changes, nameOf] = await Promise.all([
      userListed(database, services.hubId, userId),
      codeAddressesOf(database, [userId]),
      sessionsTable(services, userId, now),
      listRoleChanges(database, sight, { user: userId, limit: perPage, now }),
      agencyNames(database.reads, services.hubId),
    ]);
    if (found === undefined) throw nothingHere();
    const isSelf = userId === visitor.actor.userId;
    const links = [
      ...(may('propose-role-change') && !isSelf
        ? [{ path: `${usersPath}/${userId}/roles`, says: 'Propose other roles' }]
        : []),
      ...(may('manage-users') ? actsOn(found, visitor.actor.userId) : []),
      ...(may('see-every-look') ? [{ path: `/admin/looks?user=${userId}`, says: 'See what they looked at' }] : []),
    ];
    const says = isSelf ? ['This is your own account. Another administrator proposes other roles for you.'] : [];
    return {
      ...{ template: 'admin/details' as const, title: 'User' },
      view: {
        ...{ heading: found.name, back: usersPath, says, links },
        rows: [
          {
            key: 'Account',
            value: found.enabled ? 'Switched on' : 'Switched off: they can neither sign in nor use the service',
          },
          ...[addresses.get(userId)].flatMap((address) =>
            address === undefined ? [] : [{ key: 'Signs in by', value: `Codes sent to ${address}` }],
          ),
          { key: 'Agency', value: found.agency === null ? 'None' : nameOf(found.agency) },
        ],
        tables: [
          rolesTable(found),
          sessions,
          changesTable(changes.items, {
            ...{ caption: 'Changes of roles', nameOf },
            empty: 'Nobody has proposed to change their roles here.',
          }),
        ],
      },
    };
  },
});

/** What somebody is, and where that comes from. */
function rolesTable({ roles: held, given, taken }: ListedUser): Table {
  const from = (role: Role): string =>
    given.includes(role) ? 'Given here, by two administrators' : 'The sign-in provider';
  return {
    ...{ caption: 'Roles', head: ['Role', 'Where it comes from'] },
    rows: [
      ...held.map((role) => [{ text: roleNames[role] }, { text: from(role) }]),
      ...taken.map((role) => [
        { text: roleNames[role] },
        { text: 'Taken here, by two administrators: it does not count, whatever the sign-in provider says' },
      ]),
    ],
    empty:
      'They have no role: they can sign in, and see nothing. Give them a role at the sign-in provider, or propose one here.',
  };
}

async function sessionsTable({ record, pages }: Services, userId: string, now: Date): Promise<Table> {
  const sessions =
    pages === undefined ? [] : await sessionsOf(record.database, userId, '', { now, limits: pages.sessions });
  return {
    ...{ caption: 'Where they are signed in', head: ['Signed in since', 'Last used'] },
    rows: sessions.map(({ signedInAt, seenAt }) => [{ text: inHub(signedInAt) }, { text: inHub(seenAt) }]),
    empty: 'They are signed in in no browser.',
  };
}

/** Who has an account here, as administrators see them. */
export const userPages: PageRoute = together([users, user]);
