import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDaily } from '../../records/daily.js';
import { openDatabase } from '../../records/database.js';
import { openHub, type Hub } from '../support/hub.js';
import { keyRing } from '../support/keys.js';
import { complaints } from '../support/sealed.js';
import { restrict } from './agency-wall.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(() => hub.close());

describe('what is done once a day', () => {
  it('seals the day that has finished, makes the partitions ahead, and looks at access lists, as soon as a process starts', async () => {
    const inHand = await hub.receive();
    await restrict(hub, inHand);
    await hub.asOwner(`UPDATE "User" SET "enabled" = false WHERE "subject" = 'hub-manager'`);
    await hub.asOwner('DROP TABLE "AccessEvent_other"');
    const [newest] = await hub.asOwner<{ name: string }>(
      `SELECT max(tablename) AS "name" FROM pg_tables WHERE tablename LIKE 'AccessEvent\\_2%'`,
    );
    await hub.asOwner(`DROP TABLE "${newest?.name}"`);
    hub.clock.set('2028-08-22T01:00:00Z');

    const day = await new Promise<string>((resolve, reject) => {
      const { database, clock } = hub;
      const daily = startDaily({
        database,
        scanner: undefined,
        clock,
        keys: keyRing(),
        onSealed: finish,
        onTrouble: reject,
      });
      function finish(sealed: string): void {
        void daily.stop().then(() => {
          resolve(sealed);
        });
      }
    });

    expect(day).toBe('2028-08-21');
    const owed = await hub.database.trees.notice.findMany({ where: { caseId: inHand.caseId } });
    expect(owed.map(({ kind }) => kind)).toContain('access-list-incomplete');
    expect(await complaints(hub)).toEqual([]);
    expect(await hub.asOwner('SELECT FROM pg_tables WHERE tablename = $1', [newest?.name])).toHaveLength(1);
  });

  it('is told of where it cannot be done', async () => {
    const database = openDatabase('postgresql://nobody@127.0.0.1:1/nothing', keyRing());

    const trouble = await new Promise((resolve) => {
      const daily = startDaily({
        database,
        scanner: undefined,
        clock: hub.clock,
        keys: keyRing(),
        onSealed: () => undefined,
        onTrouble,
      });
      function onTrouble(error: unknown): void {
        void daily.stop().then(() => {
          resolve(error);
        });
      }
    });
    await database.close();

    expect(trouble).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
