import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agencies } from '../../domain/policy.js';
import { climbLadders } from '../../records/climbing.js';
import { reply } from '../support/factories.js';
import { done, openHub, type CaseInHand, type Hub } from '../support/hub.js';

const codes = agencies.map(({ code }) => code);
const [last = '', ...allButLast] = codes;

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

async function screened(): Promise<CaseInHand> {
  const inHand = await hub.receive();
  await hub.screen(inHand);
  return inHand;
}

async function decided(): Promise<CaseInHand> {
  const inHand = await screened();
  await hub.answer(inHand, ...allButLast);
  await hub.decide(inHand, { gaps: await hub.gaps(inHand) });
  return inHand;
}

const rungFor = ({ caseId }: CaseInHand): number => hub.rung.filter((start) => start.caseId === caseId).length;

describe('an answer', () => {
  it('is kept word for word, and settles the check and its clock', async () => {
    const inHand = await screened();
    const check = await hub.check(inHand, 'police');
    const [person = ''] = check.persons;

    done(
      await hub.tryToAnswer(check, {
        ...reply(check.persons, 'known'),
        information: [{ person, kind: 'fact', text: 'Invented.', sharing: 'existence-only' }],
        analysis: 'Also invented.',
        rating: 'red',
      }),
    );

    const { checks, deadlines } = await hub.look(inHand);
    expect(checks.find(({ agency }) => agency === 'police')).toMatchObject({
      state: 'answered',
      answer: {
        information: [{ person, kind: 'fact', text: 'Invented.', sharing: 'existence-only' }],
        analysis: 'Also invented.',
        rating: 'red',
      },
    });
    expect(deadlines.find((deadline) => deadline.check === check.checkId)?.settledAt).not.toBeNull();
  });

  it('may be claimed again by whoever has claimed it, which changes nothing', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await hub.claim(inHand, 'police');
    const before = await hub.everything();

    await hub.claim(inHand, 'police');

    expect(await hub.everything()).toEqual(before);
  });

  it('claims a check that nobody has claimed, and leaves a claim as it is', async () => {
    const inHand = await screened();
    await hub.claim(inHand, 'police', { by: 'police-lead' });

    await hub.answer(inHand, 'police', 'health');

    const rows = await hub.database.trees.agencyCheck.findMany({ where: { caseId: inHand.caseId } });
    const claimedBy = (agency: string): string | null | undefined =>
      rows.find((row) => row.agency === agency)?.claimedById;
    expect(claimedBy('police')).toBe(hub.actor('police-lead').userId);
    expect(claimedBy('health')).toBe(hub.actor('health').userId);
  });

  it('neither moves the stage nor rings while another agency has to answer', async () => {
    const inHand = await screened();
    const before = rungFor(inHand);

    await hub.answer(inHand, ...allButLast);

    expect((await hub.look(inHand)).stage).toBe('checks');
    expect(rungFor(inHand)).toBe(before);
  });

  it('moves the case on to its decision and rings when it is the last', async () => {
    const inHand = await screened();
    await hub.answer(inHand, ...allButLast);
    const before = rungFor(inHand);

    await hub.answer(inHand, last);

    expect((await hub.look(inHand)).stage).toBe('decision');
    expect(rungFor(inHand)).toBe(before + 1);
    expect((await hub.events(inHand)).slice(2)).toEqual([
      ...allButLast.map(() => 'check-answered'),
      'last-check-answered',
    ]);
  });

  it('is kept after the decision too, and the decision makers are told', async () => {
    const inHand = await decided();
    const before = rungFor(inHand);

    await hub.answer(inHand, last);

    const { stage, checks, notices } = await hub.look(inHand);
    expect(stage).toBe('outcome');
    expect(checks.find(({ agency }) => agency === last)?.answer).toBeDefined();
    expect(notices.filter(({ kind }) => kind === 'late-answer')).toMatchObject([
      { tells: 'decision-maker', state: 'due' },
    ]);
    expect((await hub.events(inHand)).at(-1)).toBe('late-answer-recorded');
    expect(rungFor(inHand)).toBe(before + 1);
  });
});

describe('the version of a case', () => {
  it('moves by one with every act of a person', async () => {
    const inHand = await hub.receive();
    const versions = [(await hub.look(inHand)).version];

    await hub.screen(inHand);
    versions.push((await hub.look(inHand)).version);
    await hub.claim(inHand, last);
    versions.push((await hub.look(inHand)).version);
    await hub.answer(inHand, ...codes);
    versions.push((await hub.look(inHand)).version);
    await hub.decide(inHand);
    versions.push((await hub.look(inHand)).version);

    expect(versions).toEqual([1, 2, 3, 11, 12]);
  });

  it('stays while the process reminds and escalates, so that no decision goes stale by it', async () => {
    const inHand = await screened();
    const { version } = await hub.look(inHand);

    await climbLadders(hub.database, inHand, new Date('2028-08-23T00:00:00Z'));

    expect(await hub.events(inHand)).toContain('ladder-climbed');
    expect((await hub.look(inHand)).version).toBe(version);
    const { version: after } = done(
      await hub.tryToAnswer(await hub.check(inHand, 'police'), undefined, { ifMatch: version }),
    );
    expect(after).toBe(version + 1);
  });
});

describe('a decision', () => {
  it('stops every clock and owes the referrer the outcome', async () => {
    const inHand = await screened();

    await hub.decide(inHand, { gaps: await hub.gaps(inHand) });

    const { stage, deadlines, decisions, notices } = await hub.look(inHand);
    expect(stage).toBe('outcome');
    expect(deadlines.filter(({ settledAt }) => settledAt === null)).toEqual([]);
    expect(decisions.map(({ child }) => child).sort()).toEqual([...inHand.children].sort());
    expect(decisions[0]?.gaps).toHaveLength(8);
    expect(notices.filter(({ kind }) => kind === 'outcome')).toMatchObject([{ tells: 'referrer', state: 'due' }]);
  });

  it('on a Red case may be taken by a hub manager who skips the meeting, or with the name of the one who agreed', async () => {
    const [byManager, byDecider] = [await hub.receive(), await hub.receive()];
    await hub.screen(byManager, { rating: 'red', checks: [] });
    await hub.screen(byDecider, { rating: 'red', checks: [] });

    await hub.decide(byManager, { meetingSkipped: { reason: 'papers-sufficient' } }, { by: 'hub-manager' });
    await hub.decide(byDecider, {
      meetingSkipped: { reason: 'attendees-unavailable', agreedBy: 'Hester Hubmanager' },
    });

    expect([(await hub.look(byManager)).stage, (await hub.look(byDecider)).stage]).toEqual(['outcome', 'outcome']);
  });
});
