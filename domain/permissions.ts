import type { Actor, Role } from './roles.js';

const hub = ['hub-manager', 'decision-maker', 'hub-worker'] as const satisfies readonly Role[];
const deciders = ['decision-maker', 'hub-manager'] as const satisfies readonly Role[];
const agency = ['agency-worker', 'agency-lead'] as const satisfies readonly Role[];
const referrers = ['referrer', 'referrer-system'] as const satisfies readonly Role[];
const people = [
  ...[...hub, ...agency, 'referrer', 'receiving-team', 'duty-team'],
  ...['privacy-officer', 'auditor', 'administrator'],
] as const satisfies readonly Role[];

/**
 * How an actor stands to what they ask about: it is of their hub; their agency was asked about it; they sent it in. They may stand in
 * several ways at once.
 */
export const relations = ['hub', 'asked', 'submitted'] as const;
export type Relation = (typeof relations)[number];

/**
 * What may keep a case from somebody who stands well to it: `restricted`, they are not on its access list; `glass`, they are not either, and
 * have broken the glass; `conflict`, they are linked to a person on it.
 */
export const walls = ['none', 'glass', 'restricted', 'conflict'] as const;
export type Wall = (typeof walls)[number];

export interface Standing {
  readonly relations: readonly Relation[];
  readonly wall: Wall;
}

const caseHead = ['reference', 'stage', 'rating', 'version', 'receivedAt', 'immediateDanger'];
const check = [
  ...['id', 'reference', 'agency', 'state', 'rating', 'dueAt', 'legalBasis', 'question', 'persons', 'answer'],
  ...['settledAt', 'decidedWithout', 'claimedBy', 'warnings'],
];

/**
 * How much of a case an act shows, by the fields that its answer may hold, or each entry where it is a list. `full` is all of it;
 * `listed` how it stands, for a board; `found` who is on it; `waiting` whom it waits for; `restricted` what an agency is asked, and about whom; `log` that things
 * happened, not what was written; `looks` who looked; `documents` which files were sent in; `minimal` that it is there, and how far it is; `sent` what
 * whoever asks has sent themselves. An answer with another field is never sent.
 */
export const shapes = {
  full: [
    ...[...caseHead, 'closedAt', 'referrals', 'people', 'screenings', 'checks', 'meetings', 'decisions', 'notices'],
    ...['deadlines', 'owner', 'warnings'],
  ],
  listed: [...caseHead, 'nextDueAt', 'nextAmberAt', 'overdue', 'checks', 'owner', 'waitsFor'],
  found: ['reference', 'stage', 'rating', 'role', 'firstName', 'lastName', 'dateOfBirth'],
  waiting: ['what', 'who', 'since', 'next', 'nextAt'],
  restricted: [...check, 'overdue'],
  log: ['seq', 'type', 'at', 'says', 'by', 'actor', 'facts'],
  looks: [
    ...['at', 'kind', 'says', 'what', 'by', 'role', 'case', 'check', 'subject', 'items', 'why', 'terms', 'address'],
    'requestId',
  ],
  documents: ['id', 'at', 'by', 'check', 'kind', 'name', 'size', 'state'],
  minimal: ['reference', 'status'],
  sent: ['reference', 'submission'],
} as const satisfies Record<string, readonly string[]>;
export type Shape = keyof typeof shapes;

interface Grant {
  readonly roles: readonly Role[];
  readonly relation: Relation;
  /** The grant holds though the case is restricted and the actor not on its list: oversight, and breaking the glass. */
  readonly pastRestriction?: true;
  /** The grant does not hold through broken glass: whoever came in so does not say who may, nor whether it was right. */
  readonly notThroughGlass?: true;
}

interface Permission {
  /** What of a case the act shows; null where it shows none of any case. */
  readonly shape: Shape | null;
  /** Each adds to the others: whoever holds one more role never may less. */
  readonly grants: readonly Grant[];
}

