import type { Act } from './permissions.js';
import type { Actor, Role } from './roles.js';

/**
 * What an access token may be limited to. A token that names any of these does the acts that they name and no others, as far as its roles
 * allow them. One that names none does all that its roles allow where a person holds it, and nothing where a program does. Every act
 * stands under one.
 */
export const scopes = {
  'referrals:submit': ['submit-referral'],
  'referrals:read': ['see-own-referral', 'see-own-submission'],
  'cases:read': [
    'see-board',
    'see-case',
    'see-events',
    'see-waiting',
    'see-workload',
    'search-people',
    'see-documents',
  ],
  'cases:assign': ['claim-case', 'assign-case'],
  'cases:screen': ['screen-case'],
  'cases:decide': ['decide-case'],
  'restrictions:read': ['see-colleagues', 'see-access-list', 'see-restricted-cases', 'see-broken-glass'],
  'restrictions:manage': ['restrict-case', 'change-access-list', 'break-glass', 'review-broken-glass', 'lift-conflict'],
  'conflicts:declare': ['declare-conflict', 'declare-own-conflict'],
  'warnings:manage': ['add-warning-note', 'end-warning-note'],
  'checks:read': ['see-checks', 'see-team'],
  'checks:answer': ['answer-check', 'hand-over-check'],
  'deadlines:read': ['see-deadlines'],
  'processes:read': ['read-process-payloads'],
  'looks:read': ['see-looks', 'see-every-look'],
  'users:read': ['see-users'],
  'users:manage': ['manage-users', 'propose-role-change', 'decide-role-change'],
  'agencies:read': ['see-hub', 'see-agencies'],
  'agencies:manage': ['manage-agencies'],
} as const satisfies Record<string, readonly Act[]>;
export type Scope = keyof typeof scopes;

const isScope = (word: string): word is Scope => Object.hasOwn(scopes, word);

/** Those of some words that are scopes of ours; undefined where none is. Others (`openid`, …) mean nothing here. */
export function scopesAmong(words: readonly string[]): readonly Scope[] | undefined {
  const ours = words.filter(isScope);
  return ours.length === 0 ? undefined : ours;
}

/** Roles of programs, to which scopes are given by hand: one that was mistyped must let them do nothing, rather than everything. */
const programRoles: readonly Role[] = ['referrer-system'];

/** What whoever has some roles is limited to; undefined where nothing limits them. @param named the scopes that their token names */
export function limitsOf(roles: readonly Role[], named: readonly Scope[] | undefined): readonly Scope[] | undefined {
  return named ?? (roles.some((role) => programRoles.includes(role)) ? [] : undefined);
}

/** The scope that an actor's token lacks for an act; undefined where it lacks none. */
export function scopeMissing({ scopes: held }: Actor, act: Act): Scope | undefined {
  if (held === undefined) return undefined;
  const needed = (Object.keys(scopes) as Scope[]).filter((scope) => (scopes[scope] as readonly Act[]).includes(act));
  return needed.some((scope) => held.includes(scope)) ? undefined : needed[0];
}
