import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, Result } from '../../domain/problems.js';
import { listChecks, type CheckFilter } from '../../records/check-lookup.js';
import { readCheck } from '../../records/check-view.js';
import type { SettledCheck } from '../../records/checks.js';
import { handOverCheck } from '../../records/hand-over.js';
import { listTeam } from '../../records/workload.js';
import { done, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { link, restrict } from './agency-wall.js';

let hub: Hub;
/** A colleague of the police beside those of the demonstration. */
let colleagueId: string;
beforeAll(async () => {
  hub = await openHub();
  const [colleague] = await hub.asOwner<{ id: string }>(
    `INSERT INTO "User" ("id", "hubId", "provider", "subject", "name", "roles", "agency")
     VALUES (gen_random_uuid(), 'hub', 'test', 'police-2', 'Polly Policework', '{agency-worker}', 'police') RETURNING "id"`,
  );
  colleagueId = colleague?.id ?? '';
});
afterEach(async () => {
  await hub.asOwner(`UPDATE "AgencyCheck" SET "state" = 'answered', "settledAt" = now()`);
  await hub.asOwner(`UPDATE "User" SET "enabled" = true`);
});
afterAll(async () => {
  await hub.close();
});

const now = (): Date => hub.clock.now();
const idOf = (persona: string): string => hub.actor(persona).userId;
const refusalOf = (result: Result<unknown>): Problem | undefined => ('refused' in result ? result.refused : undefined);

/** A case about which the police are asked, and others perhaps. */
async function asked(): Promise<CaseInHand> {
  const inHand = await hub.receive();
  const checks = ['police', 'health'].map((agency) => ({ agency, persons: inHand.people }));
  await hub.screen(inHand, { checks });
  return inHand;
}

const handOver = async (
  inHand: CaseInHand,
  user: string | null,
  by = 'police',
): Promise<Result<SettledCheck & { version: number }>> =>
  handOverCheck(hub.record, await hub.check(inHand, 'police'), { user }, hub.request(by));

async function lastEvent({ caseId }: CaseInHand): Promise<{ type: string; facts: unknown }> {
  const { type, metadata } = await hub.database.trees.caseEvent.findFirstOrThrow({
    where: { caseId },
    orderBy: { seq: 'desc' },
  });
  return { type, facts: (JSON.parse(metadata) as { facts: unknown }).facts };
}

const listed = async (persona: string, filter: Partial<CheckFilter> = {}): Promise<unknown[]> =>
  (
    await listChecks(hub.database, hub.sight(persona, 'see-checks'), {
      ...{ limit: 100, now: now(), state: 'open' },
      ...filter,
    })
  ).items;

describe('a check', () => {
  it('is handed to a colleague by whoever holds it, in one event', async () => {
    const inHand = await asked();
    await hub.claim(inHand, 'police');
    const { checkId, version } = await hub.check(inHand, 'police');

    expect(done(await handOver(inHand, colleagueId))).toEqual({ id: checkId, state: 'claimed', version: version + 1 });
    expect(done(await handOver(inHand, colleagueId, 'police-lead')).version).toBe(version + 1);

    expect(await lastEvent(inHand)).toEqual({
      type: 'check-handed-over',
      facts: { checkId, agency: 'police', user: colleagueId, from: idOf('police') },
    });
    const claimedBy = { id: colleagueId, name: 'Polly Policework', available: true };
    expect((await readCheck(hub.database, hub.actor('police'), checkId, now()))?.check.claimedBy).toEqual(claimedBy);
    expect((await hub.look(inHand)).checks).toMatchObject([
      { agency: 'health', claimedBy: null },
      { agency: 'police', claimedBy, contact: { name: 'Police', email: 'police@agencies.example' } },
    ]);
  });

  it('is put back, for anybody to claim', async () => {
    const inHand = await asked();
    await hub.claim(inHand, 'police');

    expect(done(await handOver(inHand, null)).state).toBe('open');
    expect(await listed('police', { holder: 'none' })).toMatchObject([{ state: 'open', claimedBy: null }]);
  });

  it('is handed over by the lead, whoever holds it, and by no other colleague', async () => {
    const inHand = await asked();

    expect(refusalOf(await handOver(inHand, idOf('police')))?.code).toBe('not-holder');
    expect(done(await handOver(inHand, colleagueId, 'police-lead')).state).toBe('claimed');
    expect(refusalOf(await handOver(inHand, null))?.code).toBe('not-holder');
    expect(refusalOf(await handOver(inHand, idOf('health')))?.code).toBe('not-holder');
  });

  it('is not handed over by another agency, nor once it is answered', async () => {
    const inHand = await asked();

    expect(refusalOf(await handOver(inHand, null, 'health-lead'))?.code).toBe('not-found');
    await hub.answer(inHand, 'police');
    expect(refusalOf(await handOver(inHand, null, 'police-lead'))?.code).toBe('already-answered');
  });

  it('goes to nobody who cannot answer it, with one and the same sentence whatever the reason', async () => {
    const [open, linked, restricted] = [await asked(), await asked(), await asked()];
    await link(hub, linked, 'police', linked.children[0] ?? '');
    await restrict(hub, restricted, 'police-lead', 'health');
    const refused = [
      await handOver(open, idOf('health'), 'police-lead'),
      await handOver(open, idOf('hub-manager'), 'police-lead'),
      await handOver(open, '00000000-0000-4000-8000-000000000000', 'police-lead'),
      await handOver(linked, idOf('police'), 'police-lead'),
      await handOver(restricted, colleagueId, 'police-lead'),
    ].map(refusalOf);
    await hub.asOwner(`UPDATE "User" SET "enabled" = false WHERE "id" = $1`, [colleagueId]);
    refused.push(refusalOf(await handOver(open, colleagueId, 'police-lead')));

    expect(new Set(refused.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(refused[0]).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/user' }] });
  });
});

describe('the worklist of an agency', () => {
  it('says who holds what, and is asked for one’s own and for what nobody holds', async () => {
    const [mine, nobodys] = [await asked(), await asked()];
    await hub.claim(mine, 'police');

    expect(await listed('police', { holder: 'me' })).toMatchObject([
      {
        reference: mine.reference,
        claimedBy: { id: idOf('police'), name: 'Percy Policework', available: true },
      },
    ]);
    expect(await listed('police', { holder: 'none' })).toMatchObject([{ reference: nobodys.reference }]);
    expect(await listed('hub-worker', { state: 'claimed' })).toMatchObject([
      { claimedBy: { name: 'Percy Policework' } },
    ]);
  });

  it('has what is done with the instant when it was done', async () => {
    const inHand = await asked();
    await hub.answer(inHand, 'police');

    const answered = (await listed('police', { state: 'answered' })) as { reference: string; settledAt: string }[];

    expect(answered.find(({ reference }) => reference === inHand.reference)?.settledAt).toBe(now().toISOString());
  });

  it('counts what somebody holds who is switched off, or has left the agency, as held by nobody', async () => {
    const inHand = await asked();
    await hub.claim(inHand, 'police');
    done(await handOver(inHand, colleagueId));
    const unheld = async (persona: string): Promise<unknown> => listed(persona, { holder: 'none', state: 'claimed' });

    expect([await unheld('police'), await unheld('hub-worker')]).toEqual([[], []]);
    await hub.asOwner(`UPDATE "User" SET "enabled" = false WHERE "id" = $1`, [colleagueId]);
    for (const who of ['police', 'hub-worker'])
      expect(await unheld(who)).toMatchObject([{ reference: inHand.reference, claimedBy: { available: false } }]);
    await hub.asOwner(`UPDATE "User" SET "enabled" = true, "agency" = 'health' WHERE "id" = $1`, [colleagueId]);
    expect(await unheld('police')).toMatchObject([{ reference: inHand.reference, claimedBy: null }]);
    await hub.asOwner(`UPDATE "User" SET "agency" = 'police' WHERE "id" = $1`, [colleagueId]);
  });
});

describe('the load of a team', () => {
  it('is that of one’s own agency, of what whoever asks may see', async () => {
    const [late, restricted, held] = [await asked(), await asked(), await asked()];
    for (const inHand of [late, restricted]) await hub.claim(inHand, 'police');
    done(await handOver(held, colleagueId, 'police-lead'));
    await restrict(hub, restricted, 'police', 'health');

    const loads = async (by: string): Promise<unknown> =>
      (
        await listTeam(hub.database, hub.sight(by, 'see-team'), { limit: 100, now: new Date('2028-08-23T12:00:00Z') })
      ).items.map(({ name, open, overdue }) => [name, open, overdue]);

    expect(await loads('police')).toEqual([
      ['Percy Policework', 2, 2],
      ['Petra Policelead', 0, 0],
      ['Polly Policework', 1, 1],
    ]);
    expect(await loads('police-lead')).toContainEqual(['Percy Policework', 1, 1]);
    expect(await loads('health')).toEqual([
      ['Hilda Healthwork', 0, 0],
      ['Hugo Healthlead', 0, 0],
    ]);
  });
});
