import { agencies } from '../../../domain/policy.js';
import { asProvider, givableRoles, roleChangeStates, whatFollows } from '../../../domain/role-changes.js';
import { roleNames, type Role } from '../../../domain/roles.js';
import { agencyNames, type CalledAgency } from '../../../records/agency-names.js';
import { listRoleChanges, readRoleChange, type RoleChangeItem } from '../../../records/role-change-list.js';
import {
  approveRoleChange,
  approversBeside,
  proposeRoleChange,
  refuseRoleChange,
  withdrawRoleChange,
} from '../../../records/role-changes.js';
import { nothingHere } from '../../../records/sight.js';
import { codeAddressesOf, userListed } from '../../../records/user-administration.js';
import { noBody } from '../../rest/act-bodies.js';
import { oneOf } from '../../rest/fields.js';
import { aRoleChange, aUser, theHub } from '../../rest/places.js';
import { pageQuery } from '../../rest/queries.js';
import { reasonBody } from '../../rest/restricted-bodies.js';
import { roleChangeBody } from '../../rest/role-change-bodies.js';
import type { Services } from '../../services.js';
import type { AskedForm } from '../frame/asked-form.js';
import { asks } from '../frame/form-page.js';
import { shownForm } from '../frame/form-shown.js';
import { inHub } from '../frame/formats.js';
import { looks, together, type PageRoute } from '../frame/page.js';
import type { Option, Section } from '../frame/questions.js';
import { pageAt, pagingOf } from '../frame/addresses.js';
import { agencyNamed, called, changesTable, roleChangesPath, rolesNamed, stateWords, usersPath } from './user-words.js';

const perPage = 50;

const filter: readonly Section[] = [
  {
    questions: [
      {
        ...{ kind: 'select', name: 'state', label: 'State' },
        options: roleChangeStates.map((value) => ({ value, label: stateWords[value] })),
      },
    ],
  },
];

const onlyAdministrator =
  'No other administrator is known here, and nobody approves what they proposed themselves. Have the sign-in provider give a second person the role administrator, and have them sign in once.';

const roleChanges = looks({
  path: roleChangesPath,
  permission: 'see-users',
  place: theHub,
  query: pageQuery.pick({ cursor: true }).extend({ state: oneOf(roleChangeStates) }),
  show: async ({ record, hubId }, { visitor, sight, now, query: { cursor, state } }) => {
    const asked = state === undefined ? {} : { state };
    const page = pageAt(perPage, cursor);
    const [{ items, next }, approvers, nameOf] = await Promise.all([
      listRoleChanges(record.database, sight, { ...asked, ...page, now }),
      approversBeside(record.database.reads, hubId, [visitor.actor.userId]),
      agencyNames(record.database.reads, hubId),
    ]);
    const empty =
      state === undefined
        ? 'Nobody has proposed any. Choose somebody on the page of users, and propose other roles for them.'
        : 'There is none in this state.';
    return {
      ...{ template: 'admin/role-changes' as const, title: 'Changes of roles' },
      view: {
        ...{ path: roleChangesPath, back: usersPath, links: [] },
        intro: [
          'What one administrator proposes counts once another one approves it.',
          ...(approvers === 0 ? [onlyAdministrator] : []),
        ],
        sections: shownForm(filter, { answers: asked, mistakes: [], language: 'en' }),
        table: changesTable(items, {
          ...{ caption: 'Proposed changes, the newest first', empty },
          ...pagingOf(roleChangesPath, { ...asked, cursor }, next),
          nameOf,
        }),
      },
      items,
    };
  },
});

