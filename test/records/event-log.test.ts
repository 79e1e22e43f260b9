import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { agencies } from '../../domain/policy.js';
import { listEvents, type ChronologyEntry } from '../../records/chronology.js';
import { closeCase } from '../../records/closing.js';
import { climbLadders } from '../../records/climbing.js';
import { brokenAt } from '../support/chain.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';

let hub: Hub;
let whole: CaseInHand;
beforeAll(async () => {
  hub = await openHub();
  whole = await wholeCase();
});
afterAll(async () => {
  await hub.close();
});

/** A case from receipt to closure, with reminders, breaches and an answer after the decision. */
async function wholeCase(): Promise<CaseInHand> {
  const inHand = await hub.receive();
  await hub.screen(inHand);
  await hub.claim(inHand, 'police');
  await hub.answer(inHand, ...agencies.slice(0, 6).map(({ code }) => code));
  await climbLadders(hub.database, inHand, new Date('2028-08-23T00:00:00Z'));
  await hub.answer(inHand, 'domestic-abuse');
  await hub.decide(inHand, { gaps: await hub.gaps(inHand) });
  await hub.answer(inHand, 'social-care');
  await hub.asOwner(`UPDATE "Notice" SET "state" = 'sent' WHERE "caseId" = $1`, [inHand.caseId]);
  await closeCase(hub.database, inHand, hub.clock.now());
  return inHand;
}

/** Changes the record behind its own back, with what guards it switched off. */
async function tamper(table: string, statement: string, { caseId } = whole): Promise<void> {
  await hub.asOwner(`ALTER TABLE "${table}" DISABLE TRIGGER USER`);
  await hub.asOwner(statement, [caseId]);
  await hub.asOwner(`ALTER TABLE "${table}" ENABLE TRIGGER USER`);
}

describe('the log of a case', () => {
  it('is whole from its first event to its head', async () => {
    expect((await hub.look(whole)).stage).toBe('closed');
    expect(await brokenAt(hub, whole)).toBeUndefined();
  });

  it('counts its events without a gap, and those that change the course without a gap', async () => {
    const events = await hub.database.trees.caseEvent.findMany({
      where: { caseId: whole.caseId },
      orderBy: { seq: 'asc' },
    });

    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.flatMap(({ courseSeq }) => courseSeq ?? [])).toEqual([1, 2, 3, 4]);
  });

  it('never goes back in time, even where an act is older than the last doing of the process', async () => {
    const events = await hub.database.trees.caseEvent.findMany({
      where: { caseId: whole.caseId },
      orderBy: { seq: 'asc' },
    });

    const instants = events.map(({ at }) => at.getTime());
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
  });

  it('holds nothing that a person wrote: that lies beside it', async () => {
    const { referrals, people } = await hub.look(whole);
    const written = [
      ...people.flatMap(({ firstName, lastName }) => [firstName, lastName]),
      referrals[0]?.referrer.name,
    ];
    const log = await hub.asOwner('SELECT e::text AS "row" FROM "CaseEvent" e WHERE "caseId" = $1', [whole.caseId]);

    expect(written.filter((name) => JSON.stringify(log).includes(name ?? ''))).toEqual([]);
  });
});

