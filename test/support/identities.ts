import type { JWTPayload } from 'jose';
import type { Role } from '../../domain/roles.js';
import { personas } from '../../local/personas.js';

/** Whoever asks, as the claims of their token say. */
export interface Identity {
  subject: string;
  name?: string;
  email?: string;
  roles: readonly Role[];
  agency?: string;
}

/** Whom the demonstration has not: a person to whom nobody gave a role. */
const others: readonly Identity[] = [{ subject: 'no-role', name: 'Nora Norole', roles: [] }];

const identities: readonly Identity[] = [
  ...personas.map(({ persona, displayName, email, roles, agency }) => ({
    subject: persona,
    name: displayName,
    email,
    roles,
    ...(agency === undefined ? {} : { agency }),
  })),
  ...others,
];

/** Everyone whom tests ask as, by name. */
export const everyone: readonly string[] = identities.map(({ subject }) => subject);

/**
 * What their token says.
 * @param who a name, or whoever a test makes up
 * @throws Error for a name that nobody has
 */
export function claimsOf(who: string | Identity): JWTPayload {
  const { subject, name, email, roles, agency } = typeof who === 'string' ? identityOf(who) : who;
  // Programs do nothing without.
  const scope = roles.includes('referrer-system') ? 'referrals:submit referrals:read' : undefined;
  return { sub: subject, name, email, roles, agency, scope };
}

function identityOf(name: string): Identity {
  const found = identities.find(({ subject }) => subject === name);
  if (found === undefined) throw new Error(`Nobody is called ${name}`);
  return found;
}
