import type { Actor, Role } from './roles.js';

const hub = ['hub-manager', 'decision-maker', 'hub-worker'] as const satisfies readonly Role[];
const deciders = ['decision-maker', 'hub-manager'] as const satisfies readonly Role[];
const agency = ['agency-worker', 'agency-lead'] as const satisfies readonly Role[];

/**
 * Which roles may do what. Whose record it is (the own agency's check, the own referral) is asked where the record is read:
 * what is not yours to know of does not exist for you.
 */
export const permissions = {
  'submit-referral': ['referrer', 'referrer-system', ...hub],
  'see-own-referral': ['referrer', 'referrer-system', ...hub],
  'see-board': hub,
  'see-case': hub,
  'see-events': [...hub, 'auditor'],
  'see-waiting': hub,
  'screen-case': deciders,
  'see-checks': [...agency, ...hub],
  'answer-check': agency,
  'decide-case': deciders,
  'see-deadlines': [...hub, 'administrator'],
} as const satisfies Record<string, readonly Role[]>;
export type Act = keyof typeof permissions;

/** Whether any of the actor's roles may do this at all. */
export const permits = (actor: Actor, act: Act): boolean =>
  actor.roles.some((role) => (permissions[act] as readonly Role[]).includes(role));

export const isHub = (actor: Actor): boolean => actor.roles.some((role) => (hub as readonly Role[]).includes(role));

/** The role under which an act is recorded: the first of the actor's roles that allows it. */
export function roleFor(actor: Actor, act: Act): Role {
  const role = actor.roles.find((held) => (permissions[act] as readonly Role[]).includes(held));
  if (role === undefined) throw new Error(`No role of the actor allows ${act}`);
  return role;
}
