import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, Result } from '../../domain/problems.js';
import type { Actor } from '../../domain/roles.js';
import { listCases, type Board, type BoardFilter } from '../../records/board.js';
import { assignCases } from '../../records/bulk-assignment.js';
import { assignCase, claimCase, claimNext, releaseCase, type HeldCase } from '../../records/ownership.js';
import { listWorkload } from '../../records/workload.js';
import { exampleReferral } from '../support/factories.js';
import { claimOf, done, openHub, type CaseInHand, type Hub, type Terms } from '../support/hub.js';
import { link, restrict } from './agency-wall.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterEach(async () => {
  await hub.asOwner(`UPDATE "Case" SET "closedAt" = now(), "stage" = 'closed' WHERE "closedAt" IS NULL`);
  await hub.asOwner(`UPDATE "User" SET "enabled" = true`);
});
afterAll(async () => {
  await hub.close();
});

type Held = Result<HeldCase & { version: number }>;

const idOf = (persona: string): string => hub.actor(persona).userId;
const claim = async ({ caseId }: CaseInHand, by: string): Promise<Held> =>
  claimCase(hub.record, caseId, hub.request(by));
const next = async (by: string, terms?: Terms): Promise<Held> => claimNext(hub.record, hub.request(by, terms));
const release = async ({ caseId }: CaseInHand, by: string): Promise<Held> =>
  releaseCase(hub.record, caseId, hub.request(by));
const assign = async ({ caseId }: CaseInHand, to: string | null, by = 'decision-maker'): Promise<Held> =>
  assignCase(hub.record, caseId, { user: to === null ? null : idOf(to) }, hub.request(by));
const switchOff = async (persona: string): Promise<unknown> =>
  hub.asOwner(`UPDATE "User" SET "enabled" = false WHERE "id" = $1`, [idOf(persona)]);

const refusalOf = (result: Result<unknown>): Problem | undefined => ('refused' in result ? result.refused : undefined);
const ownerOf = async ({ caseId }: CaseInHand): Promise<unknown> =>
  (await hub.asOwner<{ ownerId: string | null }>(`SELECT "ownerId" FROM "Case" WHERE "id" = $1`, [caseId]))[0]?.ownerId;

const board = async (by: string, filter: Partial<BoardFilter> = {}): Promise<Board> =>
  listCases(hub.database, hub.sight(by, 'see-board'), { limit: 100, now: hub.clock.now(), ...filter });
const references = ({ items }: Board): string[] => items.map(({ reference }) => reference);

/** The facts of the last event of a case. */
async function lastEvent({ caseId }: CaseInHand): Promise<{ type: string; facts: unknown }> {
  const { type, metadata } = await hub.database.trees.caseEvent.findFirstOrThrow({
    where: { caseId },
    orderBy: { seq: 'desc' },
  });
  return { type, facts: (JSON.parse(metadata) as { facts: unknown }).facts };
}

describe('a case that nobody holds', () => {
  it('is taken on by anyone of the hub, in one event, and its version moves', async () => {
    const inHand = await hub.receive();

    const held = done(await claim(inHand, 'hub-worker'));

    expect(held).toEqual({ reference: inHand.reference, owner: idOf('hub-worker'), version: 2 });
    expect(await lastEvent(inHand)).toEqual({
      type: 'case-claimed',
      facts: { user: idOf('hub-worker'), from: null },
    });
    expect((await hub.look(inHand)).owner).toEqual({
      ...{ id: idOf('hub-worker'), name: 'Wanda Hubworker', available: true },
    });
  });

  it('is taken on once by whoever asks twice', async () => {
    const inHand = await hub.receive();

    expect([done(await claim(inHand, 'hub-worker')).version, done(await claim(inHand, 'hub-worker')).version]).toEqual([
      2, 2,
    ]);
  });

  it('is not there any more once it is closed', async () => {
    const inHand = await hub.receive();
    await hub.asOwner(`UPDATE "Case" SET "closedAt" = now() WHERE "id" = $1`, [inHand.caseId]);

    expect(refusalOf(await claim(inHand, 'hub-worker'))?.code).toBe('stage-passed');
    expect(refusalOf(await assign(inHand, 'hub-worker'))?.code).toBe('stage-passed');
  });
});

