import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { problemIn, type Answer } from '../support/caller.js';
import { startService, type TestService } from '../support/service.js';
import { aReferral, aScreening } from './bodies.js';
import { expectRefused } from './refusal.js';
import { submit } from './steps.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

describe('for operations, without a token,', () => {
  it('/health says that the process is alive', async () => {
    const answer = await service.anonymous.get('/health');
    expect([answer.status, answer.body]).toEqual([200, { status: 'up' }]);
  });

  it('/ready says that it can work, and which dependencies are away', async () => {
    const answer = await service.anonymous.get('/ready');
    const dependencies = { postgresql: 'up', temporal: 'degraded', mail: 'degraded' };
    expect([answer.status, answer.body]).toEqual([200, { status: 'ready', dependencies }]);
  });

  it('/info says what runs', async () => {
    const { body } = await service.anonymous.get('/info');
    expect(body).toEqual({ name: 'front-door', version: '1.2.3', node: process.version });
  });

  it('/api/openapi.json describes every route of the service', async () => {
    const { body } = await service.anonymous.get('/api/openapi.json');
    const { openapi, paths } = body as { openapi: string; paths: Record<string, object> };
    const described = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(openapi).toMatch(/^3\.1\./);
    expect(described.sort()).toEqual([...service.routes].sort());
  });
});

describe('while PostgreSQL is away', () => {
  let alone: TestService;
  beforeAll(async () => {
    alone = await startService({ databaseUrl: 'postgresql://front_door@127.0.0.1:1/nowhere' });
  });
  afterAll(() => alone.stop());

  it('the process is alive, and not ready', async () => {
    expect((await alone.anonymous.get('/health')).status).toBe(200);
    const ready = await alone.anonymous.get('/ready');
    expect(ready.status).toBe(503);
    expect(ready.body).toMatchObject({ status: 'unavailable', dependencies: { postgresql: 'degraded' } });
    expect((await alone.anonymous.get('/metrics')).status).toBe(200);
  });

  it.each<[string, (service: TestService) => Promise<Answer>]>([
    ['a look-up', ({ as }) => as('hub-worker').get('/api/cases')],
    ['an act', ({ as }) => as('referrer').post('/api/referrals', aReferral)],
  ])('%s is put off with 503, soon, and with word of when to try again', async (_what, asking) => {
    const answer = await asking(alone);
    expectRefused(answer, { status: 503, code: 'busy', says: /nothing was changed. Send it again/ });
    expect(answer.headers.get('retry-after')).toBe('2');
  });
});

describe('an address that leads nowhere', () => {
  it.each<[string, string]>([
    ['GET', '/api/nowhere'],
    ['GET', '/api/referrals'],
    ['POST', '/api/cases'],
    ['PUT', '/api/referrals'],
    ['DELETE', '/api/cases/M26-AAAA-AAC'],
    ['GET', '/local/mail'],
    ['POST', '/local/mail/outage'],
    ['GET', '/oidc/.well-known/openid-configuration'],
    ['GET', '/api/checks/%E0%A4%A'],
  ])('is answered with a problem document and 404: %s %s', async (method, path) => {
    const answer = await service.as('hub-manager').send(path, { method });
    expectRefused(answer, { status: 404, code: 'not-found', says: /Check the address/ });
  });
});

describe('a failure that nobody expected', () => {
  let broken: TestService;
  let reference: string;
  beforeAll(async () => {
    broken = await startService();
    reference = await submit(broken);
    const owner = new Client({ connectionString: broken.ownerUrl });
    await owner.connect();
    await owner.query('ALTER TABLE "Screening" RENAME COLUMN "rationale" TO "reasoning"');
    await owner.end();
  });
  afterAll(() => broken.stop());

  it('is answered with 500, no details, and the id under which the log has them', async () => {
    const rationale = 'Markedrationale of a failure.';
    const path = `/api/cases/${reference}/screening`;
    const answer = await broken.as('decision-maker').post(path, { ...aScreening, rationale });
    expect(Object.keys(problemIn(answer)).sort()).toEqual(['code', 'detail', 'status', 'title', 'type']);
    expectRefused(answer, { status: 500, code: 'internal', says: /give the operator the id in X-Request-Id/ });
    expect(answer.text).not.toMatch(/column|relation|Screening|reasoning|prisma|\bat \//i);

    const requestId = answer.headers.get('x-request-id') ?? 'none';
    const lines = broken.logged.filter((line) => line.includes(requestId));
    expect(lines.some((line) => line.includes('"level":"error"') && line.includes('"stack"'))).toBe(true);
    expect(broken.logged.join('')).not.toContain('Markedrationale');
  });

  it('leaves nothing behind', async () => {
    const { body } = await broken.as('hub-worker').get(`/api/cases/${reference}/events`);
    expect((body as { items: unknown[] }).items).toHaveLength(1);
  });
});

describe('every answer', () => {
  it('carries a request id, the caller’s own where it is a UUID', async () => {
    const own = '614aa998-5677-4fc4-bdd6-f1b243b5a5ec';
    expect((await service.anonymous.get('/health', { 'x-request-id': own })).headers.get('x-request-id')).toBe(own);
    const forged = await service.anonymous.get('/health', { 'x-request-id': 'level":"error' });
    expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('tells nobody what it is made of, and is neither framed nor sniffed', async () => {
    const { headers } = await service.anonymous.get('/health');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});
