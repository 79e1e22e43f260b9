import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { agencies } from '../../domain/policy.js';
import { climbLadders } from '../../records/climbing.js';
import { reply } from '../support/factories.js';
import { done, mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';

/** Red checks that were asked on Monday at 10:00 in the hub are due at 14:00. */
const due = '2028-08-21T13:00:00.000Z';
const justLate = '2028-08-21T13:00:00.001Z';

let hub: Hub;
let inHand: CaseInHand;
beforeAll(async () => {
  hub = await openHub();
});
beforeEach(async () => {
  hub.clock.set(mondayMorning);
  inHand = await hub.receive();
  await hub.screen(inHand, { rating: 'red' });
});
afterAll(async () => {
  await hub.close();
});

interface Breach extends Record<string, unknown> {
  seq: number;
  businessKey: string;
  facts: { clock: string; agency: string | null; dueAt: string };
}

const breaches = async (): Promise<Breach[]> =>
  hub.asOwner<Breach>(
    `SELECT "seq", "businessKey", "metadata"::jsonb->'facts' AS "facts" FROM "CaseEvent"
     WHERE "caseId" = $1 AND "type" = 'deadline-breached' ORDER BY "seq"`,
    [inHand.caseId],
  );

describe('a breach', () => {
  it('is not one where the answer comes in the very instant of the deadline', async () => {
    hub.clock.set(due);

    await hub.answer(inHand, 'police');

    expect(await breaches()).toEqual([]);
  });

  it('is recorded by the answer that comes a millisecond late, before the answer, though no ladder has been climbed', async () => {
    hub.clock.set(justLate);

    await hub.answer(inHand, 'police');

    const events = await hub.events(inHand);
    expect(events.at(-1)).toBe('check-answered');
    expect((await breaches()).map(({ facts }) => facts)).toContainEqual(
      expect.objectContaining({ clock: 'check', agency: 'police', dueAt: due }),
    );
    const check = await hub.check(inHand, 'police');
    const { deadlines } = await hub.look(inHand);
    expect(deadlines.find((deadline) => deadline.check === check.checkId)).toMatchObject({
      breachedAt: due,
      settledAt: justLate,
    });
  });

  it('is recorded for every clock of the case that has run out, by whoever acts first', async () => {
    hub.clock.set(justLate);

    await hub.answer(inHand, 'police');

    const clocks = (await breaches()).map(({ facts }) => facts.agency ?? facts.clock);
    expect(clocks.sort()).toEqual([...agencies.map(({ code }) => code), 'rag'].sort());
  });

  it('is recorded once, whoever notices it again', async () => {
    hub.clock.set(justLate);
    await hub.answer(inHand, 'police');

    await climbLadders(hub.database, inHand, new Date('2028-08-21T18:00:00Z'));
    await hub.answer(inHand, 'health');

    const keys = (await breaches()).map(({ businessKey }) => businessKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(9);
  });

  it('is not erased by a decision that stops all clocks', async () => {
    hub.clock.set(justLate);

    await hub.decide(
      inHand,
      { gaps: await hub.gaps(inHand), meetingSkipped: { reason: 'papers-sufficient' } },
      { by: 'hub-manager' },
    );

    const { deadlines } = await hub.look(inHand);
    const late = deadlines.filter(({ clock }) => clock !== 'statutory');
    expect(new Set(late.map(({ breachedAt, settledAt }) => `${breachedAt} ${settledAt}`))).toEqual(
      new Set([`${due} ${justLate}`]),
    );
    expect((await hub.events(inHand)).at(-1)).toBe('case-decided');
  });

  it('of a check that was answered in time is not recorded when another agency is late', async () => {
    await hub.answer(inHand, 'police');
    hub.clock.set(justLate);

    await hub.answer(inHand, 'health');

    expect((await breaches()).map(({ facts }) => facts.agency)).not.toContain('police');
  });

  it('is judged by the instant of the act, though the process has been at work later', async () => {
    await climbLadders(hub.database, inHand, new Date('2028-08-21T12:59:00Z'));
    hub.clock.set('2028-08-21T12:58:00Z');

    const check = await hub.check(inHand, 'police');
    done(await hub.tryToAnswer(check, reply(check.persons)));

    expect(await breaches()).toEqual([]);
    const { deadlines } = await hub.look(inHand);
    expect(deadlines.find((deadline) => deadline.check === check.checkId)?.settledAt).toBe('2028-08-21T12:58:00.000Z');
    const answered = await hub.database.trees.caseEvent.findFirstOrThrow({
      where: { caseId: inHand.caseId, type: 'check-answered' },
    });
    expect(answered.at.toISOString()).toBe('2028-08-21T12:59:00.000Z');
  });

  it('of the statutory clock is recorded by a screening that comes too late', async () => {
    inHand = await hub.receive();
    hub.clock.set('2028-08-22T10:00:00.001+01:00');

    await hub.screen(inHand);

    expect((await breaches()).map(({ facts }) => facts)).toMatchObject([
      { clock: 'statutory', agency: null, dueAt: '2028-08-22T09:00:00.000Z' },
    ]);
    expect((await hub.events(inHand)).slice(1)).toEqual(['deadline-breached', 'case-screened']);
  });

  it('is left to an act that was in time and arrives within two seconds, not called by the process before', async () => {
    await climbLadders(hub.database, inHand, new Date('2028-08-21T13:00:01.999Z'));
    hub.clock.set(due);

    await hub.answer(inHand, 'police');

    expect(await breaches()).toEqual([]);
  });

  it('is called by the process itself when two seconds have passed', async () => {
    await climbLadders(hub.database, inHand, new Date('2028-08-21T13:00:02.001Z'));

    expect(await breaches()).toHaveLength(9);
  });
});
