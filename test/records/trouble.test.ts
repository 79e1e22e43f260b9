import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  casesToPage,
  clearAlarms,
  findTrouble,
  raiseAgainSoon,
  raiseAlarm,
  type Trouble,
} from '../../records/trouble.js';
import { exampleReferral } from '../support/factories.js';
import { mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
beforeEach(async () => {
  hub.clock.set(mondayMorning);
  await hub.asOwner('UPDATE "CaseCourse" SET "heardSeq" = "courseSeq", "unheardSince" = NULL');
  await hub.asOwner(`UPDATE "Notice" SET "state" = 'sent'`);
  await hub.asOwner('UPDATE "Deadline" SET "settledAt" = now()');
  await hub.asOwner('DELETE FROM "Alarm"');
});
afterAll(async () => {
  await hub.close();
});

const found = async (): Promise<Trouble[]> => findTrouble(hub.database, hub.clock.now());

/** As if so many seconds had passed on the clock of the database. */
async function letPass(seconds: number, { caseId }: CaseInHand): Promise<void> {
  await hub.asOwner(
    `UPDATE "CaseCourse" SET "unheardSince" = "unheardSince" - make_interval(secs => $1) WHERE "caseId" = $2`,
    [seconds, caseId],
  );
  await hub.asOwner(
    `UPDATE "Notice" SET "nextAttemptAt" = "nextAttemptAt" - make_interval(secs => $1), "leaseUntil" = "leaseUntil" - make_interval(secs => $1)
     WHERE "caseId" = $2`,
    [seconds, caseId],
  );
}

async function sentAlready({ caseId }: CaseInHand): Promise<void> {
  await hub.asOwner(`UPDATE "Notice" SET "state" = 'sent' WHERE "caseId" = $1`, [caseId]);
}

describe('trouble', () => {
  it('is none while everything owed is younger than a minute', async () => {
    const inHand = await hub.receive();
    await letPass(50, inHand);

    expect(await found()).toEqual([]);
  });

  it('is a change that no process has heard of for a minute', async () => {
    const inHand = await hub.receive();
    await sentAlready(inHand);
    await letPass(61, inHand);

    expect(await found()).toEqual([
      { hubId: 'hub', kind: 'process-not-hearing', count: 1, references: [inHand.reference] },
    ]);
  });

  it('counts from the first change that was not heard, not from the last', async () => {
    const inHand = await hub.receive();
    await letPass(61, inHand);
    await hub.screen(inHand);
    await sentAlready(inHand);

    expect((await found()).map(({ kind }) => kind)).toEqual(['process-not-hearing']);
  });

  it('is a step of a ladder that has been due for a minute', async () => {
    const inHand = await hub.receive();
    await sentAlready(inHand);
    hub.clock.set('2028-08-21T15:24:59Z');
    const early = await found();
    hub.clock.set('2028-08-21T15:25:01Z');

    expect(early).toEqual([]);
    expect((await found()).map(({ kind, references }) => [kind, references])).toEqual([
      ['steps-untouched', [inHand.reference]],
    ]);
  });

  it('is a message that has been due for a minute, or whose sender died', async () => {
    const [due, died, sending] = [await hub.receive(), await hub.receive(), await hub.receive()];
    await hub.asOwner(
      `UPDATE "Notice" SET "state" = 'sending', "leaseUntil" = now() + interval '30 seconds' WHERE "caseId" = ANY($1)`,
      [[died.caseId, sending.caseId]],
    );
    await hub.asOwner('UPDATE "CaseCourse" SET "heardSeq" = "courseSeq"');
    await letPass(61, due);
    await letPass(100, died);
    await letPass(70, sending);

    const [trouble, ...others] = await found();

    expect(others).toEqual([]);
    expect(trouble).toMatchObject({ kind: 'messages-untouched', count: 2 });
    expect(trouble?.references.sort()).toEqual([due.reference, died.reference].sort());
  });

  it('is a message that has been tried for a minute and does not get out', async () => {
    const inHand = await hub.receive();
    await hub.asOwner(
      `UPDATE "Notice" SET "attempts" = 5, "owedAt" = now() - interval '61 seconds', "nextAttemptAt" = now() WHERE "caseId" = $1`,
      [inHand.caseId],
    );

    expect(await found()).toMatchObject([{ kind: 'messages-undelivered', references: [inHand.reference] }]);
  });

  it('is a page about immediate danger that reached nobody, for a day', async () => {
    const danger = await hub.receive(exampleReferral('police-night'));
    await hub.asOwner(`UPDATE "Notice" SET "state" = 'failed' WHERE "caseId" = $1`, [danger.caseId]);
    const today = await found();
    await hub.asOwner(`UPDATE "Notice" SET "owedAt" = now() - interval '25 hours' WHERE "caseId" = $1`, [
      danger.caseId,
    ]);

    expect(today).toMatchObject([{ kind: 'messages-undelivered', count: 1, references: [danger.reference] }]);
    expect(await found()).toEqual([]);
  });

  it('names Red cases first', async () => {
    const amber = await hub.receive();
    await hub.screen(amber);
    const red = await hub.receive(exampleReferral('police'));
    await letPass(61, amber);
    await letPass(61, red);

    const [trouble] = await found();

    expect(trouble?.references).toEqual([red.reference, amber.reference]);
  });
});

describe('an alarm', () => {
  const trouble: Trouble = { hubId: 'hub', kind: 'steps-untouched', count: 1, references: [] };

  it('is told by one of several processes that see the trouble at once', async () => {
    const raised = await Promise.all([1, 2, 3, 4, 5].map(async () => raiseAlarm(hub.database, trouble)));

    expect(raised.filter((alarm) => alarm !== undefined)).toMatchObject([
      { operationsEmail: 'operations@hub.example' },
    ]);
  });

  it('is told again after a quarter of an hour, while the trouble lasts', async () => {
    await raiseAlarm(hub.database, trouble);
    const soon = await raiseAlarm(hub.database, trouble);
    await hub.asOwner(`UPDATE "Alarm" SET "toldAt" = "toldAt" - interval '16 minutes'`);

    const later = await raiseAlarm(hub.database, trouble);

    expect(soon).toBeUndefined();
    expect(later).toBeDefined();
  });

  it('that could not be told is raised again after half a minute', async () => {
    await raiseAlarm(hub.database, trouble);
    await raiseAgainSoon(hub.database, trouble);
    const soon = await raiseAlarm(hub.database, trouble);
    await hub.asOwner(`UPDATE "Alarm" SET "toldAt" = "toldAt" - interval '31 seconds'`);

    const later = await raiseAlarm(hub.database, trouble);

    expect(soon).toBeUndefined();
    expect(later).toBeDefined();
  });

  it('is cleared when the trouble is over, and told at once when it comes back', async () => {
    await raiseAlarm(hub.database, trouble);
    await clearAlarms(hub.database, []);

    expect(await raiseAlarm(hub.database, trouble)).toBeDefined();
  });

  it('stays while its trouble lasts, when another is over', async () => {
    await raiseAlarm(hub.database, trouble);
    await raiseAlarm(hub.database, { ...trouble, kind: 'messages-untouched' });

    await clearAlarms(hub.database, [trouble]);

    const alarms = await hub.asOwner('SELECT "kind", "clearedAt" IS NULL AS "lasts" FROM "Alarm" ORDER BY "kind"');
    expect(alarms).toEqual([
      { kind: 'messages-untouched', lasts: false },
      { kind: 'steps-untouched', lasts: true },
    ]);
  });
});

describe('the cases to page about', () => {
  it('are those whose immediate danger nobody has been told of within seconds', async () => {
    const danger = await hub.receive(exampleReferral('police-night'));
    const quiet = await hub.receive();
    const atFirst = await casesToPage(hub.database, ['immediate-danger'], 3);
    await letPass(4, danger);
    await letPass(4, quiet);

    expect(atFirst).toEqual([]);
    expect(await casesToPage(hub.database, ['immediate-danger'], 3)).toEqual([danger.caseId]);
  });
});
