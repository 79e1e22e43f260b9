import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair, type JWTPayload } from 'jose';
import type { SignOptions, TestProvider } from '../api/provider.js';
import { callerOf, type Answer } from '../support/caller.js';
import { startedAt, startService, type TestService } from '../support/service.js';
import { aReferral } from './bodies.js';
import { expectRefused } from './refusal.js';
import { submit } from './steps.js';
import { allTables } from './tables.js';

let service: TestService;
let provider: TestProvider;

beforeAll(async () => {
  service = await startService();
  ({ provider } = service);
});
afterAll(() => service.stop());

const inSeconds = (seconds: number): number => Math.floor(Date.parse(startedAt) / 1000) + seconds;
const asWorker = { sub: 'hub-worker', roles: ['hub-worker'] };

const signedBy = (options: SignOptions) => callerOf(service.url, () => provider.token(service.clock.now(), options));
const withClaims = (claims: JWTPayload) => signedBy({ claims: { ...asWorker, ...claims } });

function expectInvalid(answer: Answer, says: RegExp): void {
  expectRefused(answer, { status: 401, code: 'token-invalid', says });
  expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
}

describe('a request is answered with 401, and does nothing,', () => {
  it('when it carries no token', async () => {
    const before = await allTables(service.ownerUrl);
    const answer = await service.anonymous.post('/api/referrals', aReferral);
    expectRefused(answer, { status: 401, code: 'token-missing', says: /Get an access token/ });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="Front Door"');
    expect(await allTables(service.ownerUrl)).toEqual(before);
  });

  it('when it carries a password instead', async () => {
    const headers = { authorization: `Basic ${Buffer.from('hub-worker:demo').toString('base64')}` };
    expectRefused(await service.anonymous.get('/api/cases', headers), { status: 401, code: 'token-missing' });
  });

  it.each<[string, JWTPayload, RegExp]>([
    ['has expired', { exp: inSeconds(-60) }, /has expired. Get a new one/],
    ['is not valid yet', { nbf: inSeconds(60) }, /not valid yet/],
    ['is meant for another service', { aud: 'back-door' }, /Ask the sign-in provider for one with its audience/],
    ['comes from another provider', { iss: 'https://elsewhere.example' }, /another sign-in provider/],
    ['gives an agency role without an agency', { roles: ['agency-worker'] }, /no agency. Ask an administrator/],
  ])('when its token %s', async (_what, claims, says) => {
    const before = await allTables(service.ownerUrl);
    expectInvalid(await withClaims(claims).post('/api/referrals', aReferral), says);
    expect(await allTables(service.ownerUrl)).toEqual(before);
  });

  it('when somebody else signed its token', async () => {
    const { privateKey: key } = await generateKeyPair('ES256');
    expectInvalid(await signedBy({ claims: asWorker, key }).get('/api/cases'), /signature .* is wrong. Get a new one/);
  });

  it('when its token is no token', async () => {
    const answer = await service.anonymous.get('/api/cases', { authorization: 'Bearer opensesame' });
    expectInvalid(answer, /not a signed JWT/);
  });

  it('wherever it asks, also where there is nothing', async () => {
    expect((await service.anonymous.get('/api/nowhere')).status).toBe(401);
    expect((await service.anonymous.get('/anywhere-else')).status).toBe(401);
  });

  it('at the very next request once an account is switched off', async () => {
    const token = await provider.token(service.clock.now(), { claims: { sub: 'leaver', roles: ['hub-worker'] } });
    const leaver = callerOf(service.url, () => Promise.resolve(token));
    expect((await leaver.get('/api/cases')).status).toBe(200);
    await service.database.trees.user.updateMany({ where: { subject: 'leaver' }, data: { enabled: false } });
    expectInvalid(await leaver.get('/api/cases'), /switched off here. Ask an administrator/);
  });
});

