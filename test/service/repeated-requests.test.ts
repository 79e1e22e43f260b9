import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Answer } from '../support/caller.js';
import type { Role } from '../../domain/roles.js';
import { startService, type TestService } from '../support/service.js';
import { aReferral, aScreening, decisionOver, nobodyKnown } from './bodies.js';
import { expectRefused } from './refusal.js';
import type { CaseSeen } from './seen.js';
import { checkOf, readCase, screen, submit } from './steps.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

interface Sent {
  who: string;
  path: string;
  body: object;
  ifMatch?: string;
}

const sending = ({ who, path, body, ifMatch }: Sent, key: string): Promise<Answer> =>
  service
    .as(who)
    .post(path, body, { 'idempotency-key': key, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) });

const essence = ({ status, body, headers }: Answer): object => ({
  ...{ status, body, etag: headers.get('etag'), location: headers.get('location') },
});

/** Every act, as a request that can be made now. */
const acts: Readonly<Record<string, () => Promise<Sent>>> = {
  'submitting a referral': () => Promise.resolve({ who: 'referrer', path: '/api/referrals', body: aReferral }),
  screening: async () => ({
    ...{ who: 'decision-maker', path: `/api/cases/${await submit(service)}/screening`, body: aScreening },
  }),
  'taking on the next case': async () => {
    await submit(service);
    return { who: 'hub-worker', path: '/api/cases/claim-next', body: {} };
  },
  'claiming a check': async () => {
    const { id } = checkOf(await screenedCase(), 'police');
    return { who: 'police', path: `/api/checks/${id}/claim`, body: {} };
  },
  'answering a check': async () => {
    const { id, persons } = checkOf(await screenedCase(), 'police');
    return { who: 'police', path: `/api/checks/${id}/answer`, body: nobodyKnown(persons) };
  },
  deciding: async () => {
    const seen = await screenedCase();
    const path = `/api/cases/${seen.reference}/decision`;
    return { who: 'hub-manager', path, body: decisionOver(seen), ifMatch: `"${seen.version}"` };
  },
};
const screenedCase = async (): Promise<CaseSeen> => screen(service, await submit(service));

const eventCount = (): Promise<number> => service.database.trees.caseEvent.count();

describe.each(Object.entries(acts))('%s', (_act, prepare) => {
  it('twice under one key is one act with one answer, whatever has happened since', async () => {
    const sent = await prepare();
    const key = randomUUID();
    const first = await sending(sent, key);
    expect(first.status).toBeLessThan(300);
    const events = await eventCount();
    const rings = service.rung.length;

    expect(essence(await sending(sent, key))).toEqual(essence(first));
    expect(essence(await sending({ ...sent, ifMatch: '"99"' }, key))).toEqual(essence(first));
    expect(essence(await sending({ ...sent, ifMatch: '' }, key))).toEqual(essence(first));
    expect(await eventCount()).toBe(events);
    expect(service.rung).toHaveLength(rings);
  });

  it('eight times at once under one key is one act with one answer', async () => {
    const sent = await prepare();
    const key = randomUUID();
    const events = await eventCount();
    const answers = await Promise.all(Array.from({ length: 8 }, () => sending(sent, key)));
    const [first] = answers;
    expect(first?.status).toBeLessThan(300);
    for (const answer of answers) expect(essence(answer)).toEqual(first && essence(first));
    expect(await eventCount()).toBe(events + 1);
  });

  it('under the key of another request is refused, before the version and the body are looked at', async () => {
    const sent = await prepare();
    const key = randomUUID();
    await sending(sent, key);
    const events = await eventCount();
    const other = await sending({ ...sent, body: { ...sent.body, colour: 'red' }, ifMatch: '"99"' }, key);
    expectRefused(other, { status: 422, code: 'idempotency-key-reused', says: /Send a new request under a new key/ });
    expect(await eventCount()).toBe(events);
  });
});

describe('an idempotency key', () => {
  it('that came with one call is refused with another', async () => {
    const { id } = checkOf(await screenedCase(), 'police');
    const key = randomUUID();
    expect((await sending({ who: 'police', path: `/api/checks/${id}/claim`, body: {} }, key)).status).toBe(200);
    const elsewhere = await sending({ who: 'police', path: `/api/checks/${id}/answer`, body: {} }, key);
    expectRefused(elsewhere, { status: 422, code: 'idempotency-key-reused' });
  });

  it('is each person’s own', async () => {
    const key = randomUUID();
    const sent = { path: '/api/referrals', body: aReferral };
    const [first, second] = [
      await sending({ ...sent, who: 'referrer' }, key),
      await sending({ ...sent, who: 'hub-worker' }, key),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).not.toEqual(first.body);
  });

  it('of a refused request may be used again, once the request is mended', async () => {
    const key = randomUUID();
    const sent = { who: 'referrer', path: '/api/referrals' };
    expect((await sending({ ...sent, body: { ...aReferral, children: [] } }, key)).status).toBe(422);
    expect((await sending({ ...sent, body: aReferral }, key)).status).toBe(201);
  });

  it('of a role that was taken away since answers nothing', async () => {
    const path = `/api/cases/${await submit(service)}/screening`;
    const headers = { 'idempotency-key': randomUUID() };
    const asking = (role: Role): Promise<Answer> =>
      service.as({ subject: 'demoted', roles: [role] }).post(path, aScreening, headers);
    expect((await asking('decision-maker')).status).toBe(200);
    expectRefused(await asking('hub-worker'), { status: 403, code: 'forbidden' });
  });

  it('does not save a repetition that cannot be read', async () => {
    const headers = { 'idempotency-key': randomUUID(), 'content-type': 'application/json' };
    await service.as('referrer').post('/api/referrals', aReferral, headers);
    const broken = await service.as('referrer').send('/api/referrals', { method: 'POST', body: '{', headers });
    expectRefused(broken, { status: 400, code: 'malformed-body' });
  });

  it('must not be longer than 255 characters', async () => {
    const sent = { who: 'referrer', path: '/api/referrals', body: aReferral };
    expect((await sending(sent, 'k'.repeat(255))).status).toBe(201);
    expectRefused(await sending(sent, 'k'.repeat(256)), {
      status: 422,
      code: 'invalid-input',
      fields: { '/Idempotency-Key': /at most 255/ },
    });
  });
});

it('two people who decide at once on what they both saw: one decides, the other is told that the case has changed', async () => {
  const seen = await screenedCase();
  const path = `/api/cases/${seen.reference}/decision`;
  const deciding = (who: string): Promise<Answer> =>
    service.as(who).post(path, decisionOver(seen), { 'if-match': `"${seen.version}"` });
  const answers = await Promise.all([deciding('hub-manager'), deciding('decision-maker')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  expect((await readCase(service, seen.reference)).version).toBe(seen.version + 1);
});
