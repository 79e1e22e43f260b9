import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { Refused } from '../../records/open-case.js';
import type { Clock } from '../../runtime/clock.js';
import { discover } from './discovery.js';

/** Finds the provider's key for a token. */
export type ProviderKeys = JWTVerifyGetKey;

const timeoutMilliseconds = 3000;

/** After a failure the provider is left alone for so long, so that its absence does not slow every request down. */
const coolDownMilliseconds = 2000;

/** Keys are asked for again after so long, so that one which the provider withdrew is not trusted for ever. */
const renewAfterMilliseconds = 10 * 60 * 1000;

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/**
 * The signing keys of an OIDC provider, found by discovery when the first token comes and then kept, so that the service
 * starts, and stays up, while the provider is away. A key that is not known makes it look again, at most every 30 seconds;
 * every ten minutes all are renewed, and if the provider is away then, those that are there go on.
 * The keys throw Refused `busy` for a token whose key is not there while the provider cannot be reached.
 *
 * @param onTrouble told of every look-up that failed
 */
export function providerKeys(issuer: string, clock: Clock, onTrouble: (error: unknown) => void): ProviderKeys {
  const now = (): number => clock.now().getTime();
  let found: RemoteKeys | undefined;
  let renewAt = 0;
  let restingUntil = 0;

  const current = async (): Promise<RemoteKeys> => {
    const isRenewal = found !== undefined && now() >= renewAt;
    if (found === undefined || isRenewal) renewAt = now() + renewAfterMilliseconds;
    found ??= createRemoteJWKSet(new URL((await discover(issuer)).jwks_uri), {
      timeoutDuration: timeoutMilliseconds,
      cacheMaxAge: Infinity,
    });
    if (isRenewal) await found.reload().catch(onTrouble);
    return found;
  };

  return async (header, token) => {
    if (now() < restingUntil) return keyAmong(found?.jwks(), header, token);
    try {
      const keys = await current();
      return await keys(header, token);
    } catch (error) {
      if (isOfTheToken(error)) throw error;
      restingUntil = now() + coolDownMilliseconds;
      onTrouble(error);
      throw providerAway();
    }
  };
}

/** The key for a token among those that were found before. @throws Refused `busy` where it is none of them */
async function keyAmong(
  kept: JSONWebKeySet | undefined,
  ...token: Parameters<ProviderKeys>
): Promise<Awaited<ReturnType<ProviderKeys>>> {
  if (kept === undefined) throw providerAway();
  try {
    return await createLocalJWKSet(kept)(...token);
  } catch (error) {
    throw error instanceof errors.JWKSNoMatchingKey ? providerAway() : error;
  }
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
