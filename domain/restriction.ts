/** Why a case is kept from all but the people on its access list. */
export const restrictionReasons = {
  'staff-family': 'Family of a member of staff',
  'high-profile': 'High profile',
  adoption: 'Adoption',
  'high-risk': 'High risk',
} as const;
export type RestrictionReason = keyof typeof restrictionReasons;

/** Why somebody opens a restricted case without being on its list. */
export const glassReasons = {
  'immediate-danger': 'A child is in immediate danger and nobody on the list can be reached',
  'urgent-decision': 'A decision cannot wait for somebody on the list',
  'court-or-police': 'A court or the police ask and cannot wait',
  'access-list-wrong': 'I should be on the list and cannot do my work without the case',
} as const;
export type GlassReason = keyof typeof glassReasons;

/** What whoever breaks the glass is told before, and must say that they have read. */
export const glassWarning =
  'This is recorded with your name, and the hub manager and the privacy officer are told at once. Your reason will be reviewed.';

/** What the review of a broken glass found. */
export const glassFindings = ['justified', 'not-justified'] as const;
export type GlassFinding = (typeof glassFindings)[number];

/** How a member of staff is linked to a person on a case. */
export const linkKinds = ['family', 'friend', 'neighbour', 'colleague', 'other'] as const;
export type LinkKind = (typeof linkKinds)[number];

export const linkKindNames: Readonly<Record<LinkKind, string>> = {
  family: 'Family',
  friend: 'Friend',
  neighbour: 'Neighbour',
  colleague: 'Colleague',
  other: 'In another way',
};

/** Figures of a hub's policy for restricted cases; every one is the hub's to change. */
export interface RestrictionRules {
  /** Days after which somebody looks whether the restriction is still needed. */
  readonly reviewDays: number;
  /** How long a broken glass stays open. */
  readonly glassMinutes: number;
}

export const restrictionAsShipped: RestrictionRules = { reviewDays: 90, glassMinutes: 15 };

/** A user as far as an access list asks about them. */
export interface ListedUser {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly agency: string | null;
}

/**
 * What an access list lacks: it must always hold a hub manager and somebody of every agency that has been asked.
 * @param listed the enabled users on it who are not linked to a person on the case
 * @returns `hub-manager` and codes of agencies; empty where nothing is missing
 */
export function missingFromList(listed: readonly ListedUser[], asked: readonly string[]): string[] {
  const hasManager = listed.some(({ roles }) => roles.includes('hub-manager'));
  const isNamed = (agency: string): boolean =>
    listed.some((user) => user.agency === agency && user.roles.some((role) => role.startsWith('agency-')));
  return [...(hasManager ? [] : ['hub-manager']), ...[...new Set(asked)].sort().filter((agency) => !isNamed(agency))];
}

/** The figures in force: those of the policy, where it says any. */
export const restrictionRules = ({
  restriction,
}: {
  readonly restriction?: Partial<RestrictionRules>;
}): RestrictionRules => ({ ...restrictionAsShipped, ...restriction });
