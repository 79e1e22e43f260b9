import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/caller.js';
import { startService, type TestService } from '../support/service.js';
import { aReferral, aScreening } from './bodies.js';
import { expectRefused, mistakes } from './refusal.js';
import { answerCheck, checkOf, decide, screen, submit } from './steps.js';

let service: TestService;
/** References by what the case is, in the order in which the board must show them. */
let danger: string;
let overdue: string;
let red: string;
let amber: string;
let received: string;
let decided: string;

beforeAll(async () => {
  service = await startService();
  const inDanger = { ...aReferral, concern: { ...aReferral.concern, immediateDanger: true } };
  service.clock.advanceTo('2026-11-17T08:00:00Z');
  overdue = await submit(service);
  await screen(service, overdue, { ...aScreening, rating: 'red' });
  service.clock.advanceTo('2026-11-17T13:00:00Z');
  amber = await submit(service);
  const screened = await screen(service, amber);
  await answerCheck(service, checkOf(screened, 'police'));
  await service.as('health').post(`/api/checks/${checkOf(screened, 'health').id}/claim`, {});
  red = await submit(service);
  await screen(service, red, { ...aScreening, rating: 'red' });
  service.clock.advanceTo('2026-11-17T15:00:00Z');
  received = await submit(service);
  danger = await submit(service, inDanger);
  decided = await submit(service);
  await screen(service, decided, { ...aScreening, checks: [{ agency: 'police', persons: await personsOf(decided) }] });
  await decide(service, decided);
});
afterAll(() => service.stop());

const personsOf = async (reference: string): Promise<string[]> =>
  ((await service.as('hub-worker').get(`/api/cases/${reference}`)).body as { people: { id: string }[] }).people.map(
    ({ id }) => id,
  );

interface List {
  items: Record<string, unknown>[];
  next: string | null;
}
const listIn = ({ body }: Answer): List => body as List;
const board = (query = ''): Promise<Answer> => service.as('hub-worker').get(`/api/cases${query}`);
const referencesOn = async (query: string): Promise<unknown[]> =>
  listIn(await board(query)).items.map(({ reference }) => reference);

/** Reads a list page by page. */
async function walk(who: string, path: string, limit: number): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = listIn(await service.as(who).get(`${path}?limit=${limit}&cursor=${encodeURIComponent(cursor)}`));
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

describe('the board', () => {
  it('shows immediate danger first, then what is overdue, then what is due soonest, and nothing personal', async () => {
    const { items, next } = listIn(await board());
    expect(items.map(({ reference }) => reference)).toEqual([danger, overdue, red, amber, received, decided]);
    expect(next).toBeNull();
    expect(items[1]).toEqual({
      ...{ reference: overdue, stage: 'checks', rating: 'red', version: 2, immediateDanger: false, overdue: true },
      ...{ receivedAt: '2026-11-17T08:00:00.000Z', nextDueAt: '2026-11-17T12:00:00.000Z' },
      ...{ nextAmberAt: '2026-11-17T11:12:00.000Z', checks: { waiting: 8, asked: 8 } },
      owner: null,
      waitsFor: {
        what: 'Checks',
        who: expect.stringMatching(/^Domestic abuse services, Education, .*, Police, /),
        agencies: expect.arrayContaining(['police', 'mental-health']),
      },
    });
  });

  it('counts by stage, by rating and what is overdue, whatever the filter', async () => {
    const counts = {
      stage: {
        ...{ received: 2, screening: 0, checks: 3, meeting: 0 },
        ...{ decision: 0, outcome: 1, 'open-to-challenge': 0, closed: 0 },
      },
      rating: { red: 3, amber: 2, green: 0, unrated: 1 },
      overdue: 1,
      owner: { me: 0, none: 6 },
    };
    for (const query of ['', '?rating=green', '?limit=1', '?assignee=me'])
      expect((await board(query)).body).toMatchObject({ counts });
  });

  it.each<[string, () => string[]]>([
    ['?stage=received', () => [danger, received]],
    ['?rating=red', () => [danger, overdue, red]],
    ['?rating=red&stage=checks', () => [overdue, red]],
    ['?overdue=true', () => [overdue]],
    ['?overdue=false', () => [danger, red, amber, received, decided]],
    ['?agency=police', () => [overdue, red]],
    ['?agency=health', () => [overdue, red, amber]],
    ['?stage=&rating=&q=&overdue=', () => [danger, overdue, red, amber, received, decided]],
    ['?stage=closed', () => []],
    ['?assignee=', () => [danger, overdue, red, amber, received, decided]],
    ['?assignee=me', () => []],
    ['?assignee=none', () => [danger, overdue, red, amber, received, decided]],
    ['?assignee=614aa998-5677-4fc4-bdd6-f1b243b5a5ec', () => []],
  ])('is filtered by %s', async (query, expected) => {
    expect(await referencesOn(query)).toEqual(expected());
  });

  it('finds a case by its reference, or by the beginning of it, as it is typed', async () => {
    const beginning = red.slice(0, 8);
    for (const typed of [red, red.toLowerCase(), red.replaceAll('-', ' '), beginning])
      expect(await referencesOn(`?q=${encodeURIComponent(typed)}`)).toContain(red);
  });

  it('finds nobody by name', async () => {
    expectRefused(await board('?q=Nia'), mistakes({ '/q': /takes a reference.*Names never go into an address/ }));
    expectRefused(
      await board('?assignee=Nia'),
      mistakes({ '/assignee': /"me", "none".*Names never go into an address/ }),
    );
  });
});

