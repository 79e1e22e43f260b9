import type { Act } from '../../domain/permissions.js';
import type { Actor } from '../../domain/roles.js';
import { scopeMissing } from '../../domain/scopes.js';
import { Refused } from '../../records/open-case.js';
import { refusalOf, Sight, type Asked } from '../../records/sight.js';

/**
 * Leave for an act on what was found.
 * @throws Refused `not-found` where the actor may not know of it, `forbidden` if none of their roles ever may do this, `scope-missing` if
 * their token is limited to other acts
 */
export function permit<A extends Act>(actor: Actor, act: A, found: Asked): Sight<A> {
  const sight = Sight.of(actor, act, found);
  if (sight instanceof Sight) {
    requireScope(actor, act);
    return sight;
  }
  // That there is a hub is no secret.
  throw refusalOf(sight === 'unknown' && found.caseId === null ? 'never' : sight, actor, act);
}

function requireScope(actor: Actor, act: Act): void {
  const missing = scopeMissing(actor, act);
  if (missing === undefined) return;
  const { scopes = [] } = actor;
  const held = scopes.length === 0 ? 'names no scope of this service' : `is limited to ${scopes.join(', ')}`;
  throw new Refused({
    code: 'scope-missing',
    detail: `Your access token ${held}, and this needs ${missing}. Ask the sign-in provider for a token with that scope.`,
  });
}
