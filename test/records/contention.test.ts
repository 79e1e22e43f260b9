import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { isBusy } from '../../records/busy.js';
import { decision } from '../support/factories.js';
import { agencies } from '../../domain/policy.js';
import { brokenAt } from '../support/chain.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';

const codes = agencies.map(({ code }) => code);

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

async function readyToDecide(): Promise<CaseInHand> {
  const inHand = await hub.receive();
  await hub.screen(inHand, { checks: [] });
  return inHand;
}

describe('acts that meet on one case', () => {
  it('let one of two decision makers win, and tell the other that the case has moved', async () => {
    const inHand = await readyToDecide();
    const { version } = await hub.look(inHand);

    const results = await Promise.all([
      hub.tryToDecide(inHand, decision(inHand.children, 'early-help'), { ifMatch: version }),
      hub.tryToDecide(inHand, decision(inHand.children, 'universal-services'), { ifMatch: version, by: 'hub-manager' }),
    ]);

    expect(results.filter((result) => 'done' in result)).toHaveLength(1);
    expect(results.flatMap((result) => ('refused' in result ? [result.refused] : []))).toMatchObject([
      { code: 'version-stale', currentVersion: version + 1 },
    ]);
    expect(new Set((await hub.look(inHand)).decisions.map(({ outcome }) => outcome)).size).toBe(1);
  });

  it('let all eight agencies answer at once, and make exactly one of them the last', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    const checks = await Promise.all(codes.map(async (code) => hub.check(inHand, code)));

    const results = await Promise.all(checks.map(async (check) => hub.tryToAnswer(check)));

    expect(results.filter((result) => 'done' in result)).toHaveLength(8);
    const events = await hub.events(inHand);
    expect(events.filter((type) => type === 'check-answered')).toHaveLength(7);
    expect(events.filter((type) => type === 'last-check-answered')).toHaveLength(1);
    expect((await hub.look(inHand)).version).toBe(10);
  });

  it('take one of two answers to the same check', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    const check = await hub.check(inHand, 'police');

    const results = await Promise.all([
      hub.tryToAnswer(check),
      hub.tryToAnswer(check, undefined, { by: 'police-lead' }),
    ]);

    expect(results.filter((result) => 'done' in result)).toHaveLength(1);
    expect(results).toContainEqual({ refused: expect.objectContaining({ code: 'already-answered' }) as object });
  });

  it('take all of eight answers that come at once after the decision', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await hub.decide(inHand, { gaps: await hub.gaps(inHand) });
    const checks = await Promise.all(agencies.map(async ({ code }) => hub.check(inHand, code)));

    const results = await Promise.all(checks.map(async (check) => hub.tryToAnswer(check)));

    expect(results.filter((result) => 'refused' in result)).toEqual([]);
    expect(await brokenAt(hub, inHand)).toBeUndefined();
  });

  it('do not wait longer than two seconds for a case that somebody holds, and say "not now"', async () => {
    const inHand = await readyToDecide();
    const holder = new pg.Client({ connectionString: hub.applicationUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM "Case" WHERE "id" = $1 FOR UPDATE', [inHand.caseId]);
    const before = await hub.everything();

    const failure: unknown = await hub.decide(inHand).catch((error: unknown) => error);

    expect(isBusy(failure)).toBe(true);
    expect(await hub.everything()).toEqual(before);
    await holder.end();
  });

  it('on other cases do not wait for it', async () => {
    const [held, other] = [await readyToDecide(), await readyToDecide()];
    const holder = new pg.Client({ connectionString: hub.applicationUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM "Case" WHERE "id" = $1 FOR UPDATE', [held.caseId]);

    await hub.decide(other);

    expect((await hub.look(other)).stage).toBe('outcome');
    await holder.end();
  });
});
