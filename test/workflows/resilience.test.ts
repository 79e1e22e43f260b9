import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { agencies } from '../../domain/policy.js';
import { ringEveryCase } from '../../records/relay.js';
import { keyRing } from '../support/keys.js';
import { everyRun, recordHistory } from '../support/histories.js';
import { mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { startProcess, type HubProcess } from '../support/process.js';
import { until } from '../support/until.js';

const codes = agencies.map(({ code }) => code);
const [late = '', ...inTime] = codes;

let hub: Hub;
let process: HubProcess;
beforeAll(async () => {
  hub = await openHub();
  process = await startProcess(hub);
});
beforeEach(() => {
  hub.clock.set(mondayMorning);
});
afterAll(async () => {
  await process.stop();
  await hub.close();
});

const runOf = async (inHand: CaseInHand): Promise<string> => {
  const { runId } = await process.handle(inHand).describe();
  return runId;
};

/** Waits until the workflow has heard of everything so far, whatever it owes. */
const heard = async ({ caseId }: CaseInHand): Promise<true> =>
  until('the workflow to hear', async () => {
    const { heardSeq, courseSeq } = await hub.database.trees.caseCourse.findUniqueOrThrow({ where: { caseId } });
    return heardSeq === courseSeq ? true : undefined;
  });

describe('while the mail server is away', () => {
  it('a case goes on, and everyone is told once it is back', async () => {
    await process.mails.goAway();
    const inHand = await hub.receive();
    await heard(inHand);
    await hub.screen(inHand);
    await heard(inHand);
    await hub.answer(inHand, ...codes);
    await heard(inHand);
    await hub.decide(inHand);
    await heard(inHand);
    const { stage, notices } = await hub.look(inHand);

    await process.mails.open();
    await process.closed(inHand);

    expect(stage).toBe('outcome');
    expect(notices.filter(({ state }) => state === 'sent')).toEqual([]);
    const sent = (await hub.look(inHand)).notices.filter(({ state }) => state === 'sent');
    expect(sent.map(({ kind }) => kind).sort()).toEqual(['acknowledgement', 'outcome']);
    expect(process.mails.to('police@police.example')).toEqual([]);
  });

  it('one address that is refused for now holds up nobody else', async () => {
    process.mails.treat('police@police.example', '450', '450');
    const inHand = await hub.receive();
    await hub.screen(inHand);

    await process.settled(inHand);

    const { notices } = await hub.look(inHand);
    expect(
      notices.filter(({ kind }) => kind === 'check-request').map(({ agency, attempts }) => [agency, attempts]),
    ).toEqual(
      expect.arrayContaining([
        ['police', 3],
        ['health', 1],
      ]),
    );
  });
});

describe('while the record cannot be read or written', () => {
  it('the process tries for as long as it takes, and goes on', async () => {
    const inHand = await hub.receive();
    await process.settled(inHand);
    await hub.screen(inHand, { checks: [] });
    await hub.asOwner('ALTER TABLE "CaseCourse" RENAME TO "CaseCourse away"');
    hub.record.ring(inHand);

    const failing = await until('a regular activity to fail', async () => {
      const { raw } = await process.handle(inHand).describe();
      return raw.pendingActivities?.find(({ attempt }) => (attempt ?? 0) > 1);
    });
    await hub.asOwner('ALTER TABLE "CaseCourse away" RENAME TO "CaseCourse"');
    await hub.decide(inHand);
    await process.closed(inHand);

    expect(failing.activityType?.name).toBe('catchUp');
    expect(await everyRun(process, inHand)).toHaveLength(1);
  });
});

describe('information that comes in after closure', () => {
  it('starts a new run, which passes it on and ends', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await hub.answer(inHand, ...inTime);
    await hub.decide(inHand, { gaps: await hub.gaps(inHand) });
    await process.closed(inHand);
    const before = await runOf(inHand);
    await recordHistory(process, inHand, 'decided-with-a-gap');

    await hub.answer(inHand, late);
    await process.settled(inHand, ({ notices }) => notices.some(({ kind }) => kind === 'late-answer'));
    await process.closed(inHand);

    expect(await runOf(inHand)).not.toBe(before);
    const { stage, notices } = await hub.look(inHand);
    expect(stage).toBe('closed');
    expect(notices.find(({ kind }) => kind === 'late-answer')).toMatchObject({
      tells: 'decision-maker',
      state: 'sent',
    });
    await recordHistory(process, inHand, 'after-closure');
  });
});

describe('a run that is older than seven days', () => {
  it('continues as new at a quiet moment, and the case goes on as before', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await hub.answer(inHand, ...inTime);

    await process.advanceTo(inHand, '2028-08-21T23:00:00+01:00');
    const runs = await everyRun(process, inHand);
    await hub.answer(inHand, late);
    await process.settled(inHand);
    await hub.decide(inHand);
    await process.closed(inHand);

    expect(runs.length).toBeGreaterThan(1);
    const ends = runs.map(({ events }) => events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes != null);
    expect(ends).toEqual([...runs.slice(1).map(() => true), false]);
    expect((await hub.events(inHand)).at(-1)).toBe('case-closed');
  });
});

describe('a run in which nothing happens any more', () => {
  it('continues as new all the same after seven days', async () => {
    const inHand = await hub.receive();
    await process.advanceTo(inHand, '2028-08-22T12:00:00+01:00');
    const before = await everyRun(process, inHand);

    await process.advanceTo(inHand, '2028-09-08T12:00:00+01:00');

    const runs = await everyRun(process, inHand);
    expect(runs.length).toBeGreaterThan(before.length);
    await hub.screen(inHand, { checks: [] });
    await hub.decide(inHand);
    await process.closed(inHand);
  });
});

describe('a case whose workflow was lost', () => {
  it('goes on when every case is rung, without doing anything twice', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await process.settled(inHand);
    const before = await hub.events(inHand);
    await process.handle(inHand).terminate('Lost, for a test');

    await ringEveryCase({ database: hub.database, temporal: process.temporal, keys: keyRing() });
    await until('a new run', async () => {
      const { status } = await process.handle(inHand).describe();
      return status.name === 'RUNNING' ? true : undefined;
    });
    await process.settled(inHand);

    expect(await hub.events(inHand)).toEqual(before);
    await hub.answer(inHand, ...codes);
    await hub.decide(inHand);
    await process.closed(inHand);
  });

  it('goes on with the next act that changes its course, though nobody rings it', async () => {
    const inHand = await hub.receive();
    await process.settled(inHand);
    await process.handle(inHand).terminate('Lost, for a test');

    await hub.screen(inHand, { checks: [] });
    await hub.decide(inHand);

    await process.closed(inHand);
  });
});
