import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/caller.js';
import { startService, type TestService } from '../support/service.js';
import { expectRefused, mistakes } from './refusal.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const asking = (rating: string, from: string): Promise<Answer> =>
  service.as('hub-worker').get(`/api/deadlines?rating=${rating}&from=${encodeURIComponent(from)}`);

const rules: Readonly<Record<string, string>> = {
  red: 'Red: 4 hours',
  amber: 'Amber: 24 hours',
  green: 'Green: 3 working days',
};

interface Worked {
  what: string;
  rating: string;
  from: string;
  /** Instants of 50%, 80%, 100% and 125%. */
  instants: readonly [string, string, string, string];
}

/** Worked out by hand from the defaults as shipped. */
const table: readonly Worked[] = [
  {
    what: 'Red at night runs on',
    rating: 'red',
    from: '2026-11-20T23:00:00+00:00',
    instants: ['2026-11-21T01:00Z', '2026-11-21T02:12Z', '2026-11-21T03:00Z', '2026-11-21T04:00Z'],
  },
  {
    what: 'Amber over the night in spring, which has an hour less',
    rating: 'amber',
    from: '2026-03-28T12:00:00Z',
    instants: ['2026-03-29T01:00+01:00', '2026-03-29T08:12+01:00', '2026-03-29T13:00+01:00', '2026-03-29T19:00+01:00'],
  },
  {
    what: 'Amber over the night in autumn, which has an hour more',
    rating: 'amber',
    from: '2026-10-24T12:00:00+01:00',
    instants: ['2026-10-25T00:00+01:00', '2026-10-25T06:12Z', '2026-10-25T11:00Z', '2026-10-25T17:00Z'],
  },
  {
    what: 'Green from Friday 16:50',
    rating: 'green',
    from: '2026-11-20T16:50:00+00:00',
    instants: ['2026-11-24T12:50Z', '2026-11-25T12:02Z', '2026-11-25T16:50Z', '2026-11-26T14:50Z'],
  },
  {
    what: 'Green from Friday 16:50 before the clocks go forward',
    rating: 'green',
    from: '2026-03-27T16:50:00Z',
    instants: ['2026-03-31T12:50+01:00', '2026-04-01T12:02+01:00', '2026-04-01T16:50+01:00', '2026-04-02T14:50+01:00'],
  },
  {
    what: 'Green over Easter',
    rating: 'green',
    from: '2026-04-02T10:00:00+01:00',
    instants: ['2026-04-07T14:00+01:00', '2026-04-08T13:12+01:00', '2026-04-09T10:00+01:00', '2026-04-09T16:00+01:00'],
  },
  {
    what: 'Green over Christmas and New Year',
    rating: 'green',
    from: '2026-12-24T16:50:00Z',
    instants: ['2026-12-30T12:50Z', '2026-12-31T12:02Z', '2026-12-31T16:50Z', '2027-01-04T14:50Z'],
  },
  {
    what: 'Green from a Saturday counts from Monday 09:00',
    rating: 'green',
    from: '2026-11-21T11:00:00Z',
    instants: ['2026-11-24T13:00Z', '2026-11-25T12:12Z', '2026-11-26T09:00Z', '2026-11-26T15:00Z'],
  },
  {
    what: 'Green from 17:00 counts from the next morning',
    rating: 'green',
    from: '2026-11-17T17:00:00Z',
    instants: ['2026-11-19T13:00Z', '2026-11-20T12:12Z', '2026-11-23T09:00Z', '2026-11-23T15:00Z'],
  },
  {
    what: 'Green from before the policy began',
    rating: 'green',
    from: '2026-01-05T09:00:00Z',
    instants: ['2026-01-06T13:00Z', '2026-01-07T12:12Z', '2026-01-08T09:00Z', '2026-01-08T15:00Z'],
  },
];

const utc = (instant: string): string => new Date(instant).toISOString();

describe('the deadlines', () => {
  it.each(table)('are those of the defaults: $what', async ({ rating, from, instants }) => {
    const [half, late, due, beyond] = instants.map(utc);
    const { status, body } = await asking(rating, from);
    expect(status).toBe(200);
    expect(body).toEqual({
      dueAt: due,
      steps: [
        { step: 'remind-50', at: half, tells: 'agency' },
        { step: 'remind-80', at: late, tells: 'agency' },
        { step: 'breach', at: due, tells: 'agency-lead' },
        { step: 'escalate', at: beyond, tells: 'hub-manager' },
      ],
      rule: rules[rating],
      policyVersion: 1,
      calendarVersion: 1,
    });
  });

  it.each([
    ['begins before the calendar', 'green', '2025-12-31T10:00:00Z'],
    ['begins after its end', 'green', '2029-02-01T10:00:00Z'],
    ['runs beyond its end', 'green', '2028-12-28T10:00:00Z'],
  ])('of a working clock that %s cannot be told, and nobody guesses', async (_when, rating, from) => {
    const fields = { '/from': /complete from 2026-01-01 until 2028-12-31.*administrator must publish/ };
    expectRefused(await asking(rating, from), mistakes(fields));
  });

  it('of an elapsed clock need no calendar', async () => {
    expect((await asking('red', '2031-05-01T10:00:00+01:00')).body).toMatchObject({
      dueAt: '2031-05-01T13:00:00.000Z',
    });
  });

  it.each(['2026-11-20T16:50:00', '2026-11-20', 'tomorrow', '2026-13-01T00:00:00Z', ''])(
    'are not told from "%s", which is no instant with its offset',
    async (from) => {
      expectRefused(await asking('green', from), mistakes({ '/from': /instant with its offset/ }));
    },
  );

  it('need a rating, an instant, and nothing else', async () => {
    const answer = await service.as('administrator').get('/api/deadlines?clock=rag');
    const fields = { '/rating': /required/, '/from': /required/, '/clock': /no such field/ };
    expectRefused(answer, mistakes(fields));
  });

  it('take an offset whose plus was not encoded', async () => {
    const answer = await service.as('hub-worker').get('/api/deadlines?rating=red&from=2026-06-01T10:00:00+01:00');
    expect(answer.body).toMatchObject({ dueAt: '2026-06-01T13:00:00.000Z' });
  });
});
