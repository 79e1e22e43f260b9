import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { agencies } from '../../domain/policy.js';
import { climbLadders } from '../../records/climbing.js';
import { waitingFor, type Waiting } from '../../records/waiting.js';
import { mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';

const codes = agencies.map(({ code }) => code);

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
beforeEach(() => {
  hub.clock.set(mondayMorning);
});
afterAll(async () => {
  await hub.close();
});

const waiting = async ({ caseId }: CaseInHand): Promise<Waiting> =>
  waitingFor(hub.database, hub.sight('hub-worker', 'see-waiting', caseId), hub.clock.now());

async function everythingSent({ caseId }: CaseInHand): Promise<void> {
  await hub.asOwner(`UPDATE "Notice" SET "state" = 'sent' WHERE "caseId" = $1`, [caseId]);
}

describe('what a case waits for', () => {
  it('is someone to screen it, before it is screened', async () => {
    const inHand = await hub.receive();
    await everythingSent(inHand);

    expect(await waiting(inHand)).toEqual({
      summary: 'Waiting for someone to screen the referral, due Tuesday 22 August 2028 at 10am.',
      items: [
        {
          what: 'Screening',
          who: 'a decision maker or hub manager',
          since: '2028-08-21T09:00:00.000Z',
          next: 'the decision makers are told',
          nextAt: '2028-08-21T15:24:00.000Z',
        },
      ],
    });
  });

  it('is every agency that has not answered, and what happens if it does not', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await everythingSent(inHand);
    await hub.answer(inHand, ...codes.slice(0, 6));

    const { summary, items } = await waiting(inHand);

    expect(summary).toBe(
      "Waiting for Domestic abuse services, Children's social care, due Tuesday 22 August 2028 at 10am.",
    );
    expect(items).toEqual(
      ['Domestic abuse services', "Children's social care"].map((name) => ({
        what: `${name} check`,
        who: name,
        since: '2028-08-21T09:00:00.000Z',
        next: 'the agency is reminded',
        nextAt: '2028-08-21T21:00:00.000Z',
      })),
    );
  });

  it('is told as overdue once it is, with the step that comes next', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand, { checks: [{ agency: 'police', persons: inHand.children }] });
    hub.clock.set('2028-08-22T10:01:00+01:00');
    await climbLadders(hub.database, inHand, hub.clock.now());
    await everythingSent(inHand);

    const { summary, items } = await waiting(inHand);

    expect(summary).toBe('Waiting for Police, overdue since Tuesday 22 August 2028 at 10am.');
    expect(items).toMatchObject([{ next: 'the hub manager is told', nextAt: '2028-08-22T15:00:00.000Z' }]);
  });

  it('says so when everyone who can be told has been told', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand, { checks: [{ agency: 'police', persons: inHand.children }] });
    hub.clock.set('2028-08-23T10:00:00+01:00');
    await climbLadders(hub.database, inHand, hub.clock.now());
    await everythingSent(inHand);

    expect((await waiting(inHand)).items).toMatchObject([
      { what: 'Police check', next: 'everyone who can be told has been told', nextAt: null },
    ]);
  });

  it('is a decision once all have answered, since the last answer', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await everythingSent(inHand);
    hub.clock.set('2028-08-21T15:00:00+01:00');
    await hub.answer(inHand, ...codes);

    expect(await waiting(inHand)).toEqual({
      summary: 'Waiting for someone to decide, due Tuesday 22 August 2028 at 10am.',
      items: [
        {
          what: 'Decision',
          who: 'a decision maker or hub manager',
          since: '2028-08-21T14:00:00.000Z',
          next: 'the decision makers are told',
          nextAt: '2028-08-22T09:00:00.000Z',
        },
      ],
    });
  });

  it('is the message to the referrer once it is decided, and how often it was tried', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand, { checks: [] });
    await everythingSent(inHand);
    await hub.decide(inHand);
    await hub.asOwner(`UPDATE "Notice" SET "attempts" = 2 WHERE "caseId" = $1 AND "kind" = 'outcome'`, [inHand.caseId]);

    const { summary, items } = await waiting(inHand);

    expect(summary).toBe('Decided; the referrer is being told.');
    expect(items).toMatchObject([
      { what: 'Outcome, to referrer', who: 'the mail server', next: 'it is tried again (tried 2 times)' },
    ]);
  });

  it('is nothing once it is closed', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand, { checks: [] });
    await hub.decide(inHand);
    await everythingSent(inHand);
    await hub.asOwner(`UPDATE "Case" SET "stage" = 'closed' WHERE "id" = $1`, [inHand.caseId]);

    expect(await waiting(inHand)).toEqual({ summary: 'Closed. Nothing is waited for.', items: [] });
  });
});
