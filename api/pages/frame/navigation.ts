import { rolesGranted, type Act } from '../../../domain/permissions.js';
import type { Words } from './words.js';
import type { Visitor } from './visitor.js';

/** A part of the service as its navigation names it. */
interface Place {
  readonly says: Words;
  readonly path: `/${string}`;
  /** It is shown to those whose roles may do this. */
  readonly act: Act;
}

/** In their order. A page that is to be found from everywhere is a row here. */
const places: readonly Place[] = [
  { says: 'Board', path: '/board', act: 'see-board' },
  { says: 'Triage', path: '/triage', act: 'see-workload' },
  { says: 'Checks', path: '/tasks', act: 'answer-check' },
  { says: 'Team', path: '/team', act: 'see-team' },
  { says: { en: 'Your referrals', cy: 'Eich atgyfeiriadau' }, path: '/referrals', act: 'submit-referral' },
  { says: 'Warning notes', path: '/warnings', act: 'end-warning-note' },
  { says: 'Restricted cases', path: '/restricted-cases', act: 'see-restricted-cases' },
  { says: 'Broken glass', path: '/broken-glass', act: 'see-broken-glass' },
  { says: 'Looks', path: '/admin/looks', act: 'see-every-look' },
  { says: 'Agencies', path: '/agencies', act: 'see-agencies' },
  { says: 'Users', path: '/admin/users', act: 'see-users' },
];

export interface NavigationItem {
  says: Words;
  path: string;
  /** Whether the page that is shown is, or lies below, this place. */
  isHere: boolean;
}

/** Where somebody can go, by their roles. */
export function navigationFor(visitor: Visitor | undefined, path: string): NavigationItem[] {
  if (visitor === undefined) return [];
  const { roles } = visitor.actor;
  return places
    .filter(({ act }) => rolesGranted(act).some((role) => roles.includes(role)))
    .map((place) => ({
      ...{ says: place.says, path: place.path },
      isHere: path === place.path || path.startsWith(`${place.path}/`),
    }));
}