const to = (roles: readonly Role[], relation: Relation): Grant => ({ roles, relation });
const toTheListed = (roles: readonly Role[]): Grant => ({ roles, relation: 'hub', notThroughGlass: true });
const oversight = (roles: readonly Role[]): Grant => ({ roles, relation: 'hub', pastRestriction: true });

/** Who may do what, standing how, and how much of a case it shows them. What is not in this table nobody may. */
export const permissions = {
  'submit-referral': { shape: null, grants: [to([...referrers, ...hub], 'hub')] },
  'see-own-referral': { shape: 'minimal', grants: [to([...referrers, ...hub], 'submitted')] },
  'see-own-submission': { shape: 'sent', grants: [to([...referrers, ...hub], 'submitted')] },
  'see-board': { shape: 'listed', grants: [to(hub, 'hub')] },
  'see-case': { shape: 'full', grants: [to(hub, 'hub')] },
  // An agency's own answers have documents that it sees, and no others of the case (records/document-sights.ts).
  'see-documents': { shape: 'documents', grants: [to(hub, 'hub'), to(agency, 'asked')] },
  'see-events': { shape: 'log', grants: [to([...hub, 'auditor'], 'hub')] },
  'see-waiting': { shape: 'waiting', grants: [to(hub, 'hub')] },
  'screen-case': { shape: null, grants: [to(deciders, 'hub')] },
  // Whoever came in by breaking the glass stays for minutes: the case would be held by somebody who cannot see it.
  'claim-case': { shape: null, grants: [toTheListed(hub)] },
  'assign-case': { shape: null, grants: [toTheListed(deciders)] },
  'search-people': { shape: 'found', grants: [to(hub, 'hub')] },
  'see-workload': { shape: null, grants: [to(hub, 'hub')] },
  'see-checks': { shape: 'restricted', grants: [to(agency, 'asked'), to(hub, 'hub')] },
  'answer-check': { shape: null, grants: [to(agency, 'asked')] },
  'hand-over-check': { shape: null, grants: [to(agency, 'asked')] },
  'see-team': { shape: null, grants: [to(agency, 'asked')] },
  'decide-case': { shape: null, grants: [to(deciders, 'hub')] },
  'see-deadlines': { shape: null, grants: [to([...hub, 'administrator'], 'hub')] },
  'restrict-case': { shape: null, grants: [toTheListed(['hub-manager'])] },
  // Through broken glass a list without any manager may be mended, and nothing else (records/restrictions.ts).
  'change-access-list': { shape: null, grants: [to(['hub-manager'], 'hub')] },
  'see-access-list': { shape: null, grants: [to(['hub-manager'], 'hub'), oversight(['privacy-officer'])] },
  'see-restricted-cases': { shape: null, grants: [to(['hub-manager'], 'hub'), oversight(['privacy-officer'])] },
  'break-glass': { shape: null, grants: [oversight(hub)] },
  'see-broken-glass': { shape: null, grants: [to(['hub-manager'], 'hub'), oversight(['privacy-officer'])] },
  'review-broken-glass': { shape: null, grants: [toTheListed(['hub-manager']), oversight(['privacy-officer'])] },
  'declare-conflict': { shape: null, grants: [to(hub, 'hub')] },
  'declare-own-conflict': { shape: null, grants: [to(agency, 'asked')] },
  'lift-conflict': { shape: null, grants: [toTheListed(['hub-manager'])] },
  'add-warning-note': { shape: null, grants: [to(hub, 'hub')] },
  'end-warning-note': { shape: null, grants: [to(['hub-manager'], 'hub')] },
  // Whom to put on an access list, or to name in a conflict of interest, by their ids.
  'see-colleagues': { shape: null, grants: [to(['hub-manager'], 'hub')] },
  'see-users': { shape: null, grants: [to(['administrator'], 'hub')] },
  'manage-users': { shape: null, grants: [to(['administrator'], 'hub')] },
  'propose-role-change': { shape: null, grants: [to(['administrator'], 'hub')] },
  'decide-role-change': { shape: null, grants: [to(['administrator'], 'hub')] },
  // How to reach the hub is no secret to any person who has a role; whom to reach at an agency is for those who work with it.
  'see-hub': { shape: null, grants: [to(people, 'hub')] },
  'see-agencies': { shape: null, grants: [to([...hub, ...agency, 'administrator'], 'hub')] },
  'manage-agencies': { shape: null, grants: [to(['administrator'], 'hub')] },
  'see-looks': {
    shape: 'looks',
    grants: [to(['hub-manager', 'auditor'], 'hub'), oversight(['privacy-officer'])],
  },
  'see-every-look': { shape: 'looks', grants: [to(['auditor'], 'hub'), oversight(['privacy-officer'])] },
  // What Temporal keeps is of every case, behind a wall or not: so for those alone who run Temporal. The hub has the case itself, its
  // chronology and what it waits for, and auditors the log, each within their walls.
  'read-process-payloads': { shape: null, grants: [to(['administrator'], 'hub')] },
} as const satisfies Record<string, Permission>;
export type Act = keyof typeof permissions;

