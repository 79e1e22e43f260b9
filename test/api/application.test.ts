import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RequestHandler } from 'express';
import { createApp } from '../../api/app.js';
import { listen, type Listening } from '../../api/listening.js';
import { providerKeys } from '../../api/security/provider-keys.js';
import { openRefusedTokens } from '../../api/security/refused-tokens.js';
import { tokenVerifier } from '../../api/security/tokens.js';
import { openServedDatabase, type ServedDatabase } from '../../records/database.js';
import { systemClock } from '../../runtime/clock.js';
import { openLog } from '../../runtime/log.js';
import { keyRing } from '../support/keys.js';
import { until } from '../support/until.js';
import { claimNames, TestProvider } from './provider.js';

/*
 * The application as it stands on the network, with a sign-in provider but without PostgreSQL: everything that is decided
 * before the record is asked, and what is said while the record is away.
 */

const audience = 'front-door';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

let provider: TestProvider;
let database: ServedDatabase;
let listening: Listening;
let logged: string[] = [];
let isStarted = true;
let probes = 0;

beforeAll(async () => {
  provider = await TestProvider.start();
  const nowhere = 'postgresql://nobody@127.0.0.1:1/nothing';
  database = openServedDatabase({ databaseUrl: nowhere, agencyDatabaseUrl: nowhere, keys: keyRing() });
  const clock = systemClock;
  const oidc = { issuer: provider.issuer, audience, providerName: 'test', claims: claimNames };
  const app = createApp(
    {
      hubId: 'hub',
      publicUrl: 'https://front-door.example',
      keys: keyRing(),
      temporalUiOrigin: undefined,
      version: '1.2.3',
      oidc,
      clock,
      log: openLog('api', 'info', { write: (line: string) => void logged.push(line) }),
      demands: { freshMinutes: 15, strong: [] },
      limits: { perAccount: 1000, perAddress: 1000 },
      record: { database, ring: () => undefined },
      refusedTokens: openRefusedTokens(database, clock, () => undefined),
      tokens: tokenVerifier({
        ...oidc,
        clock,
        keys: providerKeys(provider.issuer, clock, () => undefined),
      }),
      readiness: {
        isStarted: () => isStarted,
        isTemporalUp: () => Promise.resolve(false),
        isMailUp: () => {
          probes += 1;
          return Promise.resolve(true);
        },
      },
      trustedProxies: 0,
    },
    [
      { path: '/mounted', handler: (_request, response) => void response.send('mounted') },
      { path: '/breaking', handler: breakOff },
    ],
  );
  listening = await listen(app, '127.0.0.1', 0);
});

afterAll(async () => {
  await listening.stop();
  await Promise.all([database.close(), provider.goAway()]);
});

/** Begins an answer and fails. */
const breakOff: RequestHandler = (_request, response, next) => {
  response.set('Content-Length', '100').write('begun', () => {
    next(new Error('Kit Madeup'));
  });
};

