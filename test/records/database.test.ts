import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { isReachable } from '../../records/database-health.js';
import { isBusy } from '../../records/busy.js';
import { openServedDatabase } from '../../records/database.js';
import { referral } from '../support/factories.js';
import { openHub, type Hub } from '../support/hub.js';
import { keyRing } from '../support/keys.js';
import { until } from '../support/until.js';

const isReading = sql`datname = current_database() AND query LIKE 'SELECT pg_sleep%' AND state = 'active'`;

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

describe('the database', () => {
  it('is reachable while it answers every pool', async () => {
    expect(await isReachable(hub.database)).toBe(true);
  });

  it.each([
    ['its port is closed', '127.0.0.1:1'],
    ['its name leads nowhere', 'record.invalid:5432'],
  ])('is not reachable where %s, and what is asked of it meanwhile is told "not now"', async (_why, host) => {
    const url = `postgresql://front_door@${host}/record`;
    const away = openServedDatabase({ databaseUrl: url, agencyDatabaseUrl: url, keys: keyRing() });

    const failure: unknown = await away.acts.rows`SELECT 1`.catch((error: unknown) => error);

    expect(isBusy(failure)).toBe(true);
    expect(await isReachable(away)).toBe(false);
    await away.close();
  });

  it('says "never" of what is wrong in itself', async () => {
    const failure: unknown = await hub.database.reads.rows`SELECT * FROM "Nothing"`.catch((error: unknown) => error);

    expect(isBusy(failure)).toBe(false);
  });

  it('lets people act while every connection for reading is taken', async () => {
    const readings = [1, 2, 3, 4, 5].map(async () => hub.database.reads.rows`SELECT pg_sleep(9)::text`);
    const endings = Promise.allSettled(readings);
    await until('all of them to be taken', async () => {
      const taken = await hub.database.acts.rows`SELECT pid FROM pg_stat_activity WHERE ${isReading}`;
      return taken.length === readings.length ? true : undefined;
    });

    const result = await hub.submit(referral());

    await hub.database.acts.rows`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE ${isReading}`;
    expect(result).toHaveProperty('done');
    expect(new Set((await endings).map(({ status }) => status))).toEqual(new Set(['rejected']));
  });
});