describe('a case that somebody holds', () => {
  it('is not taken on by another, who is told how it can be had', async () => {
    const inHand = await hub.receive();
    await claim(inHand, 'hub-worker');

    const refused = refusalOf(await claim(inHand, 'hub-manager'));

    expect(refused?.code).toBe('already-held');
    expect(refused?.detail).toMatch(/holds this case already.*can be assigned to you/);
    expect(refused?.detail).not.toContain('Wanda');
    expect(await ownerOf(inHand)).toBe(idOf('hub-worker'));
  });

  it('is put back by whoever holds it, and by no other worker', async () => {
    const inHand = await hub.receive();
    await claim(inHand, 'hub-worker');

    expect(refusalOf(await release(inHand, 'decision-maker'))?.code).toBe('not-holder');
    expect(done(await release(inHand, 'hub-worker'))).toMatchObject({ owner: null, version: 3 });
    expect(await lastEvent(inHand)).toEqual({ type: 'case-assigned', facts: { user: null, from: idOf('hub-worker') } });
    expect(done(await release(inHand, 'hub-worker')).version).toBe(3);
  });

  it('is given to another, and taken back, by those who decide', async () => {
    const inHand = await hub.receive();
    await claim(inHand, 'hub-worker');

    done(await assign(inHand, 'hub-manager'));
    expect(await lastEvent(inHand)).toEqual({
      type: 'case-assigned',
      facts: { user: idOf('hub-manager'), from: idOf('hub-worker') },
    });
    done(await assign(inHand, null, 'hub-manager'));

    expect(await ownerOf(inHand)).toBeNull();
    expect(await hub.events(inHand)).toEqual(['referral-received', 'case-claimed', 'case-assigned', 'case-assigned']);
  });

  it('may be taken on again once its holder is switched off, and is shown so until then', async () => {
    const inHand = await hub.receive();
    await claim(inHand, 'hub-worker');
    await switchOff('hub-worker');

    const { items, counts } = await board('hub-manager', { assignee: 'none' });
    expect(items).toMatchObject([
      { reference: inHand.reference, owner: { name: 'Wanda Hubworker', available: false } },
    ]);
    expect(counts.owner).toEqual({ me: 0, none: 1 });
    expect(references(await board('hub-manager', { assignee: idOf('hub-worker') }))).toEqual([inHand.reference]);
    expect(done(await next('decision-maker')).reference).toBe(inHand.reference);
    expect(await lastEvent(inHand)).toMatchObject({ facts: { from: idOf('hub-worker') } });
  });

  it.each<[string, (inHand: CaseInHand) => Promise<unknown>]>([
    ['is linked to a person on it', (inHand) => link(hub, inHand, 'hub-worker', inHand.children[0] ?? '')],
    ['is not on the list when it is restricted', (inHand) => restrict(hub, inHand)],
    [
      'has no role of the hub any more',
      () => hub.asOwner(`UPDATE "User" SET "roles" = '{referrer}' WHERE "id" = $1`, [idOf('hub-worker')]),
    ],
  ])('counts as held by nobody once its holder %s', async (_how, happen) => {
    const inHand = await hub.receive();
    await claim(inHand, 'hub-worker');

    await happen(inHand);

    expect(references(await board('hub-manager', { assignee: 'none' }))).toEqual([inHand.reference]);
    expect(done(await claim(inHand, 'hub-manager')).owner).toBe(idOf('hub-manager'));
    await hub.asOwner(`UPDATE "User" SET "roles" = '{hub-worker}' WHERE "id" = $1`, [idOf('hub-worker')]);
  });
});

