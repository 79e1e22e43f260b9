import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agencies } from '../../domain/policy.js';
import { recordHistory } from '../support/histories.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { startProcess, type HubProcess } from '../support/process.js';

const others = agencies.map(({ code }) => code).filter((code) => code !== 'police');

let hub: Hub;
let process: HubProcess;
beforeAll(async () => {
  hub = await openHub();
  process = await startProcess(hub);
});
afterAll(async () => {
  await process.stop();
  await hub.close();
});

interface Step extends Record<string, unknown> {
  at: Date;
  step: string;
  stepAt: string;
  taken: string;
}

/** The steps taken for the check of the police, each with the instant at which the process took it. */
const stepsOfPolice = async ({ caseId }: CaseInHand): Promise<Step[]> =>
  hub.asOwner<Step>(
    `SELECT e."at", f->>'step' AS "step", f->>'at' AS "stepAt", f->>'taken' AS "taken"
     FROM "CaseEvent" e, jsonb((e."metadata"::jsonb)->'facts') f
     WHERE "caseId" = $1 AND "type" = 'ladder-climbed' AND f->>'agency' = 'police' ORDER BY "seq"`,
    [caseId],
  );

const mailsAbout = ({ reference }: CaseInHand, words: string): string[] =>
  process.mails.caught
    .filter(({ subject }) => subject.startsWith(reference) && subject.includes(words))
    .map(({ to }) => to.join());

/** Server-side skipping sets the clock to a timer's instant with about a second to spare. */
const latestMilliseconds = 20_000;

function expectTakenOnTime(steps: readonly Step[]): void {
  for (const { at, stepAt } of steps) {
    const late = at.getTime() - Date.parse(stepAt);
    expect(late).toBeGreaterThanOrEqual(2000);
    expect(late).toBeLessThan(latestMilliseconds);
  }
}

describe('an agency that does not answer', () => {
  it('is reminded twice, then its lead hears of it, then the hub manager, each at its own instant', async () => {
    hub.clock.set('2028-08-21T10:00:00+01:00');
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await hub.answer(inHand, ...others);

    await process.advanceTo(inHand, '2028-08-22T20:00:00+01:00');

    const steps = await stepsOfPolice(inHand);
    expect(steps.map(({ step, stepAt, taken }) => [step, stepAt, taken])).toEqual([
      ['remind-50', '2028-08-21T21:00:00.000Z', 'sent'],
      ['remind-80', '2028-08-22T04:12:00.000Z', 'sent'],
      ['breach', '2028-08-22T09:00:00.000Z', 'sent'],
      ['escalate', '2028-08-22T15:00:00.000Z', 'sent'],
    ]);
    expectTakenOnTime(steps);
    expect(mailsAbout(inHand, 'check due')).toEqual(['police@police.example', 'police@police.example']);
    expect(mailsAbout(inHand, 'check overdue')).toEqual(['police-lead@police.example']);
    expect(mailsAbout(inHand, 'check and decision overdue')).toEqual(['hub-manager@hub.example']);
    expect(mailsAbout(inHand, ': decision overdue')).toEqual(['decision-maker@hub.example']);
  });

  it('holds the case up no longer than a decision maker lets it', async () => {
    hub.clock.set('2028-08-21T10:00:00+01:00');
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await hub.answer(inHand, ...others);
    await process.advanceTo(inHand, '2028-08-22T12:00:00+01:00');

    await hub.decide(inHand, { gaps: await hub.gaps(inHand) });
    await process.closed(inHand);

    const police = await hub.check(inHand, 'police');
    const { deadlines, decisions } = await hub.look(inHand);
    expect(deadlines.find(({ check }) => check === police.checkId)).toMatchObject({
      dueAt: '2028-08-22T09:00:00.000Z',
      breachedAt: '2028-08-22T09:00:00.000Z',
      settledAt: '2028-08-22T11:00:00.000Z',
    });
    expect(decisions[0]?.gaps).toMatchObject([{ check: police.checkId }]);
    expect((await stepsOfPolice(inHand)).map(({ step }) => step)).toEqual(['remind-50', 'remind-80', 'breach']);
    await recordHistory(process, inHand, 'late-agency');
  });
});

describe('a Green case over the weekend of the August bank holiday', () => {
  it('is escalated in working time, in a few seconds of this test', async () => {
    hub.clock.set('2028-08-25T16:50:00+01:00');
    const inHand = await hub.receive();
    await hub.screen(inHand, { rating: 'green' });
    await hub.answer(inHand, ...others);

    await process.advanceTo(inHand, '2028-08-30T12:00:00+01:00');
    const overTheWeekend = await stepsOfPolice(inHand);
    await process.advanceTo(inHand, '2028-09-01T17:00:00+01:00');

    const steps = await stepsOfPolice(inHand);
    expect(overTheWeekend).toEqual([]);
    expect(steps.map(({ step, stepAt, taken }) => [step, stepAt, taken])).toEqual([
      ['remind-50', '2028-08-30T11:50:00.000Z', 'sent'],
      ['remind-80', '2028-08-31T11:02:00.000Z', 'sent'],
      ['breach', '2028-08-31T15:50:00.000Z', 'sent'],
      ['escalate', '2028-09-01T13:50:00.000Z', 'sent'],
    ]);
    expectTakenOnTime(steps);
  });
});

describe('a referral that nobody screens before Easter', () => {
  it('is brought to the decision makers on Maundy Thursday, and to the hub manager on the Tuesday after', async () => {
    hub.clock.set('2028-04-13T09:00:00+01:00');
    const inHand = await hub.receive();

    await process.advanceTo(inHand, '2028-04-18T12:00:00+01:00');

    const { deadlines } = await hub.look(inHand);
    expect(deadlines).toMatchObject([{ clock: 'statutory', breachedAt: '2028-04-18T08:00:00.000Z', settledAt: null }]);
    expect(mailsAbout(inHand, 'screening due')).toEqual(['decision-maker@hub.example']);
    expect(mailsAbout(inHand, 'screening overdue')).toEqual(['hub-manager@hub.example']);
  });
});
