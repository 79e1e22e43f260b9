import type { Clock } from '../../runtime/clock.js';
import type { TokenVerifier, VerifiedToken } from './tokens.js';

/** So long at most is a token believed without another look at its signature: its key may have been withdrawn meanwhile. */
const rememberedMilliseconds = 10 * 60 * 1000;

const mostRemembered = 10_000;

/**
 * Remembers what verified tokens say until they expire, ten minutes at most: a person at work, or a system, makes many requests in
 * a row, and each would verify a signature. Whether the account is still switched on, and with which roles, is not remembered. A
 * token that was refused is looked at again.
 */
export function rememberingTokens(clock: Clock, tokens: TokenVerifier): TokenVerifier {
  const remembered = new Map<string, { verified: VerifiedToken; until: number }>();
  return {
    verify: async (token) => {
      const now = clock.now().getTime();
      const known = remembered.get(token);
      if (known !== undefined && now < known.until) return known.verified;
      remembered.delete(token);
      const verified = await tokens.verify(token);
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(token, {
        verified,
        until: Math.min(verified.expiresAt.getTime(), now + rememberedMilliseconds),
      });
      return verified;
    },
  };
}
