import { z } from 'zod';
import { isRole, type Role } from '../../domain/roles.js';
import type { SignInProof } from '../../domain/sign-in.js';
import type { ClaimNames } from '../../runtime/environment.js';

/** Who a verified token, or a sign-in, says somebody is. */
export interface Identity {
  subject: string;
  /** Absent where it is not said. */
  name?: string;
  email?: string;
  roles: readonly Role[];
  /** Code of the agency, for agency roles; null for everyone else. */
  agency: string | null;
}

/** The words that a claim holds, and who they are for: what is not a role of ours may be a scope. */
export interface ReadClaims {
  identity: Identity;
  words: readonly string[];
}

/** What is wrong with claims, for a sentence to the person. */
export type ClaimMistake = { unreadable: string } | { agencyMissing: Role };

type Claims = Readonly<Record<string, unknown>>;

const agencyRoles: readonly Role[] = ['agency-worker', 'agency-lead'];

const fields = ['subject', 'roles', 'agency'] as const satisfies readonly (keyof ClaimNames)[];

/** Zero bytes and halves of characters cannot be stored, and no provider sends them. */
const claimText = z
  .string()
  .min(1)
  .regex(/^(?!.*(?:\0|\p{Surrogate}))/su);

const words = z.union([z.array(z.string()), z.string().transform((list) => list.split(/\s+/))]).default([]);

const readable = z.object({
  subject: claimText,
  name: claimText.optional(),
  preferred_username: claimText.optional(),
  email: claimText.optional(),
  roles: words,
  agency: claimText.optional(),
  scope: words,
  scp: words,
});

/**
 * Reads who somebody is from the claims of a token whose signature, issuer and audience were verified before. An agency role without
 * an agency is a mistake: nobody could say whose checks it is for.
 * @param names under which this provider gives subject, roles and agency
 */
export function readClaims(claims: Claims, names: ClaimNames): ReadClaims | ClaimMistake {
  const named = fields.map((field) => [field, claimAt(claims, names[field])] as const);
  const read = readable.safeParse({ ...claims, ...Object.fromEntries(named) });
  if (!read.success) {
    const wrong = new Set(read.error.issues.map(({ path }) => String(path[0])));
    return { unreadable: [...wrong].map((field) => nameOf(field, names)).join(', ') };
  }
  const { subject, name, preferred_username: userName, email, agency, scope, scp } = read.data;
  const roles = read.data.roles.filter(isRole);
  const agencyRole = roles.find((role) => agencyRoles.includes(role));
  if (agencyRole !== undefined && agency === undefined) return { agencyMissing: agencyRole };
  const known = name ?? userName;
  return {
    identity: {
      subject,
      ...(known === undefined ? {} : { name: known }),
      ...(email === undefined ? {} : { email }),
      roles,
      agency: agency ?? null,
    },
    words: [...scope, ...scp, ...read.data.roles],
  };
}

const authTime = z.number().nonnegative().optional().catch(undefined);
const strengths = z.union([z.array(claimText), claimText.transform((strength) => [strength])]).catch([]);

/**
 * Reads how somebody signed in from the claims of a verified token. What cannot be read was not said.
 * @param issuedAt when the token was issued: nobody signed in later
 */
export function readSignIn(claims: Claims, { strength }: ClaimNames, issuedAt: Date): SignInProof {
  const at = authTime.parse(claims.auth_time);
  return {
    ...(at === undefined ? {} : { at: new Date(Math.min(at * 1000, issuedAt.getTime())) }),
    strengths: strengths.parse(claimAt(claims, strength)),
  };
}

/** A claim by its name, or, where no claim is called so, by its path: `realm_access.roles` is `roles` inside `realm_access`. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((at, part) => {
    const isObject = typeof at === 'object' && at !== null;
    return isObject && Object.hasOwn(at, part) ? (at as Claims)[part] : undefined;
  }, claims);
}

function nameOf(field: string, names: ClaimNames): string {
  const named = fields.find((each) => each === field);
  return named === undefined ? field : names[named];
}