beforeEach(() => {
  logged = [];
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${listening.port}${path}`, init);

const askAs = async (path: string, init: RequestInit = {}): Promise<Response> =>
  ask(path, {
    ...init,
    headers: { authorization: `Bearer ${await provider.token(systemClock.now())}` },
  });

describe('without a token', () => {
  it('health, info, metrics and the OpenAPI document are open', async () => {
    expect(await (await ask('/health')).json()).toEqual({ status: 'up' });
    expect(await (await ask('/info')).json()).toEqual({ name: 'front-door', version: '1.2.3', node: process.version });
    expect(((await (await ask('/api/openapi.json')).json()) as { openapi: string }).openapi).toBe('3.1.0');
    expect(await (await ask('/metrics')).text()).toContain('process_cpu_seconds_total');
  });

  it('readiness lists what is up, and says no while PostgreSQL is away or start is not complete', async () => {
    const dependencies = { postgresql: 'degraded', temporal: 'degraded', mail: 'up' };
    const away = await ask('/ready');
    expect([away.status, await away.json()]).toEqual([503, { status: 'unavailable', dependencies }]);

    isStarted = false;
    const starting = await ask('/ready');
    isStarted = true;
    expect([starting.status, await starting.json()]).toEqual([503, { status: 'starting', dependencies }]);
  });

  it('readiness asks what it depends on once for all who ask at a time, and again a moment later', async () => {
    const before = probes;
    await Promise.all(Array.from({ length: 200 }, () => ask('/ready')));
    const after = probes;
    expect(after - before).toBeLessThanOrEqual(1);
    await until('another probe', async () => {
      await ask('/ready');
      return probes > after ? probes : undefined;
    });
  });

  it.each(['/api/cases', '/api/nothing', '/nothing', '/', '/local/mail'])('%s asks for one', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="Front Door"');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      ...{ type: 'urn:front-door:problem:token-missing', title: 'Sign in first', status: 401, code: 'token-missing' },
    });
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer a b', 'Token x'])('%j is none', async (authorization) => {
    expect((await ask('/api/cases', { headers: { authorization } })).status).toBe(401);
  });

  it('a mount answers before anything of ours', async () => {
    const answer = await ask('/mounted/anything');
    expect([await answer.text(), answer.headers.get('x-request-id')]).toEqual(['mounted', null]);
  });
});

describe('with a token', () => {
  it('that is no good the service is busy, too, while the attempt cannot be recorded', async () => {
    const answer = await ask('/api/cases', { headers: { authorization: 'Bearer x.y.z' } });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await answer.json()).toMatchObject({ code: 'busy', detail: expect.stringContaining('without a trace') });
  });

  it('the service is busy, and says when to try again, while PostgreSQL is away', async () => {
    const answer = await askAs('/api/cases');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await answer.json()).toMatchObject({ code: 'busy' });
  });
});

it('no page may have payloads opened where no UI of Temporal is known', async () => {
  const answer = await ask('/codec/decode', { method: 'OPTIONS', headers: { origin: 'http://localhost:8080' } });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  expect(await answer.json()).toMatchObject({ code: 'foreign-origin' });
});

describe('every answer', () => {
  it('carries headers that let no page run, frame or sniff it, and does not say what made it', async () => {
    const { headers } = await ask('/api/cases');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toContain('max-age=');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('under /api is never stored and never conditional', async () => {
    for (const path of ['/api/cases', '/api/openapi.json']) {
      const { headers } = await ask(path, { headers: { 'if-none-match': '*' } });
      expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['no-store', null]);
    }
    expect((await ask('/api/openapi.json', { headers: { 'if-none-match': '*' } })).status).toBe(200);
  });

  it('names its request: by the id that came, if that is a UUID, and by a new one otherwise', async () => {
    const id = '0d5e8b1e-44f7-4ad5-8f4e-2f0c7a9b1234';
    expect((await ask('/health', { headers: { 'x-request-id': id } })).headers.get('x-request-id')).toBe(id);
    expect((await ask('/health', { headers: { 'x-request-id': 'forged line' } })).headers.get('x-request-id')).toMatch(
      uuid,
    );
  });
});

it('requests are logged and counted by the pattern of their path, without what was typed into it', async () => {
  await askAs('/api/cases/Kit-Madeup?q=Kit+Madeup');
  await ask('/Kit/Madeup');
  const figures = await (await ask('/metrics')).text();
  expect(figures).toMatch(/http_request_duration_seconds_count\{method="GET",route="none",status="401"\}/);
  expect(logged.filter((line) => line.includes('Request answered'))).toHaveLength(2);
  expect(logged.join() + figures).not.toContain('Madeup');
});

it('localhost leads to it by IPv4 and by IPv6, where the machine has both', async () => {
  expect((await fetch(`http://localhost:${listening.port}/health`)).status).toBe(200);
});

it('an answer that fails once it has begun is broken off, and the log says so without its words', async () => {
  const answer = await ask('/breaking');

  await expect(answer.text()).rejects.toThrow();
  expect(logged.filter((line) => line.includes('failed while it was answered'))).toHaveLength(1);
  expect(logged.join()).not.toContain('Madeup');
});

it('a port in use is refused as such', async () => {
  await expect(listen(() => undefined, '127.0.0.1', listening.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
