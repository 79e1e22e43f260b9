import { expect, it } from '@jest/globals';
import { rememberingActors } from '../../api/security/remembered-actors.js';
import type { Actor } from '../../domain/roles.js';

const ada: Actor = { userId: 'u1', hubId: 'hub', roles: ['hub-worker'], agency: null };

it('whose a token is, is found out once in five seconds', async () => {
  let at = new Date('2026-11-20T09:00:00Z');
  let asked = 0;
  const actorOf = rememberingActors({ now: () => at }, () => {
    asked += 1;
    return Promise.resolve(ada);
  });
  for (const second of [0, 1, 4, 5, 6]) {
    at = new Date(Date.parse('2026-11-20T09:00:00Z') + second * 1000);
    expect(await actorOf('token')).toBe(ada);
  }
  expect(asked).toBe(2);
});

it('a token that was refused is looked at again', async () => {
  let isSwitchedOff = true;
  const actorOf = rememberingActors({ now: () => new Date(0) }, () =>
    isSwitchedOff ? Promise.reject(new Error('switched off')) : Promise.resolve(ada),
  );
  await expect(actorOf('token')).rejects.toThrow('switched off');
  isSwitchedOff = false;
  expect(await actorOf('token')).toBe(ada);
});
