import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { relations, type Act, type Standing } from '../../domain/permissions.js';
import { agencies } from '../../domain/policy.js';
import { boardSorts, type BoardSort } from '../../records/board-orders.js';
import { listCases, type Board, type BoardFilter, type BoardItem } from '../../records/board.js';
import { findCase, type FoundCase } from '../../records/case-lookup.js';
import { directions, type Direction } from '../../records/pages.js';
import { Sight } from '../../records/sight.js';
import { exampleReferral } from '../support/factories.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';

const now = new Date('2028-08-21T20:00:00Z');

let hub: Hub;
const cases: Record<string, CaseInHand> = {};
beforeAll(async () => {
  hub = await openHub();
  for (const name of ['unscreened', 'green', 'amber', 'red', 'to decide', 'decided', 'closed']) {
    cases[name] = await hub.receive();
  }
  cases.danger = await hub.receive(exampleReferral('police'));
  await hub.screen(named('green'), { rating: 'green' });
  await hub.screen(named('amber'));
  await hub.screen(named('red'), { rating: 'red' });
  for (const name of ['to decide', 'decided', 'closed']) await hub.screen(named(name), { checks: [] });
  await hub.answer(named('amber'), 'police', 'health');
  await hub.decide(named('decided'));
  await hub.decide(named('closed'));
  await hub.asOwner(`UPDATE "Case" SET "stage" = 'closed', "closedAt" = now() WHERE "id" = $1`, [
    named('closed').caseId,
  ]);
});
afterAll(async () => {
  await hub.close();
});

function named(name: string): CaseInHand {
  const found = cases[name];
  if (found === undefined) throw new Error(`There is no case "${name}"`);
  return found;
}

const board = async (filter: Partial<BoardFilter> = {}): Promise<Board> =>
  listCases(hub.database, hub.sight('hub-worker', 'see-board'), { limit: 100, now, ...filter });

const everyOrder = boardSorts.flatMap((sort) => directions.map((direction) => ({ sort, direction })));

const names = ({ items }: { items: readonly BoardItem[] }): string[] =>
  items.map(({ reference }) => Object.keys(cases).find((name) => named(name).reference === reference) ?? reference);