const propose = asks({
  path: '/admin/users/:id/roles',
  permission: 'propose-role-change',
  place: aUser,
  form: async (services, { visitor, target: { userId }, isPosted }) => {
    const { record, hubId } = services;
    const [user, addresses, approvers, nameOf] = await Promise.all([
      userListed(record.database, hubId, userId),
      codeAddressesOf(record.database, [userId]),
      approversBeside(record.database.reads, hubId, [visitor.actor.userId, userId]),
      agencyNames(record.database.reads, hubId),
    ]);
    if (user === undefined) throw nothingHere();
    const closed = isPosted ? {} : whyUnchangeable(user, { isSelf: userId === visitor.actor.userId, addresses });
    return {
      ...{ title: 'Propose other roles', back: `${usersPath}/${userId}`, send: 'Propose it', schema: roleChangeBody },
      template: 'admin/propose-roles',
      view: { who: called(user, addresses), has: rolesNamed(user.roles), follows: whatFollows(approvers) },
      sections: [
        {
          questions: [
            ...rolesQuestion(
              'add',
              'Which roles should they be given?',
              givableRoles.filter((role) => !user.roles.includes(role)),
            ),
            ...rolesQuestion(
              'remove',
              'Which roles should be taken from them?',
              givableRoles.filter((role) => user.roles.includes(role)),
            ),
            {
              ...{ kind: 'select', name: 'agency', label: 'Should they work for another agency?', optional: true },
              hint: 'Leave this as it is where the agency stays as it is.',
              options: [
                ...agencies.map(({ code }) => ({ value: code, label: nameOf(code) })),
                { value: asProvider, label: agencyNamed(asProvider, nameOf) },
              ],
            },
            { kind: 'text', name: 'reason', label: 'Why?', missing: 'Write why their roles should change', rows: 3 },
          ],
        },
      ],
      ...closed,
    };
  },
  act: ({ record }, { target, body, once }) => proposeRoleChange(record.database, target, body, once),
  done: ({ id }) => `${roleChangesPath}/${id}`,
});

const optionFor = (role: Role): Option => ({ value: role, label: roleNames[role] });

const rolesQuestion = (name: string, label: string, roles: readonly Role[]) =>
  roles.length === 0
    ? []
    : [{ kind: 'choices' as const, name, label, optional: true as const, options: roles.map(optionFor) }];

function whyUnchangeable(
  { enabled, roles, id }: { enabled: boolean; roles: readonly Role[]; id: string },
  { isSelf, addresses }: { isSelf: boolean; addresses: ReadonlyMap<string, string> },
): { closed?: string } {
  if (isSelf) return { closed: 'Nobody changes their own roles. Ask another administrator to propose it.' };
  if (!enabled) return { closed: 'This account is switched off. Switch it on, then change its roles.' };
  if (addresses.has(id)) return { closed: 'Whoever signs in by a code refers and does nothing else.' };
  if (!roles.includes('referrer-system')) return {};
  return { closed: 'A program has its roles from the sign-in provider, and no others.' };
}

const nothingLeft = (state: RoleChangeItem['state']): string =>
  `This change of roles is ${stateWords[state].toLowerCase()}. Nothing is left to decide.`;

/** Why somebody may not decide it themselves, or nobody any more; undefined where they may. */
function whyUndecidable({ state, proposedBy, user }: RoleChangeItem, self: string): string | undefined {
  if (state !== 'pending') return nothingLeft(state);
  if (proposedBy.id === self) return 'You proposed this. Another administrator approves or refuses it.';
  if (user.id === self) return 'This is about your own roles. Another administrator approves or refuses it.';
  return undefined;
}

const roleChange = looks({
  path: '/admin/role-changes/:id',
  permission: 'see-users',
  place: aRoleChange,
  query: pageQuery.pick({}),
  show: async ({ record, hubId }, { visitor, target, now }) => {
    const [change, nameOf] = await Promise.all([
      readRoleChange(record.database, target, now),
      agencyNames(record.database.reads, hubId),
    ]);
    const self = visitor.actor.userId;
    const why = whyUndecidable(change, self);
    const path = `${roleChangesPath}/${change.id}`;
    const isWaiting = change.state === 'pending';
    const approvers = isWaiting
      ? await approversBeside(record.database.reads, hubId, [change.proposedBy.id, change.user.id])
      : 0;
    return {
      ...{ template: 'admin/details' as const, title: 'Change of roles' },
      view: {
        ...{ back: roleChangesPath, rows: rowsOf(change, nameOf), tables: [] },
        links: isWaiting && change.proposedBy.id === self ? [{ path: `${path}/withdraw`, says: 'Withdraw it' }] : [],
        says: why !== undefined && isWaiting ? [`${why} ${whatFollows(approvers)}`] : [],
        buttons:
          why === undefined
            ? [
                { path: `${path}/approve`, says: 'Approve it' },
                { path: `${path}/refuse`, says: 'Refuse it' },
              ]
            : [],
      },
    };
  },
});

