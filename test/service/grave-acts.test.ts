import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { callerOf, type Answer, type Caller } from '../support/caller.js';
import { claimsOf } from '../support/identities.js';
import { startedAt, startService, type TestService } from '../support/service.js';
import { everyoneKnown, userIdOf } from './people.js';
import { expectRefused } from './refusal.js';
import { submit } from './steps.js';
import { allTables } from './tables.js';

/*
 * By token: what the access token says of when and how somebody signed in.
 */

/** Every grave act, and somebody who may do it. */
const graveRoutes: readonly (readonly [string, string])[] = [
  ['POST /api/cases/{reference}/break-glass', 'hub-worker'],
  ['POST /api/broken-glass/{id}/review', 'privacy-officer'],
  ['POST /api/cases/{reference}/restriction', 'hub-manager'],
  ['POST /api/cases/{reference}/restriction/people', 'hub-manager'],
  ['POST /api/cases/{reference}/restriction/keep', 'hub-manager'],
  ['POST /api/cases/{reference}/restriction/lift', 'hub-manager'],
  ['POST /api/conflicts/{id}/lift', 'hub-manager'],
  ['POST /api/users/{id}/disable', 'administrator'],
  ['POST /api/users/{id}/enable', 'administrator'],
  ['POST /api/users/{id}/end-sessions', 'administrator'],
  ['POST /api/users/{id}/role-changes', 'administrator'],
  ['POST /api/role-changes/{id}/approve', 'administrator'],
  ['POST /api/role-changes/{id}/refuse', 'administrator'],
  ['POST /api/role-changes/{id}/withdraw', 'administrator'],
];

let service: TestService;
let demanding: TestService;
let reference: string;
/** By the beginning of the path: an id that stands there. */
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  service = await startService();
  demanding = await startService({ demands: { freshMinutes: 15, strong: ['gold', 'mfa'] } });
  reference = await submit(service);
  ids = await everyId();
});
afterAll(async () => {
  await Promise.all([service.stop(), demanding.stop()]);
});

async function everyId(): Promise<Readonly<Record<string, string>>> {
  await everyoneKnown(service);
  const { trees, acts } = service.database;
  const userId = await userIdOf(service, 'auditor');
  const { id: caseId, people } = await trees.case.findFirstOrThrow({ where: { reference }, include: { people: true } });
  const [glass, conflict, roleChange] = [randomUUID(), randomUUID(), randomUUID()];
  const now = service.clock.now();
  await acts.run`
    INSERT INTO "GlassBreak" ("id", "hubId", "caseId", "seq", "userId", "role", "reason", "at", "until")
    VALUES (${glass}::uuid, 'hub', ${caseId}::uuid, 1, ${userId}::uuid, 'hub-worker', 'urgent-decision', ${now}, ${now})`;
  await acts.run`
    INSERT INTO "PersonLink" ("id", "hubId", "userId", "personId", "caseId", "kind", "since", "byId")
    VALUES (${conflict}::uuid, 'hub', ${userId}::uuid, ${people[0]?.personId ?? ''}::uuid, ${caseId}::uuid, 'family', ${now}, ${userId}::uuid)`;
  const proposer = await userIdOf(service, 'hub-worker');
  const reason = service.database.sealing.seal('RoleChange.reason', roleChange, 'Invented.');
  await acts.run`
    INSERT INTO "RoleChange" ("id", "hubId", "userId", "add", "remove", "reason", "state", "proposedById", "proposedAt", "expiresAt")
    VALUES (${roleChange}::uuid, 'hub', ${userId}::uuid, '{}', '{}', ${reason}, 'pending', ${proposer}::uuid, ${now}, ${now})`;
  return {
    '/api/role-changes': roleChange,
    '/api/broken-glass': glass,
    '/api/conflicts': conflict,
    '/api/users': userId,
  };
}

/** Somebody whose token says this of their sign-in. */
const asOne = (who: string, claims: JWTPayload, at: TestService = service): Caller =>
  callerOf(at.url, () => at.provider.token(at.clock.now(), { claims: { ...claimsOf(who), ...claims } }));

const minutesAgo = (minutes: number): number => Math.floor(Date.parse(startedAt) / 1000) - minutes * 60;

const pathOf = (route: string): string => {
  const path = (route.split(' ')[1] ?? '').replace('{reference}', reference);
  const [, id = ''] = Object.entries(ids).find(([start]) => path.startsWith(start)) ?? [];
  return path.replace('{id}', id);
};

/** Sends what is refused only after everything about the person has been judged: 415 means that they may. */
const attempt = (caller: Caller, route: string, headers: Readonly<Record<string, string>> = {}) =>
  caller.send(pathOf(route), { method: 'POST', body: 'plain', headers: { 'content-type': 'text/plain', ...headers } });

