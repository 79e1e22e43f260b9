import type { Role } from './roles.js';

/** How somebody signed in, as far as the provider says. */
export interface SignInProof {
  /** When they last showed who they are; absent where the provider does not say. */
  readonly at?: Date;
  /** What the provider says of how: values of the claim `acr`, or of the one that is read in its place. */
  readonly strengths: readonly string[];
}

/** What is demanded of how people sign in. */
export interface SignInDemands {
  /** A grave act asks for a sign-in that is no older. */
  readonly freshMinutes: number;
  /** Values of which a sign-in must have one to count as strong; none is demanded where there are none. */
  readonly strong: readonly string[];
}

const minuteMilliseconds = 60_000;

/** Whether somebody signed in lately enough for a grave act; not where nobody says when it was. */
export const isRecent = ({ at }: SignInProof, { freshMinutes }: SignInDemands, now: Date): boolean =>
  at !== undefined && now.getTime() - at.getTime() <= freshMinutes * minuteMilliseconds;

/**
 * They see nothing of any case but how far their own referral is. Those without an account sign in by a code, and systems by a secret or
 * a certificate: neither has a second factor to show.
 */
const referring: readonly Role[] = ['referrer', 'referrer-system'];

/** Whether a sign-in is as strong as is demanded of somebody with these roles. */
export const isStrongEnough = (
  roles: readonly Role[],
  { strengths }: SignInProof,
  { strong }: SignInDemands,
): boolean =>
  strong.length === 0 ||
  strengths.some((strength) => strong.includes(strength)) ||
  roles.every((role) => referring.includes(role));