const rowsOf = ({ user, add, remove, agency, reason, state, ...change }: RoleChangeItem, nameOf: CalledAgency) => [
  { key: 'For', value: user.name, href: `${usersPath}/${user.id}` },
  { key: 'Roles to give', value: rolesNamed(add) },
  { key: 'Roles to take', value: rolesNamed(remove) },
  { key: 'Agency', value: agencyNamed(agency, nameOf) },
  { key: 'Why', value: reason },
  { key: 'Proposed', value: `by ${change.proposedBy.name}, ${inHub(change.proposedAt)}` },
  { key: 'State', value: stateWords[state] },
  ...(state === 'pending' || state === 'expired' ? [{ key: 'Expires', value: inHub(change.expiresAt) }] : []),
  ...(change.decidedBy === undefined || change.decidedAt === undefined
    ? []
    : [{ key: 'Decided', value: `by ${change.decidedBy.name}, ${inHub(change.decidedAt)}` }]),
  ...(state === 'withdrawn' && change.decidedAt !== undefined
    ? [{ key: 'Withdrawn', value: `by ${change.proposedBy.name}, ${inHub(change.decidedAt)}` }]
    : []),
  ...(change.refusal === undefined ? [] : [{ key: 'Why refused', value: change.refusal }]),
];

/** What both ways to decide share: what is decided, and who may not. */
async function decision(
  { record, hubId }: Services,
  { visitor, target, now, isPosted }: DecisionAsked,
): Promise<Pick<AskedForm<unknown>, 'back' | 'template' | 'view' | 'closed'>> {
  const [change, nameOf] = await Promise.all([
    readRoleChange(record.database, target, now),
    agencyNames(record.database.reads, hubId),
  ]);
  const closed = isPosted ? undefined : whyUndecidable(change, visitor.actor.userId);
  return {
    ...{ back: `${roleChangesPath}/${change.id}`, template: 'admin/about', view: { rows: rowsOf(change, nameOf) } },
    ...(closed === undefined ? {} : { closed }),
  };
}

interface DecisionAsked {
  visitor: { actor: { userId: string } };
  target: { roleChangeId: string };
  now: Date;
  isPosted: boolean;
}

const approve = asks({
  path: '/admin/role-changes/:id/approve',
  permission: 'decide-role-change',
  place: aRoleChange,
  form: async (services, asked) => ({
    ...{ title: 'Approve this change of roles?', send: 'Approve it', schema: noBody, sections: [] },
    ...(await decision(services, asked)),
  }),
  act: ({ record }, { target, once }) => approveRoleChange(record.database, target, once),
  done: ({ id }) => `${roleChangesPath}/${id}`,
});

const refuse = asks({
  path: '/admin/role-changes/:id/refuse',
  permission: 'decide-role-change',
  place: aRoleChange,
  form: async (services, asked) => ({
    ...{ title: 'Refuse this change of roles', send: 'Refuse it', schema: reasonBody },
    sections: [
      {
        questions: [
          { kind: 'text', name: 'reason', label: 'Why is it refused?', missing: 'Write why it is refused', rows: 3 },
        ],
      },
    ],
    ...(await decision(services, asked)),
  }),
  act: ({ record }, { target, body, once }) => refuseRoleChange(record.database, target, body, once),
  done: ({ id }) => `${roleChangesPath}/${id}`,
});

const withdraw = asks({
  path: '/admin/role-changes/:id/withdraw',
  permission: 'propose-role-change',
  place: aRoleChange,
  form: async ({ record, hubId }, { visitor, target, now, isPosted }) => {
    const [change, nameOf] = await Promise.all([
      readRoleChange(record.database, target, now),
      agencyNames(record.database.reads, hubId),
    ]);
    const closed = isPosted ? undefined : whyNotWithdrawn(change, visitor.actor.userId);
    return {
      ...{ title: 'Withdraw this change of roles?', back: `${roleChangesPath}/${change.id}`, send: 'Withdraw it' },
      ...{ schema: noBody, sections: [], template: 'admin/about', view: { rows: rowsOf(change, nameOf) } },
      ...(closed === undefined ? {} : { closed }),
    };
  },
  act: ({ record }, { target, once }) => withdrawRoleChange(record.database, target, once),
  done: ({ id }) => `${roleChangesPath}/${id}`,
});

/** Why somebody may not withdraw it, or nobody any more; undefined where they may. */
function whyNotWithdrawn({ state, proposedBy }: RoleChangeItem, self: string): string | undefined {
  if (state !== 'pending') return nothingLeft(state);
  return proposedBy.id === self
    ? undefined
    : 'Only whoever proposed this withdraws it. Approve it or refuse it instead.';
}

/** Roles change by two administrators: one proposes, another approves or refuses. */
export const roleChangePages: PageRoute = together([roleChanges, propose, roleChange, approve, refuse, withdraw]);
