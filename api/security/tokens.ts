import { errors, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { isRole, type Role } from '../../domain/roles.js';
import { Refused } from '../../records/open-case.js';
import type { Clock } from '../../runtime/clock.js';
import type { ProviderKeys } from './provider-keys.js';

/** Who a verified token says is asking. */
export interface Identity {
  subject: string;
  name: string;
  email?: string;
  roles: readonly Role[];
  /** Code of the agency, for agency roles; null for everyone else. */
  agency: string | null;
}

export interface TokenVerifier {
  /**
   * @throws Refused `token-invalid`, in a sentence that says what is wrong with the token; `busy` while the provider's keys
   * cannot be had
   */
  verify: (token: string) => Promise<Identity>;
}

export interface TokenRules {
  issuer: string;
  audience: string;
  keys: ProviderKeys;
  /** By which expiry is judged. */
  clock: Clock;
}

/** Asymmetric algorithms only: a provider's public key must never serve as a shared secret. */
const algorithms = ['RS256', 'ES256', 'PS256'];

/** How far the clocks of the provider and of this machine may be apart. */
const clockToleranceSeconds = 5;

const agencyRoles: readonly Role[] = ['agency-worker', 'agency-lead'];

/** Verifies access tokens (JWT) of one provider, for one audience. */
export function tokenVerifier({ issuer, audience, keys, clock }: TokenRules): TokenVerifier {
  return {
    verify: async (token) => {
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          audience,
          algorithms,
          requiredClaims: ['exp', 'sub'],
          clockTolerance: clockToleranceSeconds,
          currentDate: clock.now(),
        });
        return identityFrom(payload);
      } catch (error) {
        if (error instanceof errors.JOSEError) throw invalid(sentenceFor(error));
        throw error;
      }
    },
  };
}

const invalid = (detail: string): Refused => new Refused({ code: 'token-invalid', detail });

/** What each error of the verification means to whoever sent the token. */
const sentences: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'The access token has expired. Get a new one from the sign-in provider.',
  ERR_JWS_INVALID:
    'The access token is not a signed JWT. Send the access token of the sign-in provider as it was given.',
  ERR_JWT_INVALID:
    'The access token is not a signed JWT. Send the access token of the sign-in provider as it was given.',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED:
    'The signature of the access token is wrong. Get a new one from the sign-in provider.',
  ERR_JWKS_NO_MATCHING_KEY:
    'The access token is signed with a key that is not the sign-in provider’s. Get a new one there.',
  ERR_JOSE_ALG_NOT_ALLOWED: `The access token is signed in another way than ${algorithms.join(', ')}.`,
};

const claimSentences: Readonly<Record<string, string>> = {
  iss: 'The access token comes from another sign-in provider than the one this service trusts.',
  aud: 'The access token is not meant for this service. Ask the sign-in provider for one with its audience.',
  nbf: 'The access token is not valid yet.',
  exp: 'The access token does not say when it expires.',
  sub: 'The access token does not say whose it is.',
};

function sentenceFor(error: errors.JOSEError): string {
  const claim = error instanceof errors.JWTClaimValidationFailed ? claimSentences[error.claim] : undefined;
  return (
    claim ?? sentences[error.code] ?? 'The access token cannot be verified. Get a new one from the sign-in provider.'
  );
}

/** Zero bytes and halves of characters cannot be stored, and no provider sends them. */
const claimText = z
  .string()
  .min(1)
  .regex(/^(?!.*(?:\0|\p{Surrogate}))/su);

const claims = z.object({
  sub: claimText,
  name: claimText.optional(),
  preferred_username: claimText.optional(),
  email: claimText.optional(),
  roles: z.union([z.array(z.string()), z.string().transform((list) => list.split(/\s+/))]).default([]),
  agency: claimText.optional(),
});

function identityFrom(payload: JWTPayload): Identity {
  const read = claims.safeParse(payload);
  if (!read.success) {
    const names = [...new Set(read.error.issues.map(({ path }) => String(path[0])))].join(', ');
    throw invalid(
      `The access token has claims that cannot be read: ${names}. Ask an administrator of the sign-in provider.`,
    );
  }
  const { sub, name, preferred_username: userName, email, agency } = read.data;
  const roles = read.data.roles.filter(isRole);
  const agencyRole = roles.find((role) => agencyRoles.includes(role));
  if (agencyRole !== undefined && agency === undefined) {
    throw invalid(
      `The access token gives the role ${agencyRole} but no agency. Ask an administrator of the sign-in provider.`,
    );
  }
  return {
    subject: sub,
    name: name ?? userName ?? sub,
    ...(email === undefined ? {} : { email }),
    roles,
    agency: agency ?? null,
  };
}
