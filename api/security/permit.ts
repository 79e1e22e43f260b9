import { rolesGranted, type Act } from '../../domain/permissions.js';
import type { Actor } from '../../domain/roles.js';
import { scopeMissing } from '../../domain/scopes.js';
import { Refused } from '../../records/open-case.js';
import { Sight, type Asked } from '../../records/sight.js';
import { nothingHere } from '../problem-answers.js';

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
  if (sight === 'unknown' && found.caseId !== null) throw nothingHere();
  const held =
    actor.roles.length === 0 ? 'You have no role here' : `Your role (${actor.roles.join(', ')}) may not do this`;
  throw new Refused({ code: 'forbidden', detail: `${held}. These may: ${rolesGranted(act).join(', ')}.` });
}

function requireScope(actor: Actor, act: Act): void {
  const missing = scopeMissing(actor, act);
  if (missing === undefined) return;
  throw new Refused({
    code: 'scope-missing',
    detail: `Your access token is limited to ${(actor.scopes ?? []).join(', ')}, and this needs ${missing}. Ask the sign-in provider for a token with that scope.`,
  });
}
