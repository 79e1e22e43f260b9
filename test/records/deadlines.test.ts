import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asShipped, type Policy } from '../../domain/policy.js';
import type { PlannedStep } from '../../domain/deadlines.js';
import { screening } from '../support/factories.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

interface Clock extends Record<string, unknown> {
  clock: string;
  startsAt: Date;
  amberAt: Date;
  dueAt: Date;
  nextStepAt: Date;
  steps: PlannedStep[];
  rule: string;
  policyVersion: number;
  calendarVersion: number;
}

const clocks = async ({ caseId }: CaseInHand, clock: string): Promise<Clock[]> =>
  hub.asOwner<Clock>('SELECT * FROM "Deadline" WHERE "caseId" = $1 AND "clock" = $2', [caseId, clock]);

const instants = ({ steps }: Clock): string[][] => steps.map(({ step, at }) => [step, at]);

describe('the deadlines of a Green case of the Friday before the August bank holiday', () => {
  it('pass over the weekend and the holiday, in the working time of the hub', async () => {
    hub.clock.set('2028-08-25T16:50:00+01:00');
    const inHand = await hub.receive();
    await hub.screen(inHand, { rating: 'green' });

    const checks = await clocks(inHand, 'check');

    expect(checks).toHaveLength(8);
    expect(new Set(checks.map((check) => JSON.stringify(instants(check)))).size).toBe(1);
    expect(checks.slice(0, 1).map(instants)).toEqual([
      [
        ['remind-50', '2028-08-30T11:50:00.000Z'],
        ['remind-80', '2028-08-31T11:02:00.000Z'],
        ['breach', '2028-08-31T15:50:00.000Z'],
        ['escalate', '2028-09-01T13:50:00.000Z'],
      ],
    ]);
    expect(checks[0]).toMatchObject({
      startsAt: new Date('2028-08-25T15:50:00Z'),
      amberAt: new Date('2028-08-31T11:02:00Z'),
      dueAt: new Date('2028-08-31T15:50:00Z'),
      nextStepAt: new Date('2028-08-30T11:50:00Z'),
    });
  });

  it('give the referral one working day to be screened', async () => {
    hub.clock.set('2028-08-25T16:50:00+01:00');

    const [statutory] = await clocks(await hub.receive(), 'statutory');

    expect(statutory).toMatchObject({ dueAt: new Date('2028-08-29T15:50:00Z'), rule: 'Statutory: 1 working day' });
  });

  it('name the rule and the versions of policy and calendar that fixed them', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand, { rating: 'green' });

    const [rag] = await clocks(inHand, 'rag');

    expect(rag).toMatchObject({ rule: 'Green: 3 working days', policyVersion: 1, calendarVersion: 1 });
  });
});

describe('the deadlines of a Red case of the night of Easter Saturday', () => {
  it('run by the clock', async () => {
    hub.clock.set('2028-04-15T23:00:00+01:00');
    const inHand = await hub.receive();
    await hub.screen(inHand, { rating: 'red' });

    const [check] = await clocks(inHand, 'check');

    expect(check?.dueAt).toEqual(new Date('2028-04-16T02:00:00Z'));
  });
});

describe('the deadlines beyond the last day of the calendar', () => {
  beforeAll(() => {
    hub.clock.set('2028-12-29T16:00:00Z');
  });

  it('keep no referral from being received: it is to be screened within a day, and the rule says why', async () => {
    const [statutory] = await clocks(await hub.receive(), 'statutory');

    expect(statutory).toMatchObject({
      dueAt: new Date('2028-12-30T16:00:00Z'),
      rule: 'Statutory: 24 hours (the calendar of working days has ended)',
    });
  });

  it('run by hours for Red and Amber, and refuse Green until the calendar goes on', async () => {
    const [red, green] = [await hub.receive(), await hub.receive()];
    await hub.screen(red, { rating: 'red' });

    const refused = await hub.tryToScreen(green, screening({ rating: 'green' }));

    expect((await clocks(red, 'rag')).map(({ dueAt }) => dueAt)).toEqual([new Date('2028-12-29T20:00:00Z')]);
    expect(refused).toMatchObject({ refused: { code: 'invalid-input', errors: [{ pointer: '/rating' }] } });
    expect(await clocks(green, 'rag')).toEqual([]);
  });
});

describe('a new version of the policy', () => {
  it('plans the deadlines that are planned from then on, and leaves the others as they were', async () => {
    hub.clock.set('2028-08-21T10:00:00+01:00');
    const before = await hub.receive();
    await hub.screen(before);
    const shorter: Policy = {
      ...asShipped,
      version: 2,
      name: 'shorter',
      ratings: {
        ...asShipped.ratings,
        amber: { duration: { unit: 'elapsed', milliseconds: 3_600_000 }, defaultAgencies: ['police'] },
      },
    };
    await hub.asOwner(
      `INSERT INTO "Policy" ("hubId", "version", "rules", "effectiveFrom") VALUES ('hub', 2, $1, now() - interval '1 second')`,
      [JSON.stringify(shorter)],
    );

    const after = await hub.receive();
    await hub.screen(after);

    expect(
      (await clocks(after, 'check')).map(({ dueAt, policyVersion }) => [dueAt.toISOString(), policyVersion]),
    ).toEqual([['2028-08-21T10:00:00.000Z', 2]]);
    expect(new Set((await clocks(before, 'check')).map(({ policyVersion }) => policyVersion))).toEqual(new Set([1]));
  });
});