describe('a token', () => {
  it('counts with the roles that it carries now, not with those of an earlier one', async () => {
    const reference = await submit(service);
    const climber = (roles: ('hub-worker' | 'auditor')[]) => service.as({ subject: 'climber', roles });
    expect((await climber(['auditor']).get(`/api/cases/${reference}`)).status).toBe(403);
    expect((await climber(['hub-worker']).get(`/api/cases/${reference}`)).status).toBe(200);
    expect((await climber(['auditor']).get(`/api/cases/${reference}`)).status).toBe(403);
  });

  it('counts with the roles that an administrator set since it was issued, at the very next request', async () => {
    const token = await provider.token(service.clock.now(), { claims: { sub: 'mover', roles: ['hub-worker'] } });
    const mover = callerOf(service.url, () => Promise.resolve(token));
    expect((await mover.get('/api/cases')).status).toBe(200);
    await service.database.trees.user.updateMany({
      where: { subject: 'mover' },
      data: { roles: ['agency-worker'], agency: 'police', rolesAsOf: new Date('2026-11-17T09:00:00.001Z') },
    });
    expect((await mover.get('/api/cases')).status).toBe(403);
    expect((await mover.get('/api/checks')).status).toBe(200);
  });

  it('counts for nothing against a newer one of the same person', async () => {
    const claims = { sub: 'promoted', roles: ['auditor'] };
    const old = await provider.token(new Date('2026-11-17T08:59:00Z'), { claims });
    const asBefore = callerOf(service.url, () => Promise.resolve(old));
    expect((await asBefore.get('/api/cases')).status).toBe(403);
    expect((await service.as({ subject: 'promoted', roles: ['hub-worker'] }).get('/api/cases')).status).toBe(200);
    expect((await asBefore.get('/api/cases')).status).toBe(200);
  });

  it('that names scopes does what they name, and nothing else that its roles allow', async () => {
    const system = signedBy({
      claims: { sub: 'school-system', roles: ['referrer-system'], scope: 'openid referrals:submit' },
    });
    const sent = await system.post('/api/referrals', aReferral);
    expect(sent.status).toBe(201);
    const { statusUrl } = sent.body as { statusUrl: string };
    const answer = await system.get(new URL(statusUrl).pathname);
    expectRefused(answer, {
      status: 403,
      code: 'scope-missing',
      says: /limited to referrals:submit, .*referrals:read/,
    });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer .*error="insufficient_scope"/);
  });

  it.each([undefined, 'openid', 'openid referral:submit Referrals:Submit referrals'])(
    'of a program that names no scope of ours does nothing: %j',
    async (scope) => {
      const system = signedBy({ claims: { sub: 'mistyped', roles: ['referrer-system'], scope } });
      expectRefused(await system.post('/api/referrals', aReferral), {
        ...{ status: 403, code: 'scope-missing', says: /names no scope of this service, .*referrals:submit/ },
      });
      const person = signedBy({ claims: { sub: 'person', roles: ['referrer'], scope } });
      expect((await person.post('/api/referrals', aReferral)).status).toBe(201);
    },
  );

  it('is not helped by scopes to what its roles do not allow', async () => {
    const system = signedBy({ claims: { sub: 'school-system', roles: ['referrer-system'], scope: 'cases:read' } });
    expectRefused(await system.get('/api/cases'), { status: 403, code: 'forbidden', says: /Your role/ });
  });

  it('cannot be verified while the provider is away: 503, and all is well once it is back', async () => {
    const other = await startService();
    try {
      await other.provider.goAway();
      const answer = await other.as('hub-worker').get('/api/cases');
      expectRefused(answer, { status: 503, code: 'busy', says: /sign-in provider cannot be reached.*Try again/ });
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      await other.provider.comeBack();
      other.clock.advanceTo('2026-11-17T09:00:10Z');
      expect((await other.as('hub-worker').get('/api/cases')).status).toBe(200);
    } finally {
      await other.stop();
    }
  });
});
