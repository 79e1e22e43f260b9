import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { processConverter } from '../../runtime/process-payloads.js';
import type { Answer } from '../support/caller.js';
import { keyRing, rotatedSecretKeys } from '../support/keys.js';
import { startService, temporalUiOrigin, type TestService } from '../support/service.js';
import { expectRefused, mistakes } from './refusal.js';

/** A payload as Temporal's UI sends it. */
interface Sent {
  metadata: Record<string, string>;
  data: string;
}

const sent = ({ metadata, data }: Payload): Sent => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
  ),
  data: Buffer.from(data ?? []).toString('base64'),
});

const saying = (words: string): Payload => defaultPayloadConverter.toPayload(words);

async function sealed(words: string, keys = keyRing()): Promise<Sent> {
  const [codec] = processConverter(keys).payloadCodecs ?? [];
  const [payload = {}] = (await codec?.encode([saying(words)])) ?? [];
  return sent(payload);
}

const decodePath = '/codec/decode';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const decode = (payloads: readonly unknown[], headers: Record<string, string> = {}): Promise<Answer> =>
  service.as('administrator').post(decodePath, { payloads }, headers);

describe('whoever operates Temporal', () => {
  it('has payloads opened, and gets those that are not sealed as they came', async () => {
    const plain = { ...sent(saying('Plain')), externalPayloads: [] };

    const { status, body, headers } = await decode([await sealed('Case M26'), plain, { metadata: {} }]);

    expect([status, body]).toEqual([200, { payloads: [sent(saying('Case M26')), plain, { metadata: {} }] }]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('may ask for none, as the command line does for a signal without arguments', async () => {
    const { status, body } = await service.as('administrator').post(decodePath, {});

    expect([status, body]).toEqual([200, { payloads: [] }]);
  });

  it('is named in the log with how many there were, and nothing that they say', async () => {
    const payloads = [await sealed('Zzmark'), sent(saying('Zzmark'))];
    await decode(payloads);

    const line = service.logged.find((logged) => logged.includes('Payloads were opened')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ hubId: 'hub', userId: expect.any(String), requestId: expect.any(String) });
    expect(service.logged.join()).toContain('"count":2');
    expect(service.logged.join()).not.toContain('Zzmark');
  });

  it('is told of each payload that does not open why, and with which key it was sealed, and gets none', async () => {
    const underNewKey = await sealed('Zzmark', keyRing(rotatedSecretKeys));
    const good = await sealed('Zzmark');
    const changed = { ...good, data: `${good.data.slice(0, -4)}AAAA` };
    const nameless = { ...good, metadata: { encoding: good.metadata.encoding } };
    const misnamed = { ...good, metadata: { ...good.metadata, 'encryption-key-id': btoa('<b>Zzmark') } };

    const answer = await decode([good, underNewKey, changed, nameless, misnamed]);

    expectRefused(
      answer,
      mistakes({
        '/payloads/1': /sealed with the key test-2, which is not among/,
        '/payloads/2': /does not open with the key test:/i,
        '/payloads/3': /does not say with which key/i,
        '/payloads/4': /does not say with which key/i,
      }),
    );
    expect(answer.text).not.toContain('Zzmark');
  });

  it.each<[string, unknown, number, string]>([
    ['more than 1,000 payloads', { payloads: Array.from({ length: 1001 }, () => ({})) }, 422, 'invalid-input'],
    ['more than 1 MB', { payloads: [{ data: 'A'.repeat(1_100_000) }] }, 413, 'body-too-large'],
    ['what is no list of payloads', { payloads: {} }, 422, 'invalid-input'],
    ['payloads that are none', { payloads: ['x', { metadata: 1 }] }, 422, 'invalid-input'],
  ])('is refused %s', async (_what, body, status, code) => {
    const answer = await service.as('administrator').post(decodePath, body);

    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ code })]);
  });
});

describe('a page', () => {
  const preflight = (origin: string): Promise<Answer> =>
    service.anonymous.send(decodePath, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-namespace',
      },
    });

  it('of Temporal’s UI may ask with what the browser holds, and may read refusals too', async () => {
    const asked = await preflight(temporalUiOrigin);
    const answers = [
      asked,
      await decode([await sealed('Case M26')], { origin: temporalUiOrigin }),
      await service.anonymous.post(decodePath, { payloads: [] }, { origin: temporalUiOrigin }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([204, 200, 401]);
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe(temporalUiOrigin);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('vary')).toContain('Origin');
    }
    expect(asked.headers.get('access-control-allow-methods')).toBe('POST');
    expect(asked.headers.get('access-control-allow-headers')?.toLowerCase().split(', ')).toEqual(
      expect.arrayContaining(['content-type', 'x-namespace', 'authorization']),
    );
  });

  it.each([
    'https://elsewhere.example',
    `${temporalUiOrigin}.elsewhere.example`,
    'null',
    'http://temporal.front-door.example',
  ])('of %s may not, whoever visits it', async (origin) => {
    const answers = [await preflight(origin), await decode([await sealed('Zzmark')], { origin })];

    for (const answer of answers) {
      expectRefused(answer, { status: 403, code: 'foreign-origin' });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('learns nothing of other calls across origins, not even Temporal’s UI', async () => {
    const { status, headers } = await service
      .as('administrator')
      .get('/api/deadlines?rating=red&from=2026-11-17T09:00:00Z', { origin: temporalUiOrigin });

    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });
});

describe('a browser in which an administrator has signed in', () => {
  const headersOf = (cookies: ReadonlyMap<string, string>): Record<string, string> => ({
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    origin: temporalUiOrigin,
  });

  it('has payloads opened for Temporal’s UI without a token', async () => {
    const { cookies } = await service.signedIn('administrator');
    const payloads = [await sealed('Case M26')];

    const { status, body } = await service.anonymous.post(decodePath, { payloads }, headersOf(cookies));

    expect([status, body]).toEqual([200, { payloads: [sent(saying('Case M26'))] }]);
  });

  it('has none opened for anybody else, for another page, or once it has signed out', async () => {
    const { cookies: others } = await service.signedIn('hub-manager');
    const browser = await service.signedIn('administrator');
    const headers = headersOf(browser.cookies);
    const ask = async (sentHeaders: Record<string, string>): Promise<number> =>
      (await service.anonymous.post(decodePath, { payloads: [] }, sentHeaders)).status;

    expect(await ask(headersOf(others))).toBe(403);
    expect(await ask({ ...headers, origin: 'https://elsewhere.example' })).toBe(403);
    await browser.submit('/sign-out', '/sign-out');
    expect(await ask(headers)).toBe(401);
  });
});
