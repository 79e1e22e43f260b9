import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCheck } from '../../records/check-view.js';
import { findCheck, listChecks, type CheckFilter, type CheckListItem } from '../../records/check-lookup.js';
import type { Direction } from '../../records/pages.js';
import { listSettledChecks } from '../../records/settled-checks.js';
import { done, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { reply } from '../support/factories.js';

const now = new Date('2028-08-22T00:00:00Z');

let hub: Hub;
let red: CaseInHand;
let amber: CaseInHand;
let green: CaseInHand;
beforeAll(async () => {
  hub = await openHub();
  [green, red, amber] = [await hub.receive(), await hub.receive(), await hub.receive()];
  await hub.screen(green, { rating: 'green' });
  await hub.screen(red, { rating: 'red' });
  await hub.screen(amber);
  await hub.claim(amber, 'police');
  await hub.answer(green, 'police', 'health');
});
afterAll(async () => {
  await hub.close();
});

async function everyPage(persona: string, filter: Partial<CheckFilter> = {}): Promise<CheckListItem[]> {
  const items: CheckListItem[] = [];
  let cursor: string | undefined;
  do {
    const page = { limit: 5, now, ...filter, ...(cursor === undefined ? {} : { cursor }) };
    const { items: more, next } = await listChecks(hub.database, hub.sight(persona, 'see-checks'), page);
    items.push(...more);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return items;
}

describe('the list of checks', () => {
  it('shows the hub every check once, page by page: what waits by its deadline, then what is settled', async () => {
    const items = await everyPage('hub-worker');
    const waiting = items.filter(({ state }) => state !== 'answered');

    expect(new Set(items.map(({ id }) => id)).size).toBe(24);
    expect(items).toHaveLength(24);
    expect(items.slice(0, 22)).toEqual(waiting);
    const dues = waiting.map(({ dueAt }) => dueAt);
    expect(dues).toEqual([...dues].sort());
  });

  it('shows an agency its own checks only', async () => {
    const items = await everyPage('police');

    expect(items.map(({ agency, reference }) => `${agency} ${reference}`)).toEqual(
      [red, amber, green].map(({ reference }) => `police ${reference}`),
    );
  });

  it('shows an agency lead the same as its workers', async () => {
    expect(await everyPage('police-lead')).toEqual(await everyPage('police'));
  });

  it('counts claimed checks among the open ones', async () => {
    const open = await everyPage('police', { state: 'open' });

    expect(open.map(({ state }) => state)).toEqual(['open', 'claimed']);
  });

  it('can be asked for one state', async () => {
    expect((await everyPage('hub-worker', { state: 'answered' })).map(({ agency }) => agency).sort()).toEqual([
      'health',
      'police',
    ]);
    expect(await everyPage('hub-worker', { state: 'claimed' })).toHaveLength(1);
  });

  it('tells what is overdue, and only of what still waits', async () => {
    const late = await everyPage('hub-worker', { overdue: true });
    const inTime = await everyPage('hub-worker', { overdue: false });

    expect(late).toHaveLength(8);
    expect(late.every(({ overdue, rating }) => overdue && rating === 'red')).toBe(true);
    expect(inTime.some(({ overdue }) => overdue)).toBe(false);
    expect(inTime).toHaveLength(16);
  });

  it('refuses a cursor that it did not give', async () => {
    const page = listChecks(hub.database, hub.sight('police', 'see-checks'), {
      limit: 5,
      now,
      cursor: 'bm8gc3VjaCBwYWdl',
    });

    await expect(page).rejects.toMatchObject({ problem: { code: 'invalid-input' } });
  });
});

describe('a check, as its agency sees it', () => {
  it('holds the question, the persons asked about and nothing else of the case', async () => {
    const inHand = await hub.receive();
    const [child = ''] = inHand.children;
    await hub.screen(inHand, { checks: [{ agency: 'police', persons: [child], question: 'Any call-outs?' }] });
    const { checkId } = await hub.check(inHand, 'police');

    const check = (await readCheck(hub.database, hub.actor('police'), checkId, now))?.check;

    expect(check).toEqual({
      id: checkId,
      reference: inHand.reference,
      agency: 'police',
      state: 'open',
      rating: 'amber',
      dueAt: '2028-08-22T09:00:00.000Z',
      legalBasis: 'public-task',
      question: 'Any call-outs?',
      persons: [
        {
          id: child,
          firstName: 'Maisie',
          lastName: 'Thorne',
          dateOfBirth: '2018-04-11',
          address: { line1: '14 Quarry Rise', town: 'Aldbourne Cross', postcode: 'ZZ1 4QR' },
        },
      ],
      ...{ settledAt: null, decidedWithout: false, claimedBy: null, warnings: [] },
      version: 2,
    });
  });

  it('tells how an adult belongs to the child', async () => {
    const { checkId } = await hub.check(red, 'police');

    const check = (await readCheck(hub.database, hub.actor('police'), checkId, now))?.check;

    expect(check?.persons.map(({ relationship }) => relationship)).toEqual([
      undefined,
      undefined,
      'mother',
      "mother's partner",
    ]);
    const fields = new Set(check?.persons.flatMap((person) => Object.keys(person)));
    expect([...fields].sort()).toEqual(['address', 'dateOfBirth', 'firstName', 'id', 'lastName', 'relationship']);
  });

  it('holds its own answer once it is given, and no other agency’s', async () => {
    const check = await hub.check(red, 'education');
    done(await hub.tryToAnswer(check, { ...reply(check.persons, 'known'), analysis: 'Invented by education.' }));
    const other = await hub.check(red, 'housing');
    done(await hub.tryToAnswer(other, { ...reply(other.persons, 'known'), analysis: 'Invented by housing.' }));

    const seen = (await readCheck(hub.database, hub.actor('education'), check.checkId, now))?.check;

    expect(seen?.answer?.analysis).toBe('Invented by education.');
    expect(JSON.stringify(seen)).not.toContain('housing');
  });

  it('does not exist for another agency', async () => {
    const { checkId } = await hub.check(red, 'police');

    expect(await readCheck(hub.database, hub.actor('health'), checkId, now)).toBeUndefined();
    expect(await findCheck(hub.database, hub.actor('health-lead'), checkId, now)).toBeUndefined();
    expect(await findCheck(hub.database, hub.actor('hub-worker'), checkId, now)).toMatchObject({ checkId });
  });
});

describe('the list of checks, once a case is decided', () => {
  it('lets go of a check that the case was decided without, though a late answer is still taken', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand, { checks: [{ agency: 'housing', persons: inHand.children }], rating: 'red' });
    const gaps = await hub.gaps(inHand);
    await hub.decide(inHand, { gaps, meetingSkipped: { reason: 'papers-sufficient' } }, { by: 'hub-manager' });

    const [open, late] = [await everyPage('housing', { state: 'open' }), await everyPage('housing', { overdue: true })];
    const all = await everyPage('housing');

    const isOfCase = ({ reference }: CheckListItem): boolean => reference === inHand.reference;
    expect([...open, ...late].filter(isOfCase)).toEqual([]);
    expect(all.filter(isOfCase)).toMatchObject([{ overdue: false, decidedWithout: true, claimedBy: null }]);
    await hub.answer(inHand, 'housing');
  });
});

describe('the list of what is done', () => {
  it('shows an agency what it has answered, the last answer first or the first, page by page', async () => {
    hub.clock.set('2028-08-21T11:30:00+01:00');
    await hub.answer(amber, 'health');
    const answered = async (persona: string, direction?: Direction): Promise<string[]> => {
      const references: string[] = [];
      let cursor: string | undefined;
      do {
        const way = direction === undefined ? {} : { direction };
        const page = { limit: 1, now, ...way, ...(cursor === undefined ? {} : { cursor }) };
        const { items, next } = await listSettledChecks(hub.database, hub.sight(persona, 'see-checks'), page);
        references.push(...items.filter(({ state }) => state === 'answered').map(({ reference }) => reference));
        cursor = next ?? undefined;
      } while (cursor !== undefined);
      return references;
    };

    expect(await answered('health')).toEqual([amber.reference, green.reference]);
    expect(await answered('health', 'ascending')).toEqual([green.reference, amber.reference]);
  });
});
