import { permissions, permits, type Act } from '../../domain/permissions.js';
import type { Actor } from '../../domain/roles.js';
import { Refused } from '../../records/open-case.js';

/** @throws Refused `forbidden` if none of the actor's roles ever may do this */
export function permit(actor: Actor, act: Act): void {
  if (permits(actor, act)) return;
  const held =
    actor.roles.length === 0 ? 'You have no role here' : `Your role (${actor.roles.join(', ')}) may not do this`;
  throw new Refused({ code: 'forbidden', detail: `${held}. These may: ${permissions[act].join(', ')}.` });
}
