import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemIn, type Answer } from '../support/caller.js';
import { startService, type TestService } from '../support/service.js';

/** As many at once, each answered. */
const many = (count: number, ask: () => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: count }, ask));

describe('an account that asks too often', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService({ limits: { perAccount: 2, perAddress: 1000 } });
  });
  afterAll(() => service.stop());

  it('is asked to wait, and nobody else is', async () => {
    const answers = await many(21, () => service.as('hub-worker').get('/api/cases'));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(refused.map((answer) => problemIn(answer).code)).toEqual(['too-many-requests']);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await service.as('decision-maker').get('/api/cases')).status).toBe(200);
  });

  it('is asked to wait in a browser as well, by what it asks there and by token together', async () => {
    const browser = await service.signedIn('hub-manager');
    const tokens = await many(10, () => service.as('hub-manager').get('/api/cases'));
    const pages = await Promise.all(Array.from({ length: 11 }, () => browser.get('/account/sessions')));

    expect(tokens.filter(({ status }) => status === 429)).toEqual([]);
    const refused = pages.filter(({ status }) => status === 429);
    expect(refused.map(({ html }) => html)).toEqual([expect.stringContaining('>Please wait</h1>')]);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await service.as('hub-manager').get('/api/cases')).status).toBe(429);
    expect((await browser.get('/assets/made/front-door.css')).status).toBe(200);
  });
});

describe('an address that asks too often', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService({ limits: { perAccount: 1000, perAddress: 2 } });
  });
  afterAll(() => service.stop());

  it('is asked to wait, token or not, and can still see whether the service is well', async () => {
    const answers = await many(21, () => service.anonymous.get('/api/cases'));
    expect(answers.map(({ status }) => status).filter((status) => status === 429)).toHaveLength(1);
    expect((await service.as('hub-worker').get('/api/cases')).status).toBe(429);
    expect((await service.anonymous.get('/health')).status).toBe(200);
  });
});

describe('a network that asks too often', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService({ limits: { perAccount: 1000, perAddress: 2 }, trustedProxies: 1 });
  });
  afterAll(() => service.stop());

  it('is asked to wait, whichever of its addresses it asks from', async () => {
    let host = 0;
    const askFrom = (network: string): Promise<Answer> =>
      service.anonymous.get('/api/cases', { 'x-forwarded-for': `${network}::${(host += 1).toString(16)}` });
    const answers = await many(21, () => askFrom('2001:db8:0:1'));
    expect(answers.map(({ status }) => status).filter((status) => status === 429)).toHaveLength(1);
    expect((await askFrom('2001:db8:0:2')).status).toBe(401);
  });
});

describe('a client that sends its headers drop by drop', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  it('is cut off', async () => {
    const { port } = new URL(service.url);
    const socket = connect(Number(port), '127.0.0.1');
    const closed = new Promise<string>((resolve) => {
      let said = '';
      socket.on('data', (bytes) => (said += bytes.toString()));
      socket.on('close', () => {
        resolve(said);
      });
    });
    socket.write('GET /health HTTP/1.1\r\nHost: front-door.example\r\nX-Slow: ');
    expect(await closed).toContain('408 Request Timeout');
  });
});
