import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findAnswer, forgetOldAnswers } from '../../records/idempotency.js';
import { decision, referral, screening } from '../support/factories.js';
import { claimOf, done, openHub, type Hub } from '../support/hub.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

describe('a request that comes again under its key', () => {
  it('gives a referral the reference that it got, and opens no second case', async () => {
    const idempotency = claimOf('referral');
    const first = done(await hub.submit(referral(), { idempotency }));
    const before = await hub.everything();

    const second = done(await hub.submit(referral(), { idempotency }));

    expect(second).toEqual(first);
    expect(await hub.everything()).toEqual(before);
  });

  it('gives an act the answer that it got, whatever has happened to the case since', async () => {
    const inHand = await hub.receive();
    const idempotency = claimOf('screening');
    const first = done(await hub.tryToScreen(inHand, screening(), { idempotency, ifMatch: 1 }));
    await hub.answer(inHand, 'police', 'health');
    const before = await hub.everything();

    const second = done(await hub.tryToScreen(inHand, screening(), { idempotency, ifMatch: 1 }));

    expect(second).toEqual(first);
    expect(await hub.everything()).toEqual(before);
  });

  it('does not ring again', async () => {
    const idempotency = claimOf('bell');
    await hub.submit(referral(), { idempotency });
    const before = hub.rung.length;

    await hub.submit(referral(), { idempotency });

    expect(hub.rung).toHaveLength(before);
  });

  it('is found before anything else about it is looked at', async () => {
    const idempotency = claimOf('early');
    const receipt = done(await hub.submit(referral(), { idempotency }));

    const request = hub.request('school-system', { idempotency });

    expect(await findAnswer(hub.database, request)).toEqual(receipt);
    expect(
      await findAnswer(hub.database, hub.request('school-system', { idempotency: claimOf('other') })),
    ).toBeUndefined();
  });

  it('is another request where someone else sends it', async () => {
    const idempotency = claimOf('shared');
    const mine = done(await hub.submit(referral(), { idempotency }));

    const theirs = done(await hub.submit(referral(), { idempotency, by: 'hub-worker' }));

    expect(theirs.reference).not.toBe(mine.reference);
  });

  it('is done once where it comes twice at the same time', async () => {
    const idempotency = claimOf('twins');
    const before = await hub.database.trees.case.count();

    const [first, second] = await Promise.all([
      hub.submit(referral(), { idempotency }),
      hub.submit(referral(), { idempotency }),
    ]);

    expect(done(first)).toEqual(done(second));
    expect(await hub.database.trees.case.count()).toBe(before + 1);
  });

  it('decides once where it comes three times at the same time', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand, { checks: [] });
    const terms = { idempotency: claimOf('triplets'), ifMatch: 2 } as const;

    const answers = await Promise.all(
      [1, 2, 3].map(async () => hub.tryToDecide(inHand, decision(inHand.children), terms)),
    );

    expect(answers).toEqual(
      answers.map(() => ({ done: { reference: inHand.reference, stage: 'outcome', version: 3 } })),
    );
    expect((await hub.events(inHand)).filter((type) => type === 'case-decided')).toHaveLength(1);
  });

  it('is open again after a refusal, which changed nothing', async () => {
    const inHand = await hub.receive();
    const idempotency = claimOf('too early');
    await hub.tryToDecide(inHand, decision(inHand.children), { idempotency });
    await hub.screen(inHand, { checks: [] });

    const result = await hub.tryToDecide(inHand, decision(inHand.children), { idempotency });

    expect(result).toMatchObject({ done: { stage: 'outcome' } });
  });

  it('is a new request a week later, when its answer has been forgotten', async () => {
    const [old, recent] = [claimOf('last week'), claimOf('this week')];
    const first = done(await hub.submit(referral(), { idempotency: old }));
    hub.clock.set('2028-08-24T10:00:00+01:00');
    const second = done(await hub.submit(referral(), { idempotency: recent }));
    hub.clock.set('2028-08-28T10:00:01+01:00');

    await forgetOldAnswers(hub.database, hub.clock.now());

    expect(done(await hub.submit(referral(), { idempotency: old })).reference).not.toBe(first.reference);
    expect(done(await hub.submit(referral(), { idempotency: recent }))).toEqual(second);
  });

  it('leaves behind codes and ids only', async () => {
    const submission = referral();
    await hub.submit(submission, { idempotency: claimOf('private') });

    const kept = await hub.asOwner('SELECT "body"::text FROM "IdempotencyRecord"');

    const told = JSON.stringify(kept);
    const names = submission.children.flatMap(({ firstName, lastName }) => [firstName, lastName]);
    expect(names.filter((name) => told.includes(name))).toEqual([]);
  });
});
