import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendBytes, statusesIn } from '../support/raw-http.js';
import { publicUrl, startService, type TestService } from '../support/service.js';
import { aReferral } from './bodies.js';
import { expectRefused } from './refusal.js';
import { screen, submit } from './steps.js';
import { allActs } from './tables.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const lines = (...all: readonly string[]): string => all.join('\r\n');

/** A second request, which nobody may find in what follows the first. */
const smuggled = lines('GET /info HTTP/1.1', 'Host: front-door.example', 'Connection: close', '', '');

describe('a request of which two readers could see two ends is refused, and what follows it is not read,', () => {
  it.each<[string, string[], string]>([
    ['a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked'], lines('0', '', '')],
    ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 4'], lines('0', '', '')],
    ['two lengths', ['Content-Length: 0', `Content-Length: ${smuggled.length}`], ''],
    ['a length that is a list', [`Content-Length: 0, ${smuggled.length}`], ''],
    ['a length with a sign', ['Content-Length: +0'], ''],
    ['another coding after chunks', ['Transfer-Encoding: chunked, identity'], lines('0', '', '')],
    ['a coding that nobody knows', ['Transfer-Encoding: xchunked'], lines('0', '', '')],
    ['a blank before the colon', ['Transfer-Encoding : chunked'], lines('0', '', '')],
    ['a folded header', ['X-One: 1', ' Transfer-Encoding: chunked'], lines('0', '', '')],
    ['a chunk whose size is no number', ['Transfer-Encoding: chunked'], lines('0x0', '', '')],
    ['a control character in a header', ['X-One: 1\0', 'Content-Length: 0'], ''],
  ])('when it has %s', async (_what, headers, body) => {
    const head = lines('POST /api/referrals HTTP/1.1', 'Host: front-door.example', ...headers, '', '');
    expect(statusesIn(await sendBytes(service.url, head + body + smuggled))).toEqual([400]);
  });

  it('when it names no host', async () => {
    expect(statusesIn(await sendBytes(service.url, lines('GET /health HTTP/1.1', '', '')))).toEqual([400]);
  });

  it('when its headers have more than 16 KB', async () => {
    const request = lines('GET /health HTTP/1.1', 'Host: a', `X-Long: ${'x'.repeat(20_000)}`, '', '');
    expect(statusesIn(await sendBytes(service.url, request))).toEqual([431]);
  });
});

describe('a method', () => {
  it('that sends a request back to whoever made it is not there', async () => {
    const request = lines(
      ...['TRACE /health HTTP/1.1', 'Host: front-door.example', 'Authorization: Bearer Markedtoken'],
      ...['Cookie: id=Markedcookie', 'Connection: close', '', ''],
    );
    const received = await sendBytes(service.url, request);
    expect(statusesIn(received)).toEqual([401]);
    expect(received).not.toContain('Marked');
  });

  it('is the one that the request line names, whatever a header says', async () => {
    const headers = { 'x-http-method-override': 'POST', 'x-http-method': 'POST', 'x-method-override': 'POST' };
    const path = '/api/referrals?_method=POST';
    expectRefused(await service.as('school-system').get(path, headers), { status: 404, code: 'not-found' });
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('that is safe is no act, on any route: %s', async (method) => {
    const { reference, checks } = await screen(service, await submit(service));
    const before = await allActs(service.ownerUrl);
    for (const route of service.routes) {
      const [, pattern = ''] = route.split(' ');
      const path = pattern.replace('{reference}', reference).replace('{id}', checks[0]?.id ?? '');
      for (const who of ['hub-manager', 'police']) await service.as(who).send(path, { method });
    }
    expect(await allActs(service.ownerUrl)).toEqual(before);
  });
});

describe('where a request came to', () => {
  it('is no part of any answer: links lead to the address that was configured', async () => {
    const token = await service.provider.token(service.clock.now(), { claims: { sub: 'any', roles: ['referrer'] } });
    const body = JSON.stringify(aReferral);
    const received = await sendBytes(
      service.url,
      lines(
        ...['POST http://evil.example/api/referrals HTTP/1.1', 'Host: evil.example', 'X-Forwarded-Host: evil.example'],
        ...['Forwarded: host=evil.example;proto=http', 'X-Forwarded-Proto: http', 'X-Original-URL: /health'],
        ...[`Authorization: Bearer ${token}`, 'Content-Type: application/json', `Content-Length: ${body.length}`],
        ...['Connection: close', '', body],
      ),
    );
    expect(statusesIn(received)).toEqual([201]);
    expect(received).toContain(`Location: ${publicUrl}/api/referrals/`);
    expect(received).not.toContain('evil.example');
  });

  it.each(['/api/cases/..%2f..%2fetc%2fpasswd', '/api/../../etc/passwd', '/.git/config', '/.env', '/api/', '/docs/'])(
    'is a route or nothing, never a file or a folder: %s',
    async (path) => {
      const request = lines(`GET ${path} HTTP/1.1`, 'Host: a', `Authorization: ${await bearer()}`, ...closing);
      expect(statusesIn(await sendBytes(service.url, request))).toEqual([404]);
    },
  );

  it('is decoded once: a reference that is encoded twice leads nowhere', async () => {
    const reference = await submit(service);
    const once = `%${reference.charCodeAt(0).toString(16)}${reference.slice(1)}`;
    const worker = service.as('hub-worker');
    expect((await worker.get(`/api/cases/${once}`)).status).toBe(200);
    expect((await worker.get(`/api/cases/${once.replace('%', '%25')}`)).status).toBe(404);
  });

  const closing = ['Connection: close', '', ''];
  const bearer = async (): Promise<string> =>
    `Bearer ${await service.provider.token(service.clock.now(), { claims: { roles: ['hub-manager'] } })}`;
});

describe('what is said twice', () => {
  it.each(['limit=1&limit=2', 'stage=received&stage=closed', 'q=M26&q=M27', 'limit[]=1', 'limit[a]=1'])(
    'is refused rather than guessed at, in a query: %s',
    async (query) => {
      const answer = await service.as('hub-worker').get(`/api/cases?${query}`);
      expect(answer.status).toBe(422);
    },
  );

  it('counts once: a parameter of the path is not taken from query or body', async () => {
    const reference = await submit(service);
    const answer = await service.as('hub-worker').get(`/api/cases/M26-AAAA-AAC?reference=${reference}`);
    expectRefused(answer, { status: 404, code: 'not-found' });
  });
});

describe('a compressed body', () => {
  const sending = (bytes: Uint8Array, encoding: string): Promise<{ status: number; text: string }> =>
    service.as('school-system').send('/api/referrals', {
      method: 'POST',
      body: Uint8Array.from(bytes),
      headers: { 'content-type': 'application/json', 'content-encoding': encoding },
    });

  it('is read like any other', async () => {
    expect((await sending(gzipSync(JSON.stringify(aReferral)), 'gzip')).status).toBe(201);
  });

  it('that grows beyond 1 MB is refused when it does, however small it came', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await sending(bomb, 'gzip')).status).toBe(413);
  });

  it.each(['deflate', 'gzip'])('that is not what it says is refused: %s', async (encoding) => {
    expect((await sending(Buffer.from(JSON.stringify(aReferral)), encoding)).status).toBe(400);
  });

  it('in a coding that nobody knows is refused', async () => {
    expect((await sending(Buffer.from(JSON.stringify(aReferral)), 'zstd-x')).status).toBe(415);
  });
});
