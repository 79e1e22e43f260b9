import type { Actor } from '../../domain/roles.js';
import type { Clock } from '../../runtime/clock.js';

/** So long may a token that expires, or an account that is switched off, still act. */
const rememberedMilliseconds = 5000;

const mostRemembered = 10_000;

/** Finds out who sends a token; throws where it is no good. */
export type FindActor = (token: string) => Promise<Actor>;

/**
 * Remembers for some seconds whose a token is: a person at work, or a system, makes many requests in a row, and each would
 * verify a signature and write to the record. Whoever was refused is not remembered.
 */
export function rememberingActors(clock: Clock, find: FindActor): FindActor {
  const remembered = new Map<string, { actor: Actor; until: number }>();
  return async (token) => {
    const now = clock.now().getTime();
    const known = remembered.get(token);
    if (known !== undefined && now < known.until) return known.actor;
    remembered.delete(token);
    const actor = await find(token);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(token, { actor, until: now + rememberedMilliseconds });
    return actor;
  };
}