describe('a log that was tampered with', () => {
  const frauds: [string, number, string, string][] = [
    ['the facts of an event', 2, 'CaseEvent', `SET "metadata" = replace("metadata", 'amber', 'green')`],
    ['the instant of an event', 3, 'CaseEvent', `SET "at" = "at" - interval '1 hour'`],
    ['who did it', 4, 'CaseEvent', `SET "actorId" = NULL`],
    ['what a person wrote', 5, 'CaseEventContent', `SET "content" = overlay("content" PLACING 'AAAA' FROM 40)`],
    ['what a person wrote, by what no key sealed,', 5, 'CaseEventContent', `SET "content" = E'\\ttest:AAAA'`],
  ];

  it.each(frauds)('shows where %s was changed', async (_what, seq, table, change) => {
    const row = table === 'CaseEventContent' ? `"seq" = ${seq} AND "part" = 1` : `"seq" = ${seq}`;
    const [before] = await hub.asOwner<Record<string, unknown>>(
      `SELECT * FROM "${table}" WHERE "caseId" = $1 AND ${row}`,
      [whole.caseId],
    );

    await tamper(table, `UPDATE "${table}" ${change} WHERE "caseId" = $1 AND ${row}`);
    const found = await brokenAt(hub, whole);

    await tamper(table, `DELETE FROM "${table}" WHERE "caseId" = $1 AND ${row}`);
    const names = Object.keys(before ?? {});
    await hub.asOwner(
      `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join()}) VALUES (${names.map((_, index) => `$${index + 1}`).join()})`,
      Object.values(before ?? {}),
    );
    expect(found).toBe(seq);
    expect(await brokenAt(hub, whole)).toBeUndefined();
  });

  it('shows that its last event was taken away', async () => {
    const events = await hub.events(whole);
    const [last] = await hub.asOwner<Record<string, unknown>>(
      `SELECT * FROM "CaseEvent" WHERE "caseId" = $1 AND "seq" = ${events.length}`,
      [whole.caseId],
    );

    await tamper('CaseEvent', `DELETE FROM "CaseEvent" WHERE "caseId" = $1 AND "seq" = ${events.length}`);

    expect(last?.type).toBe('case-closed');
    expect(await brokenAt(hub, whole)).toBe(events.length);
  });
});

/** Of a case of its own: what is removed here nobody puts back. */
describe('a log beside which what people wrote is not all there', () => {
  let inHand: CaseInHand;
  /** The entry with the most parts: a decision about two children, with gaps. */
  let decided: { seq: number; parts: number };
  beforeEach(async () => {
    inHand = await hub.receive();
    await hub.screen(inHand);
    await hub.answer(inHand, 'police');
    await hub.decide(inHand, { gaps: await hub.gaps(inHand) });
    const [most] = await hub.asOwner<{ seq: number; parts: number }>(
      `SELECT "seq", count(*)::int AS "parts" FROM "CaseEventContent" WHERE "caseId" = $1 GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT 1`,
      [inHand.caseId],
    );
    decided = most ?? { seq: 0, parts: 0 };
    expect(decided.parts).toBeGreaterThanOrEqual(3);
  });

  const withoutParts = (condition: string): string => `DELETE FROM "CaseEventContent" WHERE "caseId" = $1 ${condition}`;
  const moved = (part: string): string => `UPDATE "CaseEventContent" SET "part" = ${part} WHERE "caseId" = $1`;

  it('shows that all of it was removed', async () => {
    await tamper('CaseEventContent', withoutParts(''), inHand);

    expect(await brokenAt(hub, inHand)).toBe(1);
  });

  it.each([
    ['the first part of an entry', () => withoutParts(`AND "seq" = ${decided.seq} AND "part" = 0`)],
    ['a part in the middle', () => withoutParts(`AND "seq" = ${decided.seq} AND "part" = 1`)],
    ['the last part', () => withoutParts(`AND "seq" = ${decided.seq} AND "part" = ${decided.parts - 1}`)],
    ['every part', () => withoutParts(`AND "seq" = ${decided.seq}`)],
  ])('shows that %s was removed', async (_what, statement) => {
    await tamper('CaseEventContent', statement(), inHand);

    expect(await brokenAt(hub, inHand)).toBe(decided.seq);
  });

  it('shows that two parts were exchanged', async () => {
    for (const [from, to] of ['0 99', '1 0', '99 1'].map((pair) => pair.split(' ')))
      await tamper('CaseEventContent', `${moved(String(to))} AND "seq" = ${decided.seq} AND "part" = ${from}`, inHand);

    expect(await brokenAt(hub, inHand)).toBe(decided.seq);
  });

  it('shows that a part was put in beside those of an entry', async () => {
    await tamper('CaseEventContent', added(decided.seq, decided.parts), inHand);

    expect(await brokenAt(hub, inHand)).toBe(decided.seq);
  });

  it('shows that a part was put in where an entry has none', async () => {
    const [without] = await hub.asOwner<{ seq: number }>(
      `SELECT "seq" FROM "CaseEvent" WHERE "caseId" = $1 AND "contentMac" IS NULL ORDER BY 1 LIMIT 1`,
      [whole.caseId],
    );
    await tamper('CaseEventContent', added(without?.seq ?? 0, 0), whole);
    const found = await brokenAt(hub, whole);
    await tamper('CaseEventContent', withoutParts(`AND "seq" = ${without?.seq}`), whole);

    expect(found).toBe(without?.seq);
  });

  it('shows that a part was put in behind the last entry', async () => {
    const entries = (await hub.events(inHand)).length;

    await tamper('CaseEventContent', added(entries + 2, 0), inHand);

    expect(await brokenAt(hub, inHand)).toBe(entries + 1);
  });

  const added = (seq: number, part: number): string =>
    `INSERT INTO "CaseEventContent" ("caseId", "seq", "part", "salt", "content")
     SELECT "caseId", ${seq}, ${part}, "salt", "content" FROM "CaseEventContent" WHERE "caseId" = $1 ORDER BY "seq", "part" LIMIT 1`;
});

