import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { agencies } from '../../domain/policy.js';
import { climbLadders } from '../../records/climbing.js';
import { mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';

const codes = agencies.map(({ code }) => code).sort();

// An Amber check that was asked on Monday at 09:00 UTC is due in 24 hours; every step is taken 2 seconds after its instant.
const halfway = '2028-08-21T21:00:02.000Z';
const beforeHalfway = '2028-08-21T21:00:01.999Z';
const fourFifths = '2028-08-22T04:12:02.000Z';
const overdue = '2028-08-22T09:00:02.000Z';
const quarterOver = '2028-08-22T15:00:02.000Z';

let hub: Hub;
let inHand: CaseInHand;
beforeAll(async () => {
  hub = await openHub();
});
beforeEach(async () => {
  hub.clock.set(mondayMorning);
  inHand = await hub.receive();
  await hub.screen(inHand);
});
afterAll(async () => {
  await hub.close();
});

interface Step extends Record<string, unknown> {
  step: string;
  taken: string;
  agency: string | null;
  clock: string;
  at: string;
}

const climb = async (instant: string): Promise<void> => climbLadders(hub.database, inHand, new Date(instant));

const steps = async (): Promise<Step[]> =>
  hub.asOwner<Step>(
    `SELECT f->>'step' AS "step", f->>'taken' AS "taken", f->>'agency' AS "agency", f->>'clock' AS "clock", f->>'at' AS "at"
     FROM "CaseEvent", jsonb(("metadata"::jsonb)->'facts') f WHERE "caseId" = $1 AND "type" = 'ladder-climbed' ORDER BY "seq"`,
    [inHand.caseId],
  );

interface Owed extends Record<string, unknown> {
  kind: string;
  tells: string;
  agency: string | null;
  agencies: string[];
  clocks: string[];
}

const owed = async (): Promise<Owed[]> =>
  hub.asOwner<Owed>(
    `SELECT "kind", "tells", "agency", "facts"->'agencies' AS "agencies", "facts"->'clocks' AS "clocks" FROM "Notice"
     WHERE "caseId" = $1 AND "kind" IN ('reminder', 'overdue') ORDER BY "dueAt", "tells", "agency"`,
    [inHand.caseId],
  );

describe('a step of a ladder', () => {
  it('is not taken before two seconds after its instant', async () => {
    await climb(beforeHalfway);

    expect(await steps()).toEqual([]);
    expect(await owed()).toEqual([]);
  });

  it('is taken two seconds after its instant, for every agency that has not answered', async () => {
    await hub.answer(inHand, 'police');

    await climb(halfway);

    const waiting = codes.filter((code) => code !== 'police');
    expect(await steps()).toMatchObject(
      waiting.map((agency) => ({ step: 'remind-50', taken: 'sent', agency, at: '2028-08-21T21:00:00.000Z' })),
    );
    expect(await owed()).toMatchObject(waiting.map((agency) => ({ kind: 'reminder', tells: 'agency', agency })));
  });

  it('goes up from the agency to its lead to the hub manager', async () => {
    for (const instant of [halfway, fourFifths, overdue, quarterOver]) await climb(instant);

    const told = (await owed()).map(({ kind, tells }) => `${kind} ${tells}`);
    expect(told).toEqual([
      ...codes.map(() => 'reminder agency'),
      ...codes.map(() => 'reminder agency'),
      ...codes.map(() => 'overdue agency-lead'),
      'overdue decision-maker',
      'overdue hub-manager',
    ]);
  });

  it('is marked overtaken where a higher one is due too, so that people get one message after an outage', async () => {
    await climb(overdue);

    const ofPolice = (await steps()).filter(({ agency }) => agency === 'police');
    expect(ofPolice.map(({ step, taken }) => `${step} ${taken}`)).toEqual([
      'remind-50 overtaken',
      'remind-80 overtaken',
      'breach sent',
    ]);
    expect((await owed()).filter(({ agency }) => agency === 'police')).toMatchObject([{ tells: 'agency-lead' }]);
  });

  it('tells the hub manager of all late checks and of the late decision in one message', async () => {
    await hub.answer(inHand, 'police', 'health');

    await climb(quarterOver);

    const late = codes.filter((code) => code !== 'police' && code !== 'health');
    expect(await owed()).toMatchObject([
      { kind: 'overdue', tells: 'hub-manager', agency: null, agencies: late, clocks: ['check', 'rag'] },
    ]);
  });

  it('is taken once, however often and by however many it is climbed', async () => {
    await climb(overdue);
    const [taken, notices] = [await steps(), await owed()];

    await climb(overdue);
    await Promise.all([climb(overdue), climb('2028-08-22T10:00:00Z'), climb('2028-08-22T11:00:00Z')]);

    expect(await steps()).toEqual(taken);
    expect(await owed()).toEqual(notices);
  });

  it('is not taken twice by two at once', async () => {
    await Promise.all([climb(overdue), climb(overdue)]);

    expect(await steps()).toHaveLength(codes.length * 3 + 1);
    expect(await owed()).toHaveLength(codes.length + 1);
  });

  it('is not taken any more once the case has been decided', async () => {
    await hub.decide(inHand, { gaps: await hub.gaps(inHand) });

    await climb(quarterOver);

    expect(await steps()).toEqual([]);
  });

  it('tells the decision makers of a referral that nobody screens, then the hub manager', async () => {
    inHand = await hub.receive();

    await climb('2028-08-22T09:30:00+01:00');
    await climb('2028-08-22T10:00:02+01:00');

    expect(await steps()).toMatchObject([
      { clock: 'statutory', step: 'remind-80', at: '2028-08-21T15:24:00.000Z', taken: 'sent' },
      { clock: 'statutory', step: 'breach', at: '2028-08-22T09:00:00.000Z', taken: 'sent' },
    ]);
    expect((await owed()).map(({ tells }) => tells)).toEqual(['decision-maker', 'hub-manager']);
  });
});
