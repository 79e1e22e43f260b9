import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { createCaseActivities } from '../../activities/case.js';
import type { CaseActivities } from '../../activities/types.js';
import { mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { openPost, type HubPost } from '../support/post.js';

const monday = Date.parse(mondayMorning);
const tuesdayNoon = Date.parse('2028-08-22T12:00:00+01:00');

let hub: Hub;
let office: HubPost;
let activities: CaseActivities;
let inHand: CaseInHand;
beforeAll(async () => {
  hub = await openHub();
  office = await openPost(hub);
  activities = createCaseActivities({ ...office.post, clock: hub.clock });
});
beforeEach(async () => {
  hub.clock.set(mondayMorning);
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

async function decided(): Promise<void> {
  await hub.screen(inHand, { checks: [{ agency: 'police', persons: inHand.children }] });
  await hub.decide(inHand, { gaps: await hub.gaps(inHand) });
}

describe('reading a case', () => {
  it('tells in codes, counts and instants how it stands', async () => {
    await hub.screen(inHand);

    expect(await activities.readCase(inHand)).toEqual({
      stage: 'checks',
      rating: 'amber',
      heardSeq: 2,
      noticesOwed: 9,
      agenciesToAsk: 8,
      dueAt: '2028-08-22T09:00:00.000Z',
      nextStepAt: '2028-08-21T21:00:02.000Z',
    });
  });

  it('notes what it has heard, and no more than that', async () => {
    const heard = async (): Promise<unknown> =>
      hub.asOwner(
        `SELECT "heardSeq", "courseSeq", "unheardSince" IS NULL AS "quiet" FROM "CaseCourse" WHERE "caseId" = $1`,
        [inHand.caseId],
      );
    const before = await heard();
    await activities.readCase(inHand);
    const after = await heard();
    await hub.screen(inHand);

    expect(before).toEqual([{ heardSeq: 0, courseSeq: 1, quiet: false }]);
    expect(after).toEqual([{ heardSeq: 1, courseSeq: 1, quiet: true }]);
    expect(await heard()).toEqual([{ heardSeq: 1, courseSeq: 2, quiet: false }]);
  });

  it('fails for good for a workflow whose reference is not that of its case', async () => {
    const failure = await failureOf(activities.readCase({ ...inHand, reference: 'M28-0000-000' }));

    expect(failure).toMatchObject({ type: 'CaseMismatch', nonRetryable: true });
  });

  it('fails for a workflow of another hub', async () => {
    await expect(activities.readCase({ ...inHand, hubId: 'another-hub' })).rejects.toThrow('The record knows no case');
  });
});

describe('telling', () => {
  it('sends everything that is owed', async () => {
    await hub.screen(inHand);

    await activities.tell(inHand, monday);

    expect(await activities.readCase(inHand)).toMatchObject({ noticesOwed: 0, agenciesToAsk: 0 });
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

describe('climbing', () => {
  it.each([
    ['the workflow’s time, where time was skipped', mondayMorning, tuesdayNoon],
    ['the clock, where the activity comes late', '2028-08-22T12:00:00+01:00', monday],
  ])('goes by %s', async (_which, clock, workflowTime) => {
    await hub.screen(inHand);
    hub.clock.set(clock);

    const situation = await activities.climb(inHand, workflowTime);

    expect(situation.nextStepAt).toBe('2028-08-22T15:00:02.000Z');
    expect(await hub.events(inHand)).toContain('deadline-breached');
  });
});

describe('closing', () => {
  it('closes a case whose outcome has been told', async () => {
    await decided();
    await activities.tell(inHand, monday);
    const { heardSeq } = await activities.readCase(inHand);

    expect(await activities.close(inHand, heardSeq, monday)).toMatchObject({ stage: 'closed' });

    const { stage, closedAt } = await hub.look(inHand);
    expect({ stage, closedAt }).toEqual({ stage: 'closed', closedAt: '2028-08-21T09:00:00.000Z' });
    expect((await hub.events(inHand)).at(-1)).toBe('case-closed');
  });

  it('does not, where the record has moved on since it was heard last', async () => {
    await decided();
    await activities.tell(inHand, monday);
    const { heardSeq } = await activities.readCase(inHand);
    await hub.answer(inHand, 'police');
    await activities.tell(inHand, monday);

    expect(await activities.close(inHand, heardSeq, monday)).toMatchObject({
      stage: 'outcome',
      heardSeq: heardSeq + 1,
    });
    expect((await hub.look(inHand)).stage).toBe('outcome');
  });

  it('does not, while a message is owed', async () => {
    await decided();
    const { heardSeq } = await activities.readCase(inHand);

    expect(await activities.close(inHand, heardSeq, monday)).toMatchObject({ stage: 'outcome', noticesOwed: 3 });
  });

  it('does not, while a clock runs', async () => {
    await decided();
    await activities.tell(inHand, monday);
    await hub.asOwner(`UPDATE "Deadline" SET "settledAt" = NULL WHERE "caseId" = $1 AND "clock" = 'statutory'`, [
      inHand.caseId,
    ]);
    const { heardSeq } = await activities.readCase(inHand);

    expect(await activities.close(inHand, heardSeq, monday)).toMatchObject({ stage: 'outcome' });
  });

  it('twice does nothing the second time', async () => {
    await decided();
    await activities.tell(inHand, monday);
    const { heardSeq } = await activities.readCase(inHand);
    await activities.close(inHand, heardSeq, monday);
    const events = await hub.events(inHand);

    expect(await activities.close(inHand, heardSeq, monday)).toMatchObject({ stage: 'closed' });
    expect(await hub.events(inHand)).toEqual(events);
  });
});

describe('an activity that fails', () => {
  it('keeps what the database says to itself, for failures lie in clear in Temporal', async () => {
    await hub.screen(inHand);
    await hub.asOwner('ALTER TABLE "Notice" ADD CONSTRAINT "full" CHECK (false) NOT VALID');

    const failure = await failureOf(activities.climb(inHand, tuesdayNoon));

    await hub.asOwner('ALTER TABLE "Notice" DROP CONSTRAINT "full"');
    expect(failure.message).toMatch(/^climb failed: \S+( \S+)?$/);
    expect(failure.cause).toBeUndefined();
    expect(JSON.stringify([failure.message, failure.details])).not.toContain(inHand.caseId);
  });
});
