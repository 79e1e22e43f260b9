import { errors, jwtVerify, type JWTPayload } from 'jose';
import { scopesAmong, type Scope } from '../../domain/scopes.js';
import type { SignInProof } from '../../domain/sign-in.js';
import { Refused } from '../../records/open-case.js';
import type { Clock } from '../../runtime/clock.js';
import type { ClaimNames } from '../../runtime/environment.js';
import { readClaims, readSignIn, type Identity } from './claims.js';
import type { ProviderKeys } from './provider-keys.js';

/** What a verified access token says. */
export interface VerifiedToken {
  identity: Identity;
  /** When the provider knew this; not later than now, however its clock goes. */
  issuedAt: Date;
  expiresAt: Date;
  /** The scopes of ours that the token names; absent where it names none. */
  scopes?: readonly Scope[];
  signIn: SignInProof;
}

export interface TokenVerifier {
  /**
   * @throws Refused `token-invalid`, in a sentence that says what is wrong with the token; `busy` while the provider's keys
   * cannot be had
   */
  verify: (token: string) => Promise<VerifiedToken>;
}

export interface TokenRules {
  issuer: string;
  audience: string;
  claims: ClaimNames;
  keys: ProviderKeys;
  /** By which expiry is judged. */
  clock: Clock;
}

/** Asymmetric algorithms only: a provider's public key must never serve as a shared secret. */
export const algorithms = ['RS256', 'ES256', 'PS256'];

/** How far the clocks of the provider and of this machine may be apart. */
export const clockToleranceSeconds = 5;

/** Verifies access tokens (JWT) of one provider, for one audience. */
export function tokenVerifier({ issuer, audience, claims, keys, clock }: TokenRules): TokenVerifier {
  return {
    verify: async (token) => {
      const now = clock.now();
      try {
        const { payload, protectedHeader } = await jwtVerify(token, keys, {
          issuer,
          audience,
          algorithms,
          requiredClaims: ['exp', 'iat', 'sub'],
          clockTolerance: clockToleranceSeconds,
          currentDate: now,
        });
        if (isIdToken(payload, protectedHeader.typ)) throw invalid(idTokenSent);
        return readToken(payload, claims, now);
      } catch (error) {
        if (error instanceof errors.JOSEError) throw invalid(sentenceFor(error));
        throw error;
      }
    },
  };
}

/**
 * Whether a token says who signed in rather than what they may do here. Some providers give both kinds the same audience; every sign-in
 * of this service has a nonce, which access tokens have only where their type says that they are some.
 */
const isIdToken = ({ typ, nonce, at_hash: hash }: JWTPayload, headerType = 'JWT'): boolean =>
  typ === 'ID' || hash !== undefined || (nonce !== undefined && typ !== 'Bearer' && headerType !== 'at+jwt');

const idTokenSent =
  'This is an ID token, which says who signed in. Send the access token that the sign-in provider gave with it.';

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
  iat: 'The access token does not say when it was issued.',
  sub: 'The access token does not say whose it is.',
};

function sentenceFor(error: errors.JOSEError): string {
  const claim = error instanceof errors.JWTClaimValidationFailed ? claimSentences[error.claim] : undefined;
  return (
    claim ?? sentences[error.code] ?? 'The access token cannot be verified. Get a new one from the sign-in provider.'
  );
}

function readToken(payload: JWTPayload, names: ClaimNames, now: Date): VerifiedToken {
  const read = readClaims(payload, names);
  if ('unreadable' in read) {
    throw invalid(
      `The access token has claims that cannot be read: ${read.unreadable}. Ask an administrator of the sign-in provider.`,
    );
  }
  if ('agencyMissing' in read) {
    throw invalid(
      `The access token gives the role ${read.agencyMissing} but no agency. Ask an administrator of the sign-in provider.`,
    );
  }
  const limits = scopesAmong(read.words);
  const issuedAt = new Date(Math.min(secondsOf(payload.iat) * 1000, now.getTime()));
  return {
    identity: read.identity,
    issuedAt,
    signIn: readSignIn(payload, names, issuedAt),
    expiresAt: new Date(secondsOf(payload.exp) * 1000),
    ...(limits === undefined ? {} : { scopes: limits }),
  };
}

/** A time claim that the verification has required. */
const secondsOf = (claim: number | undefined): number => claim ?? 0;
