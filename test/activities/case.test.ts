import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { createCaseActivities } from '../../activities/case.js';
import { createTelling, type Telling } from '../../activities/telling.js';
import type { CaseActivities } from '../../activities/types.js';
import { closeCase } from '../../records/closing.js';
import { mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { openPost, type HubPost } from '../support/post.js';
import { until } from '../support/until.js';

const monday = Date.parse(mondayMorning);
const tuesdayNoon = Date.parse('2028-08-22T12:00:00+01:00');

let hub: Hub;
let office: HubPost;
let activities: CaseActivities;
let telling: Telling;
let inHand: CaseInHand;
beforeAll(async () => {
  hub = await openHub();
  office = await openPost(hub);
});
beforeEach(async () => {
  hub.clock.set(mondayMorning);
  telling = createTelling(office.post);
  activities = createCaseActivities({ database: hub.database, telling, clock: hub.clock });
  inHand = await hub.receive();
});
afterAll(async () => {
  await office.close();
  await hub.close();
});

async function failureOf(work: Promise<unknown>): Promise<ApplicationFailure> {
  const failure: unknown = await work.catch((error: unknown) => error);
  if (failure instanceof ApplicationFailure) return failure;
  throw new Error('It did not fail as activities do');
}

/** Those about the case in hand. */
const mailsTo = (address: string): unknown[] =>
  office.mails.to(address).filter(({ text }) => text.includes(inHand.reference));

async function decided(): Promise<void> {
  await hub.screen(inHand, { checks: [{ agency: 'police', persons: inHand.children }] });
  await hub.decide(inHand, { gaps: await hub.gaps(inHand) });
}

describe('catching up', () => {
  it('tells whom it concerns, and answers in codes, counts and instants how the case stands', async () => {
    await hub.screen(inHand);

    expect(await activities.catchUp(inHand, monday)).toEqual({
      stage: 'checks',
      rating: 'amber',
      heardSeq: 2,
      told: { acknowledgement: 1, 'check-request': 8 },
      noticesOwed: 0,
      agenciesToAsk: 0,
      dueAt: '2028-08-22T09:00:00.000Z',
      nextStepAt: '2028-08-21T21:00:02.000Z',
    });
    expect(mailsTo('police@police.example')).toHaveLength(1);
  });

  it('notes what it has heard, and no more than that', async () => {
    const heard = async (): Promise<unknown> =>
      hub.asOwner(
        `SELECT "heardSeq", "courseSeq", "unheardSince" IS NULL AS "quiet" FROM "CaseCourse" WHERE "caseId" = $1`,
        [inHand.caseId],
      );
    const before = await heard();
    await activities.catchUp(inHand, monday);
    const after = await heard();
    await hub.screen(inHand);

    expect(before).toEqual([{ heardSeq: 0, courseSeq: 1, quiet: false }]);
    expect(after).toEqual([{ heardSeq: 1, courseSeq: 1, quiet: true }]);
    expect(await heard()).toEqual([{ heardSeq: 1, courseSeq: 2, quiet: false }]);
  });

  it.each([
    ['the workflow’s time, where time was skipped', mondayMorning, tuesdayNoon],
    ['the clock, where the activity comes late', '2028-08-22T12:00:00+01:00', monday],
  ])('takes the steps that are due by %s', async (_which, clock, workflowTime) => {
    await hub.screen(inHand);
    hub.clock.set(clock);

    const situation = await activities.catchUp(inHand, workflowTime);

    expect(situation.nextStepAt).toBe('2028-08-22T15:00:02.000Z');
    expect(await hub.events(inHand)).toContain('deadline-breached');
  });

  it('fails for good for a workflow whose reference is not that of its case', async () => {
    const failure = await failureOf(activities.catchUp({ ...inHand, reference: 'M28-0000-000' }, monday));

    expect(failure).toMatchObject({ type: 'CaseMismatch', nonRetryable: true });
  });

  it('fails for a workflow of another hub', async () => {
    const elsewhere = { ...inHand, hubId: 'another-hub' };

    await expect(activities.catchUp(elsewhere, monday)).rejects.toThrow('The record knows no case');
  });
});

describe('catching up while mail does not go out', () => {
  const referrer = 'p.nair@hollowlane.example';

  it('answers that a message is owed still, and fails nothing', async () => {
    office.mails.treat(referrer, '450');

    expect(await activities.catchUp(inHand, monday)).toMatchObject({ stage: 'received', noticesOwed: 1, told: {} });
  });

  it('to one address tells the other cases none the less', async () => {
    office.mails.treat(referrer, '450');
    const other = await hub.receive();
    await activities.catchUp(inHand, monday);

    expect(await activities.catchUp(other, monday)).toMatchObject({ noticesOwed: 0 });
  });

  it('leaves the mail of other cases alone once the mail server does not answer, until it does', async () => {
    await office.mails.goAway();
    const other = await hub.receive();
    await activities.catchUp(inHand, monday);
    await office.mails.open();

    const meanwhile = await activities.catchUp(other, monday);
    await until('mail to go out again', async () =>
      activities.tell(inHand, monday).then(
        () => true,
        () => undefined,
      ),
    );
    const afterwards = await activities.catchUp(other, monday);

    expect(meanwhile.noticesOwed).toBe(1);
    expect(afterwards.noticesOwed).toBe(0);
  });

  it('takes three seconds of a mail server that is slow; telling then sees through what was begun', async () => {
    office.mails.treat(referrer, 'accept after four seconds');

    const begunAt = performance.now();
    const situation = await activities.catchUp(inHand, monday);
    const took = performance.now() - begunAt;
    await activities.tell(inHand, monday);

    expect(situation.noticesOwed).toBe(1);
    expect(took).toBeGreaterThan(2900);
    expect(took).toBeLessThan(3900);
    expect((await hub.look(inHand)).notices).toMatchObject([{ kind: 'acknowledgement', state: 'sent', attempts: 1 }]);
  });

  it('is seen through before the worker goes', async () => {
    office.mails.treat(referrer, 'accept after four seconds');
    await activities.catchUp(inHand, monday);

    await telling.finish();

    expect((await hub.look(inHand)).notices).toMatchObject([{ kind: 'acknowledgement', state: 'sent' }]);
  });
});

describe('telling', () => {
  it('sends everything that is owed', async () => {
    await hub.screen(inHand);

    await activities.tell(inHand, monday);

    expect(await activities.catchUp(inHand, monday)).toMatchObject({ noticesOwed: 0, agenciesToAsk: 0 });
  });

  it('fails while something is owed, and says when to call again', async () => {
    office.mails.treat('p.nair@hollowlane.example', '450');

    const failure = await failureOf(activities.tell(inHand, monday));

    expect(failure).toMatchObject({
      type: 'notices-still-owed',
      message: `Case ${inHand.reference} still owes messages`,
    });
    expect(failure.nextRetryDelay).toBeGreaterThanOrEqual(200);
    expect(failure.nextRetryDelay).toBeLessThan(1010);
  });
});

describe('a case whose outcome has been told', () => {
  it('is closed', async () => {
    await decided();

    expect(await activities.catchUp(inHand, monday)).toMatchObject({ stage: 'closed' });

    const { stage, closedAt } = await hub.look(inHand);
    expect({ stage, closedAt }).toEqual({ stage: 'closed', closedAt: '2028-08-21T09:00:00.000Z' });
    expect((await hub.events(inHand)).at(-1)).toBe('case-closed');
  });

  it('is not closed while a message is owed', async () => {
    await decided();

    expect(await closeCase(hub.database, inHand, hub.clock.now())).toMatchObject({ stage: 'outcome', noticesOwed: 3 });
    expect((await hub.look(inHand)).stage).toBe('outcome');
  });

  it('is not closed while a clock runs', async () => {
    await decided();
    await hub.asOwner(`UPDATE "Deadline" SET "settledAt" = NULL WHERE "caseId" = $1 AND "clock" = 'statutory'`, [
      inHand.caseId,
    ]);

    expect(await activities.catchUp(inHand, monday)).toMatchObject({ stage: 'outcome', noticesOwed: 0 });
  });

  it('is closed once', async () => {
    await decided();
    await activities.catchUp(inHand, monday);
    const events = await hub.events(inHand);

    expect(await activities.catchUp(inHand, monday)).toMatchObject({ stage: 'closed' });
    expect(await hub.events(inHand)).toEqual(events);
  });
});

describe('an activity that fails', () => {
  it('keeps what the database says to itself, for failures lie in clear in Temporal', async () => {
    await hub.screen(inHand);
    await hub.asOwner('ALTER TABLE "Notice" ADD CONSTRAINT "full" CHECK (false) NOT VALID');

    const failure = await failureOf(activities.catchUp(inHand, tuesdayNoon));

    await hub.asOwner('ALTER TABLE "Notice" DROP CONSTRAINT "full"');
    expect(failure.message).toMatch(/^catchUp failed: \S+( \S+)?$/);
    expect(failure.cause).toBeUndefined();
    expect(JSON.stringify([failure.message, failure.details])).not.toContain(inHand.caseId);
  });
});
