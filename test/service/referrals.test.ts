import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { Answer } from '../support/caller.js';
import { publicUrl, startedAt, startService, type TestService } from '../support/service.js';
import { aChild, aReferral } from './bodies.js';
import { expectRefused } from './refusal.js';
import { decide, readCase, screen, submit } from './steps.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

interface Receipt {
  reference: string;
  receivedAt: string;
  statusUrl: string;
  immediateAdvice?: string;
}
const receiptIn = ({ body }: Answer): Receipt => body as Receipt;
const submitting = (who: string, changes: object = {}): Promise<Answer> =>
  service.as(who).post('/api/referrals', { ...aReferral, ...changes });
const statusOf = async (who: string, reference: string): Promise<unknown> =>
  (await service.as(who).get(`/api/referrals/${reference}/status`)).body;

describe('a referral', () => {
  it.each(['referrer', 'school-system', 'hub-worker', 'decision-maker', 'hub-manager'])(
    'may be submitted by %s, over any channel',
    async (who) => {
      for (const channel of ['phone', 'email', 'online-form', 'system', 'police-notification']) {
        const answer = await submitting(who, { channel });
        expect(answer.status).toBe(201);
        expect(answer.body).toEqual({
          reference: expect.stringMatching(/^M26-[A-Z0-9]{4}-[A-Z0-9]{3}$/),
          receivedAt: startedAt,
          statusUrl: `${publicUrl}/api/referrals/${receiptIn(answer).reference}/status`,
        });
        expect(answer.headers.get('location')).toBe(receiptIn(answer).statusUrl);
      }
    },
  );

  it.each(readdirSync('examples').filter((name) => name.startsWith('referral-')))('is taken: %s', async (name) => {
    const referral = JSON.parse(readFileSync(`examples/${name}`, 'utf8')) as { children: unknown[] };
    const reference = await submit(service, referral);
    const { people } = await readCase(service, reference);
    expect(people.filter(({ role }) => role === 'child')).toHaveLength(referral.children.length);
  });

  it('about a child in immediate danger is answered with advice, and is Red at once', async () => {
    const answer = await submitting('referrer', {
      concern: { immediateDanger: true, whatHappened: 'Locked out at night.' },
    });
    expect(receiptIn(answer).immediateAdvice).toMatch(/999/);
    expect(await readCase(service, receiptIn(answer).reference)).toMatchObject({
      rating: 'red',
      immediateDanger: true,
    });
  });

  it('may come from a member of the public who gives no name and no address', async () => {
    const answer = await submitting('hub-worker', {
      channel: 'phone',
      referrer: { kind: 'public', name: ' ', email: '' },
    });
    expect(answer.status).toBe(201);
  });

  it('may leave out everything that is optional, or leave it blank', async () => {
    const child = {
      firstName: ' Nia ',
      lastName: 'Invented',
      dateOfBirth: '',
      address: { line1: ' ', town: '' },
      school: null,
    };
    const answer = await submitting('referrer', { children: [child], household: [], supportTried: ' ' });
    expect(answer.status).toBe(201);
    const [found] = (await readCase(service, receiptIn(answer).reference)).people;
    expect(found).toEqual({ id: expect.any(String), role: 'child', firstName: 'Nia', lastName: 'Invented' });
  });

  it('may be about a child born today in London, when it is still yesterday in Greenwich', async () => {
    service.clock.advanceTo('2027-06-01T23:30:00Z');
    expect((await submitting('referrer', { children: [{ ...aChild, dateOfBirth: '2027-06-02' }] })).status).toBe(201);
    service.clock.advanceTo(startedAt);
  });
});

describe('the status of a referral', () => {
  it('follows the case, in one word', async () => {
    const reference = await submit(service);
    expect(await statusOf('school-system', reference)).toEqual({ reference, status: 'received' });
    await screen(service, reference);
    expect(await statusOf('school-system', reference)).toEqual({ reference, status: 'being-looked-at' });
    await decide(service, reference);
    expect(await statusOf('school-system', reference)).toEqual({ reference, status: 'decided' });
    await service.database.trees.case.updateMany({ where: { reference }, data: { stage: 'closed' } });
    expect(await statusOf('school-system', reference)).toEqual({ reference, status: 'closed' });
  });

  it.each(['referrer', 'hub-worker', 'hub-manager', 'auditor'])(
    'is told to nobody but whoever submitted it: not to %s',
    async (who) => {
      const reference = await submit(service);
      const answer = await service.as(who).get(`/api/referrals/${reference}/status`);
      expectRefused(answer, { status: 404, code: 'not-found' });
    },
  );

  it('is told to a hub worker who took the referral by telephone', async () => {
    const { reference } = receiptIn(await submitting('hub-worker', { channel: 'phone' }));
    expect(await statusOf('hub-worker', reference)).toEqual({ reference, status: 'received' });
  });
});

describe('a reference', () => {
  it.each<[string, (reference: string) => string]>([
    ['in lower case', (reference) => reference.toLowerCase()],
    ['without hyphens', (reference) => reference.replaceAll('-', '')],
    ['with spaces', (reference) => encodeURIComponent(reference.replaceAll('-', ' '))],
  ])('is understood %s', async (_how, typed) => {
    const reference = await submit(service);
    expect(await statusOf('school-system', typed(reference))).toEqual({ reference, status: 'received' });
    expect(await readCase(service, typed(reference))).toMatchObject({ reference });
  });

  it('with a mistyped character leads nowhere', async () => {
    const reference = await submit(service);
    const mistyped = reference.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await service.as('hub-worker').get(`/api/cases/${mistyped}`)).status).toBe(404);
  });

  it.each(['nonsense', '%00', '..%2F..%2Fhealth', '%E0%A4%A', "'%20OR%201=1", 'M26-' + 'A'.repeat(2000)])(
    'that is none leads nowhere: %s',
    async (typed) => {
      expectRefused(await service.as('hub-worker').get(`/api/cases/${typed}`), { status: 404, code: 'not-found' });
    },
  );
});
