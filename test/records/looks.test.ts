import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Look } from '../../domain/looks.js';
import { recordLook } from '../../records/looks.js';
import { openHub, type CaseInHand, type CheckInHand, type Hub } from '../support/hub.js';

let hub: Hub;
let inHand: CaseInHand;
let check: CheckInHand;
beforeAll(async () => {
  hub = await openHub();
  inHand = await hub.receive();
  await hub.screen(inHand);
  check = await hub.check(inHand, 'police');
});
afterAll(() => hub.close());

const unknownId = '00000000-0000-4000-8000-000000000000';

const opening = (changes: Partial<Look>): Look => ({
  hubId: 'hub',
  at: hub.clock.now(),
  kind: 'opened',
  what: 'see-case',
  userId: hub.actor('hub-worker').userId,
  role: 'hub-worker',
  ...changes,
});

/** Records a look and reads what is kept of it. */
async function kept(changes: Partial<Look>): Promise<Record<string, unknown> | undefined> {
  await recordLook(hub.database.reads, opening(changes));
  const [row] = await hub.asOwner('SELECT * FROM "AccessEvent" ORDER BY "seq" DESC LIMIT 1');
  return row;
}

describe('a look', () => {
  it('is kept with who, when, from where, what and why', async () => {
    const given = { items: 3, why: 'forbidden', terms: 'test:abc', requestId: unknownId, address: '192.0.2.7' };

    expect(await kept({ on: { caseId: inHand.caseId }, ...given })).toMatchObject({
      ...{ hubId: 'hub', at: hub.clock.now(), kind: 'opened', what: 'see-case', role: 'hub-worker' },
      ...{ userId: hub.actor('hub-worker').userId, caseId: inHand.caseId, checkId: null, subjectId: null },
      ...given,
    });
  });

  it('at a reference or a check is kept as the case that it leads to', async () => {
    const { caseId } = inHand;

    expect(await kept({ on: { reference: inHand.reference } })).toMatchObject({ caseId, checkId: null });
    expect(await kept({ on: { checkId: check.checkId } })).toMatchObject({ caseId, checkId: check.checkId });
  });

  it('at what does not exist, or is of another hub, keeps nothing of what was named', async () => {
    const nothing = { caseId: null, checkId: null, subjectId: null };

    expect(await kept({ on: { reference: 'M28-2222-222' } })).toMatchObject(nothing);
    expect(await kept({ on: { checkId: unknownId } })).toMatchObject(nothing);
    expect(await kept({ hubId: 'other', on: { reference: inHand.reference } })).toMatchObject(nothing);
    expect(await kept({ hubId: 'other', on: { checkId: check.checkId } })).toMatchObject(nothing);
  });

  it('in a transaction is kept with it, or not at all', async () => {
    const requestId = unknownId.replace('4000', '4001');
    const attempt = hub.database.acts.transaction(async (sql) => {
      await recordLook(sql, opening({ requestId }));
      throw new Error('Invented for a test');
    });

    await expect(attempt).rejects.toThrow('Invented');
    expect(await hub.asOwner('SELECT FROM "AccessEvent" WHERE "requestId" = $1', [requestId])).toEqual([]);
  });

  it('that cannot be recorded is an error that says so', async () => {
    await expect(kept({ requestId: 'not an id' })).rejects.toMatchObject({ name: 'LookUnrecorded' });
  });

  it('lies in the partition of its month, or among the others where none was made', async () => {
    const partitionOf = async (at: Date): Promise<unknown> => {
      await recordLook(hub.database.reads, opening({ at }));
      const [row] = await hub.asOwner(
        'SELECT tableoid::regclass::text AS "table" FROM "AccessEvent" ORDER BY "seq" DESC LIMIT 1',
      );
      return row?.table;
    };
    const now = new Date();

    expect(await partitionOf(now)).toBe(`"AccessEvent_${now.toISOString().slice(0, 7).replace('-', '_')}"`);
    expect(await partitionOf(new Date('2041-01-01T00:00:00Z'))).toBe('"AccessEvent_other"');
  });
});

describe('the partitions of looks', () => {
  it('are made ahead by the application, which owns none', async () => {
    await hub.asOwner('ALTER TABLE "AccessEvent" DISABLE TRIGGER USER');
    const [newest] = await hub.asOwner<{ name: string }>(
      `SELECT max(tablename) AS "name" FROM pg_tables WHERE tablename LIKE 'AccessEvent\\_2%'`,
    );
    await hub.asOwner(`DROP TABLE "${newest?.name}"`);

    await hub.database.acts.run`SELECT make_look_partitions()`;
    await hub.database.acts.run`SELECT make_look_partitions()`;

    const partitions = await hub.asOwner(`SELECT FROM pg_tables WHERE tablename = $1`, [newest?.name]);
    expect(partitions).toHaveLength(1);
  });
});

describe('the role of the application', () => {
  it.each([
    'UPDATE "AccessEvent" SET "kind" = \'listed\'',
    'DELETE FROM "AccessEvent"',
    'TRUNCATE "AccessEvent"',
    'DELETE FROM "AccessEvent_other"',
    `INSERT INTO "AccessEvent" ("seq", "at", "hubId", "kind") VALUES (1, now(), 'hub', 'opened')`,
    `SELECT setval('"AccessEvent_seq_seq"', 1)`,
    'UPDATE "AccessSeal" SET "count" = 0',
    'DELETE FROM "SealedHead"',
    'DELETE FROM "DailyDigest"',
  ])('may not %s', async (statement) => {
    await expect(hub.database.trees.$executeRawUnsafe(statement)).rejects.toThrow(/permission denied/);
  });

  it('and not even the owner may change or remove looks by oversight, whole or by the month', async () => {
    const month = new Date().toISOString().slice(0, 7).replace('-', '_');
    await hub.asOwner('ALTER TABLE "AccessEvent" ENABLE TRIGGER USER');
    for (const table of ['AccessEvent', 'AccessEvent_other', `AccessEvent_${month}`]) {
      await expect(hub.asOwner(`TRUNCATE "${table}"`)).rejects.toThrow('never changed or removed');
      await expect(hub.asOwner(`DELETE FROM "${table}"`)).rejects.toThrow('never changed or removed');
      await expect(hub.asOwner(`UPDATE "${table}" SET "why" = 'x'`)).rejects.toThrow('never changed or removed');
    }
  });
});