describe('the board', () => {
  it('shows the cases in flight, most urgent first: danger that nobody has screened, what is overdue, what is due', async () => {
    const shown = names(await board());

    expect(shown.slice(0, 2)).toEqual(['danger', 'red']);
    expect(shown.slice(2, 5).sort()).toEqual(['amber', 'to decide', 'unscreened']);
    expect(shown.slice(5)).toEqual(['green', 'decided']);
  });

  it.each([undefined, ...everyOrder])('gives every case once, page by page, in the same order (%j)', async (order) => {
    for (const asked of [{}, { q: 'M28' }].map((filter) => ({
      ...filter,
      ...(order === undefined ? {} : { order }),
    }))) {
      const paged: BoardItem[] = [];
      let cursor: string | undefined;
      do {
        const { items, next } = await board({ ...asked, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
        paged.push(...items);
        cursor = next ?? undefined;
      } while (cursor !== undefined);

      const { items } = await board(asked);
      expect(paged).toEqual(items);
      expect(items).toHaveLength(asked.q === undefined ? 7 : 8);
    }
  });

  it('is sorted by receipt, reference, stage and rating, either way', async () => {
    const shown = async (sort: BoardSort, direction: Direction = 'ascending'): Promise<BoardItem[]> =>
      (await board({ order: { sort, direction } })).items;
    const received = (await shown('received')).map(({ receivedAt }) => receivedAt);
    const references = (await shown('reference', 'descending')).map(({ reference }) => reference);

    expect(received).toEqual([...received].sort());
    expect(references).toEqual([...references].sort().reverse());
    expect((await shown('stage')).map(({ stage }) => stage)).toEqual([
      'received',
      'received',
      'checks',
      'checks',
      'checks',
      'decision',
      'outcome',
    ]);
    expect((await shown('rating', 'descending')).map(({ rating }) => rating)).toEqual([
      null,
      'green',
      'amber',
      'amber',
      'amber',
      'red',
      'red',
    ]);
  });

  it('counts cases in flight by stage, rating and lateness, whatever page or filter is shown', async () => {
    const { counts } = await board({ limit: 1, stage: 'checks' });

    expect(counts).toEqual({
      stage: {
        received: 2,
        screening: 0,
        checks: 3,
        meeting: 0,
        decision: 1,
        outcome: 1,
        'open-to-challenge': 0,
        closed: 0,
      },
      rating: { red: 2, amber: 3, green: 1, unrated: 1 },
      overdue: 1,
      owner: { me: 0, none: 7 },
    });
  });

  it('tells how many checks wait, of how many', async () => {
    const { items } = await board({ q: named('amber').reference });

    expect(items).toMatchObject([
      { checks: { waiting: 6, asked: 8 }, stage: 'checks', rating: 'amber', overdue: false },
    ]);
  });

  it('can be narrowed by stage, rating, lateness and the agency that is waited for', async () => {
    expect(names(await board({ stage: 'decision' }))).toEqual(['to decide']);
    expect(names(await board({ rating: 'green' }))).toEqual(['green']);
    expect(names(await board({ overdue: true }))).toEqual(['red']);
    expect(names(await board({ overdue: false, rating: 'red' }))).toEqual(['danger']);
    expect(names(await board({ agency: 'police' }))).toEqual(['red', 'green']);
    expect(names(await board({ agency: agencies[2]?.code ?? '' })).sort()).toEqual(['amber', 'green', 'red']);
  });

  it('shows a closed case to those who ask for closed ones, or by its reference', async () => {
    expect(names(await board({ stage: 'closed' }))).toEqual(['closed']);
    expect(names(await board({ q: named('closed').reference }))).toEqual(['closed']);
  });

  it('finds by the beginning of a reference, and takes a wildcard for what it is', async () => {
    const { reference } = named('green');

    expect(names(await board({ q: reference.slice(0, 8) }))).toContain('green');
    expect(names(await board({ q: `${reference.slice(0, 4)}____${reference.slice(8)}` }))).toEqual([]);
  });

  it('belongs to one hub', async () => {
    const { items, counts } = await listCases(hub.database, elsewhere(hub.sight('hub-worker', 'see-board')), {
      limit: 10,
      now,
    });

    expect({ items, overdue: counts.overdue }).toEqual({ items: [], overdue: 0 });
  });
});

/** The same leave, of somebody in another hub. */
const elsewhere = <A extends Act>({ act, actor }: Sight<A>): Sight<A> => {
  const standing: Standing = { relations, wall: 'none' };
  const sight = Sight.of({ ...actor, hubId: 'another-hub' }, act, { caseId: null, standing });
  if (sight instanceof Sight) return sight;
  throw new Error(`There is no leave to ${act}`);
};

const found = async (persona: string, reference: string): Promise<FoundCase | undefined> =>
  findCase(hub.database, hub.actor(persona), reference, now);

describe('a reference', () => {
  it('opens its case, in its own hub', async () => {
    const { caseId, reference } = named('green');

    expect(await found('hub-worker', reference)).toEqual({
      ...{ caseId, reference, version: 2, stage: 'checks', restricted: false },
      standing: { relations: ['hub'], wall: 'none' },
    });
    const stranger = { ...hub.actor('hub-worker'), hubId: 'another-hub' };
    expect(await findCase(hub.database, stranger, reference, now)).toBeUndefined();
    expect(await found('hub-worker', 'M28-0000-000')).toBeUndefined();
  });

  it('says how whoever asks stands to it', async () => {
    const { reference } = named('green');
    const unscreened = named('unscreened').reference;

    expect((await found('police', reference))?.standing.relations).toContain('asked');
    expect((await found('police', unscreened))?.standing.relations).toEqual(['hub']);
    expect((await found('school-system', reference))?.standing.relations).toContain('submitted');
    expect((await found('hub-worker', reference))?.standing.relations).not.toContain('submitted');
  });
});
