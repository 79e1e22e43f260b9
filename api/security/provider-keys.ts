import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { Refused } from '../../records/open-case.js';
import type { Clock } from '../../runtime/clock.js';

/** Finds the provider's key for a token. */
export type ProviderKeys = JWTVerifyGetKey;

const timeoutMilliseconds = 3000;

/** After a failure the provider is left alone for so long, so that its absence does not slow every request down. */
const coolDownMilliseconds = 2000;

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/**
 * The signing keys of an OIDC provider, found by discovery when the first token comes and then kept, so that the service
 * starts, and stays up, while the provider is away. A key that is not known makes it look again, at most every 30 seconds.
 * The keys throw Refused `busy` while the provider cannot be reached.
 *
 * @param onTrouble told of every look-up that failed
 */
export function providerKeys(issuer: string, clock: Clock, onTrouble: (error: unknown) => void): ProviderKeys {
  let found: ProviderKeys | undefined;
  let restingUntil = 0;

  return async (header, token) => {
    if (clock.now().getTime() < restingUntil) throw providerAway();
    try {
      found ??= createRemoteJWKSet(await keysAddress(issuer), { timeoutDuration: timeoutMilliseconds });
      return await found(header, token);
    } catch (error) {
      if (isOfTheToken(error)) throw error;
      restingUntil = clock.now().getTime() + coolDownMilliseconds;
      onTrouble(error);
      throw providerAway();
    }
  };
}

const isOfTheToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

const providerAway = (): Refused =>
  new Refused({
    code: 'busy',
    detail:
      'The sign-in provider cannot be reached, so your access token cannot be verified. Try again in a few seconds.',
  });

async function keysAddress(issuer: string): Promise<URL> {
  const response = await fetch(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  if (!response.ok) throw new Error(`Discovery of the sign-in provider answers ${response.status}`);
  const document = discovery.parse(await response.json());
  if (document.issuer !== issuer) throw new Error('Discovery of the sign-in provider names another issuer');
  return new URL(document.jwks_uri);
}
