import type { Policy } from './policy.js';
import { roles, type Role } from './roles.js';

/** The roles that administrators may give and take: programs have theirs from the provider, by their clients. */
export const givableRoles: readonly Role[] = roles.filter((role) => role !== 'referrer-system');

/** In place of an agency's code: the one that the provider says, again. */
export const asProvider = 'as-provider';

/** What is to become of the roles and the agency of a user. */
export interface RoleProposal {
  readonly add: readonly Role[];
  readonly remove: readonly Role[];
  /** Code of an agency, or `as-provider`; null where it stays. */
  readonly agency: string | null;
}

/** What counts for a user, and of what it comes: what the provider said last, and what was given and taken here. */
export interface HeldRoles {
  readonly said: readonly string[];
  readonly given: readonly string[];
  readonly taken: readonly string[];
  readonly agencySaid: string | null;
  readonly agencyGiven: string | null;
}

/** The roles that count: the provider's and those that were given here, without those that were taken here. */
export const rolesInForce = ({ said, given, taken }: Pick<HeldRoles, 'said' | 'given' | 'taken'>): string[] =>
  [...new Set([...said, ...given])].filter((role) => !taken.includes(role));

/** The agency that counts: the one that was given here, or else the provider's. */
export const agencyInForce = ({ agencySaid, agencyGiven }: HeldRoles): string | null => agencyGiven ?? agencySaid;

/** What a user holds once a proposal takes effect. A role that is removed is kept from them although the provider goes on saying it. */
export function heldAfter(held: HeldRoles, { add, remove, agency }: RoleProposal): HeldRoles {
  const leaves = (role: string): boolean => (remove as readonly string[]).includes(role);
  const comes = (role: string): boolean => (add as readonly string[]).includes(role);
  return {
    ...held,
    given: [...new Set([...held.given.filter((role) => !leaves(role)), ...add])],
    taken: [...new Set([...held.taken.filter((role) => !comes(role)), ...remove])],
    agencyGiven: agency === null ? held.agencyGiven : agency === asProvider ? null : agency,
  };
}

const agencyRoles: readonly string[] = ['agency-worker', 'agency-lead'] satisfies readonly Role[];

/** Whether somebody would work for an agency and nobody could say for which. */
export const lacksAgency = (held: HeldRoles): boolean =>
  agencyInForce(held) === null && rolesInForce(held).some((role) => agencyRoles.includes(role));

export const roleChangeStates = ['pending', 'expired', 'approved', 'refused', 'withdrawn', 'overtaken'] as const;
export type RoleChangeState = (typeof roleChangeStates)[number];

/** How long a proposal waits for a second administrator, in days. */
export const roleChangeDays = ({ roleChangeDays: days = 7 }: Pick<Policy, 'roleChangeDays'>): number => days;

/** What becomes of a proposal now. @param approvers the administrators who may approve it */
export const whatFollows = (approvers: number): string =>
  approvers === 0
    ? 'No other administrator is known here who may approve this. Have the sign-in provider give a second person the role administrator, have them sign in once, and ask them to approve it before it expires.'
    : `It takes effect once another administrator approves it: ${approvers === 1 ? '1 other may' : `${approvers} others may`}.`;