describe('the checks', () => {
  const checks = async (who: string, query = ''): Promise<List> =>
    listIn(await service.as(who).get(`/api/checks${query}`));

  it('of an agency are its own, most urgent first, and show no more of the case than its reference and rating', async () => {
    const { items } = await checks('police', '?state=open');
    expect(items.map(({ reference }) => reference)).toEqual([overdue, red]);
    expect(items[0]).toEqual({
      ...{ id: expect.any(String), reference: overdue, agency: 'police', state: 'open', rating: 'red' },
      ...{ dueAt: '2026-11-17T12:00:00.000Z', overdue: true },
      ...{ decidedWithout: false, settledAt: null, claimedBy: null },
    });
  });

  it('that are open include those that somebody has claimed', async () => {
    const states = (await checks('health', '?state=open')).items.map(({ reference, state }) => [reference, state]);
    expect(states).toEqual([
      [overdue, 'open'],
      [red, 'open'],
      [amber, 'claimed'],
    ]);
    expect((await checks('health', '?state=claimed')).items).toHaveLength(1);
    expect((await checks('police', '?state=answered')).items.map(({ reference }) => reference)).toEqual([amber]);
    expect((await checks('police', '?overdue=true')).items.map(({ reference }) => reference)).toEqual([overdue]);
  });

  it('of the hub are those of every agency', async () => {
    expect(await walk('hub-worker', '/api/checks', 100)).toHaveLength(25);
  });
});

describe.each([
  ['/api/cases', 'hub-worker', 6],
  ['/api/checks', 'hub-worker', 25],
  ['/api/checks', 'police', 4],
])('the list %s for %s', (path, who, length) => {
  it('has items, next, perhaps counts, and no other list beside the items', async () => {
    const { body } = await service.as(who).get(path);
    const { items, ...others } = body as Record<string, unknown>;
    expect(Array.isArray(items)).toBe(true);
    expect(Object.values(others).some(Array.isArray)).toBe(false);
    expect(Object.keys(others).filter((key) => key !== 'counts')).toEqual(['next']);
  });

  it.each([1, 2, 3, 100])('is the same whole in pages of %d', async (limit) => {
    const whole = listIn(await service.as(who).get(`${path}?limit=100`)).items;
    expect(whole).toHaveLength(length);
    expect(await walk(who, path, limit)).toEqual(whole);
  });

  it.each(['0', '101', '-1', '1.5', 'ten', '1e1', '9'.repeat(400)])('has no limit of %s', async (limit) => {
    expectRefused(await service.as(who).get(`${path}?limit=${limit}`), mistakes({ '/limit': /from 1 to 100/ }));
  });

  it.each([
    'nonsense',
    '%00',
    cursorOf('yesterday 614aa998-5677-4fc4-bdd6-f1b243b5a5ec'),
    cursorOf('2026-11-17T12:00:00.000Z nobody'),
    cursorOf('+275760-09-13T00:00:00.000Z 614aa998-5677-4fc4-bdd6-f1b243b5a5ec'),
    cursorOf('-271821-04-20T00:00:00.000Z 614aa998-5677-4fc4-bdd6-f1b243b5a5ec'),
  ])('takes no cursor that it did not give: %s', async (cursor) => {
    expectRefused(await service.as(who).get(`${path}?cursor=${cursor}`), mistakes({ '/cursor': /./ }));
  });

  it('names every parameter that is wrong', async () => {
    const query = '?colour=red&limit=0&overdue=perhaps';
    const fields = { '/colour': /no such field/, '/limit': /1 to 100/, '/overdue': /true, false/ };
    expectRefused(await service.as(who).get(path + query), mistakes(fields));
  });
});

function cursorOf(text: string): string {
  return Buffer.from(text).toString('base64url');
}

describe('the chronology', () => {
  it('is told oldest first, page by page', async () => {
    const path = `/api/cases/${amber}/events`;
    const whole = listIn(await service.as('auditor').get(path)).items;
    expect(whole.map(({ seq, type, by }) => [seq, type, by])).toEqual([
      [1, 'referral-received', 'referrer-system'],
      [2, 'case-screened', 'decision-maker'],
      [3, 'check-answered', 'agency-worker'],
      [4, 'check-claimed', 'agency-worker'],
    ]);
    expect(await walk('auditor', path, 1)).toEqual(whole);
    expectRefused(await service.as('auditor').get(`${path}?cursor=0`), mistakes({ '/cursor': /Send "next"/ }));
  });

  it('holds what happened, and nothing of what people wrote', async () => {
    const { text } = await service.as('auditor').get(`/api/cases/${amber}/events`);
    expect(text).not.toMatch(/Nia|Mona|Invented|Tessa|coat|pattern that agencies/);
  });
});

describe('what a case waits for', () => {
  it('is said in plain words: what, who, since when, and what happens if nobody acts', async () => {
    const { body } = await service.as('hub-worker').get(`/api/cases/${red}/waiting`);
    expect(body).toEqual({
      summary: expect.stringMatching(/^Waiting for .*Police.*, due Tuesday 17 November 2026 at 5pm\.$/),
      items: expect.arrayContaining([
        {
          ...{ what: 'Police check', who: 'Police', since: '2026-11-17T13:00:00.000Z' },
          ...{ next: 'the agency is reminded', nextAt: '2026-11-17T15:00:00.000Z' },
        },
      ]),
    });
    expect((await service.as('hub-worker').get(`/api/cases/${received}/waiting`)).body).toMatchObject({
      summary: expect.stringMatching(/^Waiting for someone to screen the referral/),
    });
    expect((await service.as('hub-worker').get(`/api/cases/${decided}/waiting`)).body).toMatchObject({
      summary: 'Decided; the referrer is being told.',
    });
  });
});
