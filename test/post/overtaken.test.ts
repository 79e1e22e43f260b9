import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { agencies } from '../../domain/policy.js';
import { deliverOwed } from '../../post/delivery.js';
import { climbLadders } from '../../records/climbing.js';
import { mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { openPost, type HubPost } from '../support/post.js';

const codes = agencies.map(({ code }) => code);

let hub: Hub;
let office: HubPost;
let inHand: CaseInHand;
beforeAll(async () => {
  hub = await openHub();
  office = await openPost(hub);
});
beforeEach(async () => {
  hub.clock.set(mondayMorning);
  office.mails.caught.length = 0;
  inHand = await hub.receive();
  await deliver();
});
afterAll(async () => {
  await office.close();
  await hub.close();
});

async function deliver(): Promise<void> {
  await deliverOwed(office.post, inHand.caseId, () => hub.clock.now());
}

async function climbAt(instant: string): Promise<void> {
  hub.clock.set(instant);
  await climbLadders(hub.database, inHand, hub.clock.now());
}

const states = async (kind: string): Promise<string[]> =>
  (await hub.look(inHand)).notices
    .filter((notice) => notice.kind === kind)
    .map(({ agency, tells, state }) => `${agency ?? tells} ${state}`)
    .sort();

describe('a message that is no longer wanted when its turn comes', () => {
  it('is not sent: a request to an agency that has answered already', async () => {
    await hub.screen(inHand);
    await hub.answer(inHand, 'police');

    await deliver();

    expect(await states('check-request')).toEqual(
      codes.map((code) => (code === 'police' ? 'police overtaken' : `${code} sent`)).sort(),
    );
    expect(office.mails.to('police@police.example')).toEqual([]);
    expect((await hub.events(inHand)).filter((type) => type === 'notice-overtaken')).toHaveLength(1);
  });

  it('is not sent: a reminder to an agency that has answered since', async () => {
    await hub.screen(inHand);
    await deliver();
    await climbAt('2028-08-21T21:00:02Z');
    await hub.answer(inHand, 'police');

    await deliver();

    expect(await states('reminder')).toContain('police overtaken');
    expect(await states('reminder')).toContain('health sent');
    expect(office.mails.to('police@police.example').map(({ subject }) => subject)).toHaveLength(1);
  });

  it('is not sent: what the hub manager should hear of checks that have all been answered since', async () => {
    await hub.screen(inHand, { checks: [{ agency: 'police', persons: inHand.children }] });
    await deliver();
    await hub.asOwner(`UPDATE "Deadline" SET "settledAt" = now() WHERE "caseId" = $1 AND "clock" = 'rag'`, [
      inHand.caseId,
    ]);
    await climbAt('2028-08-22T15:00:02Z');
    await hub.answer(inHand, 'police');

    await deliver();

    expect(await states('overdue')).toEqual(['hub-manager overtaken']);
  });

  it('is not sent: a reminder to screen a referral that has been screened since', async () => {
    await climbAt('2028-08-21T15:24:02Z');
    await hub.screen(inHand, { checks: [] });

    await deliver();

    expect(await states('reminder')).toEqual(['decision-maker overtaken']);
    expect(office.mails.to('decision-maker@hub.example')).toEqual([]);
  });

  it('is not sent: anything about a deadline once the case is decided', async () => {
    await hub.screen(inHand);
    await deliver();
    await climbAt('2028-08-22T09:00:02Z');
    await hub.decide(inHand, { gaps: await hub.gaps(inHand) });

    await deliver();

    expect(new Set((await states('overdue')).map((state) => state.split(' ')[1]))).toEqual(new Set(['overtaken']));
    expect(await states('outcome')).toEqual(['referrer sent']);
  });

  it('is sent all the same where another clock that it speaks of still runs', async () => {
    await hub.screen(inHand, { checks: [{ agency: 'police', persons: inHand.children }] });
    await deliver();
    await climbAt('2028-08-22T15:00:02Z');
    await hub.answer(inHand, 'police');

    await deliver();

    expect(await states('overdue')).toEqual(['hub-manager sent']);
  });
});
