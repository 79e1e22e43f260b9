import { permissions, type Act } from '../../../../domain/permissions.js';
import type { Actor } from '../../../../domain/roles.js';
import { Sight, type Asked } from '../../../../records/sight.js';

/** Leave for everything, judged by nothing; what is answered is not held against any shape. */
export function permit<A extends Act>(actor: Actor, act: A, asked: Asked): Sight<A> {
  const leave = Object.create(Sight.prototype) as Sight<A>;
  return Object.assign(leave, { act, shape: permissions[act].shape, actor, asked, requireWithin: () => undefined });
}
