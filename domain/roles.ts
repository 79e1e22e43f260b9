import { agencyName } from './policy.js';
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

/** The roles in words, as people read them. */
export const roleNames: Readonly<Record<Role, string>> = {
  'hub-manager': 'Hub manager',
  'decision-maker': 'Decision maker',
  'hub-worker': 'Hub worker',
  'agency-worker': 'Agency worker',
  'agency-lead': 'Agency lead',
  referrer: 'Referrer',
  'referrer-system': 'Referring system',
  'receiving-team': 'Receiving team',
  'duty-team': 'Duty team',
  'privacy-officer': 'Privacy officer',
  auditor: 'Auditor',
  administrator: 'Administrator',
};

/**
 * What somebody is to the hub: `Agency lead for Police`.
 * @param called what an agency is called
 * @returns `no role` for whoever has none
 */
export function rolesInWords(
  held: readonly Role[],
  agency: string | null,
  called: (agency: string) => string = agencyName,
): string {
  const names = held.length === 0 ? 'no role' : held.map((role) => roleNames[role]).join(', ');
  return agency === null ? names : `${names} for ${called(agency)}`;
}

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
