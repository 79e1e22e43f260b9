import type { Scope } from './scopes.js';
import type { SignInProof } from './sign-in.js';

/** The roles that a token may carry. */
export const roles = [
  'hub-manager',
  'decision-maker',
  'hub-worker',
  'agency-worker',
  'agency-lead',
  'referrer',
  'referrer-system',
  'receiving-team',
  'duty-team',
  'privacy-officer',
  'auditor',
  'administrator',
] as const;
export type Role = (typeof roles)[number];

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

/** Who is acting: a user of the record, with the roles and the agency that they have at this request. */
export interface Actor {
  userId: string;
  hubId: string;
  roles: readonly Role[];
  agency: string | null;
  /** What the access token is limited to; absent where it carries all that the roles allow. */
  scopes?: readonly Scope[];
  /** How they signed in; absent where nobody did for this, which counts as long ago and weak. */
  signIn?: SignInProof;
}