/** What an act shows of a case. */
export type ShapeOf<A extends Act> = (typeof permissions)[A]['shape'];

const grantsOf = (act: Act): readonly Grant[] => permissions[act].grants;

/** Every role that an act is granted to, each once. */
export const rolesGranted = (act: Act): Role[] => [...new Set(grantsOf(act).flatMap(({ roles }) => [...roles]))];

/** Roles of which somebody sees a case, or a check of one: nobody else has any use for a place on an access list. */
export const listableRoles: readonly Role[] = [...rolesGranted('see-case'), ...agency];

/** The relation by which a role knows that something exists. What it may do with it is another matter. */
const knowsBy: Readonly<Record<Role, Relation>> = {
  'hub-manager': 'hub',
  'decision-maker': 'hub',
  'hub-worker': 'hub',
  'agency-worker': 'asked',
  'agency-lead': 'asked',
  referrer: 'submitted',
  'referrer-system': 'submitted',
  'receiving-team': 'hub',
  'duty-team': 'hub',
  'privacy-officer': 'hub',
  auditor: 'hub',
  administrator: 'hub',
};

/**
 * `unknown`: for this actor it does not exist. `never`: they may know of it, and none of their roles may do this. `through-glass`: their role
 * may, but for the way they came in.
 */
export type Verdict = 'may' | 'unknown' | 'never' | 'through-glass';

/** Whether an actor may do something, standing as they do to what it is about. */
export function judge({ roles }: Pick<Actor, 'roles'>, act: Act, { relations: held, wall }: Standing): Verdict {
  const granted = grantsOf(act).filter(
    (grant) => held.includes(grant.relation) && roles.some((role) => grant.roles.includes(role)),
  );
  if (granted.some((grant) => holdsAt[wall](grant))) return 'may';
  if (wall === 'glass' && granted.length > 0) return 'through-glass';
  const isOpen = wall === 'none' || wall === 'glass';
  return isOpen && roles.some((role) => held.includes(knowsBy[role])) ? 'never' : 'unknown';
}

/** Whether a grant holds where a wall stands. */
const holdsAt: Readonly<Record<Wall, (grant: Grant) => boolean>> = {
  none: () => true,
  glass: ({ notThroughGlass }) => notThroughGlass !== true,
  restricted: ({ pastRestriction }) => pastRestriction === true,
  conflict: () => false,
};

export const isHub = (actor: Actor): boolean => actor.roles.some((role) => (hub as readonly Role[]).includes(role));

/** The role under which an act is recorded: the first of the actor's roles that it is granted to. */
export function roleFor(actor: Actor, act: Act): Role {
  const granted = rolesGranted(act);
  const role = actor.roles.find((held) => granted.includes(held));
  if (role === undefined) throw new Error(`No role of the actor allows ${act}`);
  return role;
}
