import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type TestService } from '../support/service.js';
import { aReferral, aScreening, nobodyKnown } from './bodies.js';
import { answerCheck, checkOf, readCase, screen, submit } from './steps.js';

/*
 * What a run leaves in logs and figures: a case from receipt to outcome, with every mistake on the way, all of it full of words
 * that stand nowhere else.
 */
const mark = (place: string): string => `Marked${place}Xq`;

const referral = {
  ...aReferral,
  referrer: {
    ...{ kind: 'professional', name: mark('Referrer'), organisation: mark('Organisation') },
    ...{ email: `${mark('Mailbox')}@school.example`, phone: mark('Telephone') },
  },
  children: [{ firstName: mark('Child'), lastName: mark('Family'), school: mark('School'), nhsNumber: mark('Nhs') }],
  household: [{ firstName: mark('Mother'), lastName: mark('Family'), relationship: mark('Relationship') }],
  concern: { immediateDanger: true, whatHappened: mark('Account') },
  supportTried: mark('Support'),
};
const anyMark = /Marked\w*Xq/i;

let service: TestService;
let figures: string;

beforeAll(async () => {
  service = await startService();
  await wholeRun();
  figures = (await service.anonymous.get('/metrics')).text;
});
afterAll(() => service.stop());

async function wholeRun(): Promise<void> {
  const worker = service.as('hub-worker');
  const reference = await submit(service, referral);
  const screened = await screen(service, reference, { ...aScreening, rationale: mark('Rationale') });
  const health = checkOf(screened, 'health');
  await answerCheck(service, checkOf(screened, 'police'));
  await service.as('health').post(`/api/checks/${health.id}/answer`, {
    results: health.persons.map((person) => ({ person, result: 'known' })),
    analysis: mark('Analysis'),
  });
  const wrong = [
    worker.post('/api/referrals', { ...referral, [mark('Field')]: mark('Value') }),
    worker.send('/api/referrals', {
      method: 'POST',
      body: `{"name": "${mark('Broken')}`,
      headers: { 'content-type': 'application/json' },
    }),
    worker.get(`/api/cases?q=${mark('Search')}`),
    worker.get(`/api/cases/${mark('Reference')}`),
    worker.get(`/api/people/${mark('Path')}?name=${mark('Query')}`),
    worker.get('/api/cases', { 'x-request-id': mark('Requestid'), 'user-agent': mark('Agent') }),
    worker.send(`/api/${mark('Method')}`, { method: 'PROPFIND' }),
    service.anonymous.get('/api/cases', { authorization: `Bearer ${mark('Token')}` }),
    service.as('health').post(`/api/checks/${health.id}/answer`, nobodyKnown(health.persons)),
    service
      .as('hub-manager')
      .post(
        `/api/cases/${reference}/decision`,
        { decisions: [], messageToReferrer: mark('Child') },
        { 'if-match': '*', 'idempotency-key': mark('Key') },
      ),
  ];
  await Promise.all(wrong);
  await readCase(service, reference);
}

describe('the log', () => {
  it('has a line for every request, with its pattern and its status', () => {
    const lines = service.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    const answered = lines.filter(({ says }) => says === 'Request answered');
    expect(answered.length).toBeGreaterThan(10);
    for (const line of answered) {
      expect(line).toMatchObject({
        ...{ process: 'api', level: 'info', time: expect.stringMatching(/Z$/), requestId: expect.any(String) },
        ...{ method: expect.any(String), route: expect.any(String), status: expect.any(Number) },
      });
    }
    expect(new Set(answered.map(({ route }) => route))).toContain('/api/cases/:reference/screening');
  });

  it('holds nothing personal, nor anything that a caller typed', () => {
    expect(service.logged.filter((line) => anyMark.test(line))).toEqual([]);
  });
});

describe('the figures', () => {
  const requests = (): Map<string, string>[] =>
    figures
      .split('\n')
      .filter((line) => line.startsWith('http_request_duration_seconds_count{'))
      .map((line) => new Map([...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])));

  it('hold nothing personal, nor anything that a caller typed', () => {
    expect(figures).not.toMatch(anyMark);
    expect(figures).not.toMatch(/M26-|[0-9a-f]{8}-[0-9a-f]{4}-/i);
  });

  it('tell requests apart by method, pattern and status alone, of which there are few', () => {
    const patterns = service.routes.map((route) => (route.split(' ')[1] ?? '').replaceAll(/\{(\w+)\}/g, ':$1'));
    expect(requests().length).toBeGreaterThan(5);
    for (const labels of requests()) {
      expect([...labels.keys()].sort()).toEqual(['method', 'route', 'status']);
      expect(['GET', 'POST', 'OTHER']).toContain(labels.get('method'));
      expect([...patterns, 'none']).toContain(labels.get('route'));
    }
  });
});