describe('the chronology', () => {
  it('lists every event once, oldest first, in pages', async () => {
    const inHand = await wholeCase();
    const entries: ChronologyEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await listEvents(hub.database, hub.sight('auditor', 'see-events', inHand.caseId), {
        limit: 7,
        ...(cursor === undefined ? {} : { cursor }),
      });
      entries.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);

    expect(entries.map(({ type }) => type)).toEqual(await hub.events(inHand));
    expect(entries[0]).toMatchObject({ seq: 1, says: 'Referral received', by: 'referrer-system' });
    expect(entries.filter(({ by, actor }) => (by === 'process') !== (actor === null))).toEqual([]);
  });

  it('refuses a cursor that it did not give', async () => {
    const sight = hub.sight('auditor', 'see-events', whole.caseId);
    await expect(listEvents(hub.database, sight, { limit: 5, cursor: 'first' })).rejects.toMatchObject({
      problem: { code: 'invalid-input', errors: [{ pointer: '/cursor' }] },
    });
  });
});

describe('the role of the application', () => {
  const forbidden = [
    'UPDATE "CaseEvent" SET "type" = \'case-closed\'',
    'DELETE FROM "CaseEvent"',
    'TRUNCATE "CaseEvent"',
    'UPDATE "CaseEventContent" SET "content" = \'{}\'',
    'DELETE FROM "CaseEventContent"',
    'UPDATE "Referral" SET "submission" = \'{}\'',
    'DELETE FROM "Referral"',
    'UPDATE "CheckAnswer" SET "analysis" = NULL',
    'UPDATE "Decision" SET "level" = 1',
    'UPDATE "DecisionRound" SET "messageToReferrer" = \'\'',
    'DELETE FROM "Case"',
    'DELETE FROM "Notice"',
    'UPDATE "Policy" SET "version" = 7',
    'ALTER TABLE "CaseEvent" DISABLE TRIGGER ALL',
    'UPDATE "_prisma_migrations" SET "logs" = \'\'',
  ];

  it.each(forbidden)('may not %s', async (statement) => {
    await expect(hub.database.trees.$executeRawUnsafe(statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('may not move the time of receipt of a case, which it may otherwise change', async () => {
    const statement = `UPDATE "Case" SET "receivedAt" = "receivedAt" + interval '1 day'`;

    await expect(hub.database.trees.$executeRawUnsafe(statement)).rejects.toThrow('time of receipt');
  });

  it.each(['UPDATE "CaseEvent" SET "at" = now()', 'DELETE FROM "Referral"', 'TRUNCATE "CaseEvent"'])(
    'and not even the owner may %s by oversight',
    async (statement) => {
      await expect(hub.asOwner(statement)).rejects.toThrow('never changed or removed');
    },
  );
});