describe('whoever cannot hold a case', () => {
  const cannot: [string, string, (inHand: CaseInHand) => Promise<unknown>][] = [
    ['is switched off', 'hub-worker', () => switchOff('hub-worker')],
    ['has no role of the hub', 'auditor', () => Promise.resolve()],
    ['is of an agency', 'police', () => Promise.resolve()],
    [
      'is linked to a person on it',
      'hub-worker',
      (inHand) => link(hub, inHand, 'hub-worker', inHand.children[0] ?? ''),
    ],
    ['is not on the list of a restricted one', 'hub-worker', (inHand) => restrict(hub, inHand)],
  ];

  it('is refused it with one and the same sentence, whatever the reason', async () => {
    const refused: (Problem | undefined)[] = [];
    for (const [, persona, happen] of cannot) {
      const inHand = await hub.receive();
      await happen(inHand);
      refused.push(refusalOf(await assign(inHand, persona, 'hub-manager')));
      await hub.asOwner(`UPDATE "User" SET "enabled" = true`);
    }
    const unknown = { user: '00000000-0000-4000-8000-000000000000' };
    const { caseId } = await hub.receive();
    refused.push(refusalOf(await assignCase(hub.record, caseId, unknown, hub.request('hub-manager'))));

    expect(new Set(refused.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(refused[0]).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/user' }] });
  });
});

describe('the next case', () => {
  it('is the most urgent that waits for its screening and that nobody holds', async () => {
    const [first, second] = [await hub.receive(), await hub.receive()];
    const danger = await hub.receive(exampleReferral('police'));
    const screened = await hub.receive(exampleReferral('police'));
    await hub.screen(screened, { rating: 'red' });
    await claim(first, 'decision-maker');

    const taken = [done(await next('hub-worker')), done(await next('hub-worker'))].map(({ reference }) => reference);

    expect(taken).toEqual([danger.reference, second.reference]);
    expect(refusalOf(await next('hub-worker'))?.code).toBe('nothing-to-claim');
  });

  it('is another for each of many who ask at once', async () => {
    const waiting = await Promise.all([1, 2, 3, 4, 5, 6].map(() => hub.receive()));

    const people = ['hub-worker', 'decision-maker', 'hub-manager'];
    const taken = await Promise.all([...people, ...people, ...people].map((persona) => next(persona)));

    const found = taken.flatMap((result) => ('done' in result ? [result.done.reference] : []));
    expect(found.sort()).toEqual(waiting.map(({ reference }) => reference).sort());
  });

  it('is the same for a request that comes again, also once nothing is left', async () => {
    const inHand = await hub.receive();
    const asking = { idempotency: claimOf('next-1') };

    const answers = [done(await next('hub-worker', asking)), done(await next('hub-worker', asking))];

    expect(answers.map(({ reference, version }) => [reference, version])).toEqual([
      [inHand.reference, 2],
      [inHand.reference, 2],
    ]);
  });

  it('is none that a wall keeps from whoever asks, broken glass or not', async () => {
    const inHand = await hub.receive();
    await restrict(hub, inHand);
    await hub.asOwner(
      `INSERT INTO "GlassBreak" ("id", "hubId", "caseId", "seq", "userId", "role", "reason", "at", "until")
       VALUES (gen_random_uuid(), 'hub', $1, 1, $2, 'hub-worker', 'urgent-decision', now(), '2100-01-01')`,
      [inHand.caseId, idOf('hub-worker')],
    );

    expect(refusalOf(await next('hub-worker'))?.code).toBe('nothing-to-claim');
    expect(refusalOf(await claim(inHand, 'hub-worker'))?.code).toBe('forbidden');
    expect(done(await next('hub-manager')).reference).toBe(inHand.reference);
  });
});

describe('several cases', () => {
  it('are assigned each for itself, and the answer says what became of each', async () => {
    const [open, hidden, linked] = [await hub.receive(), await hub.receive(), await hub.receive()];
    await restrict(hub, hidden);
    await link(hub, linked, 'hub-worker', linked.children[0] ?? '');
    const body = { references: [open, hidden, linked].map(({ reference }) => reference), user: idOf('hub-worker') };

    const asking = hub.request('decision-maker', { idempotency: claimOf('bulk') });
    const { items } = done(await assignCases(hub.record, body, asking));

    expect(items).toMatchObject([
      { reference: open.reference, result: 'assigned', version: 2 },
      { reference: hidden.reference, result: 'refused', code: 'not-found' },
      { reference: linked.reference, result: 'refused', code: 'invalid-input' },
    ]);
    expect([await ownerOf(open), await ownerOf(hidden), await ownerOf(linked)]).toEqual([
      ...[idOf('hub-worker'), null, null],
    ]);
    expect(await lastEvent(open)).toMatchObject({ type: 'case-assigned' });
    expect(done(await assignCases(hub.record, body, asking))).toEqual({ items, next: null });
    const looks = await hub.asOwner(
      `SELECT "kind", "what" FROM "AccessEvent" WHERE "caseId" = $1 AND "kind" = 'denied'`,
      [hidden.caseId],
    );
    expect(looks).toEqual([{ kind: 'denied', what: 'assign-case' }]);
  });
});

describe('the board', () => {
  it('says who holds what, finds it by its holder beside the other filters, and counts it', async () => {
    const [mine, danger, nobodys] = [
      await hub.receive(),
      await hub.receive(exampleReferral('police')),
      await hub.receive(),
    ];
    for (const inHand of [mine, danger]) done(await claim(inHand, 'hub-worker'));

    const all = await board('hub-worker');
    const owners = new Map(all.items.map(({ reference, owner }) => [reference, owner?.name]));
    expect(owners.get(mine.reference)).toBe('Wanda Hubworker');
    expect(owners.get(nobodys.reference)).toBeUndefined();
    expect(all.counts.owner).toEqual({ me: 2, none: 1 });
    expect((await board('hub-manager')).counts.owner).toEqual({ me: 0, none: 1 });
    expect(references(await board('hub-worker', { assignee: 'me' }))).toEqual([danger.reference, mine.reference]);
    expect(references(await board('hub-worker', { assignee: 'me', rating: 'red' }))).toEqual([danger.reference]);
    expect(references(await board('hub-manager', { assignee: 'none' }))).toEqual([nobodys.reference]);
    expect(references(await board('hub-manager', { assignee: idOf('hub-worker'), limit: 1 }))).toEqual([
      danger.reference,
    ]);
  });

  it('says in words for whom a case waits', async () => {
    const [received, asked, decided] = [await hub.receive(), await hub.receive(), await hub.receive()];
    await hub.screen(asked);
    await hub.answer(asked, 'police', 'health', 'education', 'housing', 'probation', 'mental-health');
    await hub.screen(decided, { checks: [] });

    const waits = new Map((await board('hub-worker')).items.map((item) => [item.reference, item.waitsFor]));

    expect(waits.get(received.reference)).toEqual({
      ...{ what: 'Screening', who: 'a decision maker or hub manager', agencies: [] },
    });
    expect(waits.get(asked.reference)).toEqual({
      ...{ what: 'Checks', agencies: ['domestic-abuse', 'social-care'] },
      who: "Domestic abuse services, Children's social care",
    });
    expect(waits.get(decided.reference)).toMatchObject({ what: 'Decision' });
  });

  it('finds every case by the beginning of its reference: those in flight first, then closed ones, page by page', async () => {
    const open = await hub.receive();
    const year = open.reference.slice(0, 3);
    const whole = await board('hub-worker', { q: year });
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page: Board = await board('hub-worker', { q: year, limit: 7, ...(cursor === undefined ? {} : { cursor }) });
      paged.push(...references(page));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);

    expect(paged).toEqual(references(whole));
    expect(paged.length).toBeGreaterThan(20);
    expect(paged[0]).toBe(open.reference);
    expect(references(await board('hub-worker', { q: open.reference.slice(0, 8) }))).toContain(open.reference);
    expect(references(await board('hub-worker', { q: 'M29' }))).toEqual([]);
  });
});

describe('the load of colleagues', () => {
  const loads = async (by: string): Promise<Record<string, [number, number]>> => {
    const { items } = await listWorkload(hub.database, hub.sight(by, 'see-workload'), {
      ...{ limit: 100, now: new Date('2028-08-23T12:00:00Z') },
    });
    return Object.fromEntries(items.map(({ name, open, overdue }) => [name, [open, overdue]]));
  };

  it('is told of everybody who may hold cases: how many in flight, and how many overdue', async () => {
    const [late, held] = [await hub.receive(), await hub.receive()];
    await hub.screen(held, { rating: 'green' });
    for (const inHand of [late, held]) done(await claim(inHand, 'hub-worker'));

    expect(await loads('hub-worker')).toEqual({
      'Desmond Decider': [0, 0],
      'Hester Hubmanager': [0, 0],
      'Wanda Hubworker': [2, 1],
    });
  });

  it('leaves out whoever is switched off, and what whoever asks may not see', async () => {
    const inHand = await hub.receive();
    await restrict(hub, inHand, 'decision-maker');
    done(await assign(inHand, 'decision-maker', 'hub-manager'));
    await switchOff('hub-worker');

    expect(await loads('hub-manager')).toEqual({ 'Desmond Decider': [1, 1], 'Hester Hubmanager': [0, 0] });
    await hub.asOwner(`UPDATE "User" SET "enabled" = true`);
    expect((await loads('hub-worker'))['Desmond Decider']).toEqual([0, 0]);
  });

  it('comes page by page', async () => {
    const actor: Actor = hub.actor('hub-worker');
    const page = { limit: 2, now: hub.clock.now() };
    const sight = hub.sight('hub-worker', 'see-workload');
    const first = await listWorkload(hub.database, sight, page);
    const second = await listWorkload(hub.database, sight, { ...page, cursor: first.next ?? '' });

    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual([
      ...['Desmond Decider', 'Hester Hubmanager', 'Wanda Hubworker'],
    ]);
    expect(second.items.map(({ id }) => id)).toEqual([actor.userId]);
  });
});