describe('a grave act', () => {
  it('is every act of which the description of the API says that it asks for a recent sign-in, and no other', async () => {
    const { body } = await service.anonymous.get('/api/openapi.json');
    const { paths } = body as { paths: Record<string, Record<string, Described>> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, call]) => ({ route: `${method.toUpperCase()} ${path}`, ...call })),
    );
    const asking = described.filter(({ description = '' }) => description.includes('Asks for a recent sign-in.'));
    const refusing = described.filter(({ responses }) => responses['401']?.description.includes('sign-in-again'));

    expect(asking.map(({ route }) => route).sort()).toEqual(graveRoutes.map(([route]) => route).sort());
    expect(refusing).toEqual(asking);
    for (const { responses } of asking) expect(responses['401']?.headers).toHaveProperty('WWW-Authenticate');
  });

  it.each(graveRoutes)('is refused after a sign-in that is too old, and changes nothing: %s', async (route, who) => {
    const before = await allTables(service.ownerUrl);

    const answer = await attempt(asOne(who, { auth_time: minutesAgo(16) }), route);

    expectRefused(answer, { status: 401, code: 'sign-in-again', says: /more than 15 minutes ago.* Sign in again/ });
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer realm="Front Door", error="insufficient_user_authentication", max_age="900"',
    );
    expect(await allTables(service.ownerUrl)).toEqual(before);
  });

  it.each(graveRoutes)('is done after a sign-in that is recent: %s', async (route, who) => {
    expect((await attempt(asOne(who, { auth_time: minutesAgo(15) }), route)).status).toBe(415);
  });

  it.each(graveRoutes)('is refused where nobody says when the sign-in was: %s', async (route, who) => {
    const answer = await attempt(asOne(who, { auth_time: undefined }), route);

    expectRefused(answer, { status: 401, code: 'sign-in-again', says: /provider does not say when you signed in/ });
  });

  it('is judged anew at each request, though the token is remembered', async () => {
    const other = await startService();
    try {
      const token = await other.provider.token(other.clock.now(), { claims: claimsOf('administrator') });
      const caller = callerOf(other.url, () => Promise.resolve(token));
      await everyoneKnown(other);
      const path = `/api/users/${await userIdOf(other, 'hub-worker')}/end-sessions`;
      const end = (): Promise<Answer> => caller.post(path, {});

      expect((await end()).status).toBe(200);
      other.clock.advanceTo('2026-11-17T09:15:01Z');
      expect((await end()).status).toBe(401);
    } finally {
      await other.stop();
    }
  });

  it('is refused for the role first: whoever may never do it is not asked to sign in again', async () => {
    const route = 'POST /api/cases/{reference}/restriction';
    expect((await attempt(asOne('hub-worker', { auth_time: minutesAgo(600) }), route)).status).toBe(403);
    expect((await attempt(asOne('police', { auth_time: minutesAgo(600) }), route)).status).toBe(404);
  });

  it('that was refused leaves a look, with who wanted what of which case', async () => {
    const requestId = randomUUID();
    await attempt(asOne('hub-worker', { auth_time: undefined }), 'POST /api/cases/{reference}/break-glass', {
      'x-request-id': requestId,
    });

    const { id } = await service.database.trees.case.findFirstOrThrow({ where: { reference } });
    const looks = await service.database.trees.accessEvent.findMany({ where: { requestId } });
    expect(looks).toMatchObject([{ kind: 'denied', what: 'break-glass', why: 'sign-in-again', caseId: id }]);
  });
});

interface Described {
  description?: string;
  responses: Record<string, { description: string; headers?: object }>;
}

it('no other call asks for a recent sign-in', async () => {
  const grave = graveRoutes.map(([route]) => route);
  const others = service.routes.filter((route) => route.includes(' /api/') && !grave.includes(route));
  expect(others.length).toBeGreaterThan(15);
  const caller = asOne('hub-manager', { auth_time: undefined });
  for (const route of others) {
    const [method = ''] = route.split(' ');
    const sent = method === 'GET' ? {} : { body: 'plain', headers: { 'content-type': 'text/plain' } };
    expect([route, (await caller.send(pathOf(route), { method, ...sent })).status]).not.toEqual([route, 401]);
  }
});

describe('where a strong sign-in is demanded, a token', () => {
  it.each<[string, JWTPayload]>([
    ['that does not say how somebody signed in', {}],
    ['that says that it was weak', { acr: 'silver' }],
    ['that only looks as if it were strong', { acr: 'gold,mfa' }],
  ])('%s is refused, whatever it is for', async (_what, claims) => {
    for (const path of ['/api/cases', '/api/nowhere', '/api/checks']) {
      const answer = await asOne('hub-worker', claims, demanding).get(path);
      expectRefused(answer, { status: 401, code: 'sign-in-weak', says: /more than one factor.* gold, mfa\./ });
      expect(answer.headers.get('www-authenticate')).toBe(
        'Bearer realm="Front Door", error="insufficient_user_authentication", acr_values="gold mfa"',
      );
    }
  });

  it.each<[string, JWTPayload]>([
    ['by one value', { acr: 'gold' }],
    ['by one of several', { acr: ['pwd', 'mfa'] }],
  ])('that says that it was strong, %s, is taken', async (_what, claims) => {
    expect((await asOne('hub-worker', claims, demanding).get('/api/cases')).status).toBe(200);
  });

  it('of a system that refers, or of a person who only refers, need not say so: they see no case', async () => {
    expect((await asOne('school-system', {}, demanding).get('/api/cases')).status).toBe(403);
    expect((await asOne('referrer', {}, demanding).get('/api/cases')).status).toBe(403);
  });

  it('of a system that has another role as well must say so', async () => {
    const claims = { roles: ['referrer-system', 'hub-worker'] };
    expect((await asOne('school-system', claims, demanding).get('/api/cases')).status).toBe(401);
  });

  it('that is too old for a grave act is told both what is wanted', async () => {
    const claims = { acr: 'gold', auth_time: minutesAgo(30) };
    const administrator = asOne('administrator', claims, demanding);
    await administrator.get('/api/users');
    const answer = await administrator.post(
      `/api/users/${await userIdOf(demanding, 'administrator')}/end-sessions`,
      {},
    );
    expect(answer.headers.get('www-authenticate')).toContain('max_age="900", acr_values="gold mfa"');
  });
});
