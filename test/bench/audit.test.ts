import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeRecord } from '../../bench/audit/record.js';
import { verifyEveryLog } from '../../records/chain.js';
import { unsealedColumns } from '../../records/sealed-form.js';
import { openHub, type Hub } from '../support/hub.js';
import { keyRing } from '../support/keys.js';
import { complaints } from '../support/sealed.js';

const extent = { cases: 7, events: 9, looks: 50, days: 3 };

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
  await makeRecord({ ...hub.urls, keys: keyRing() }, extent, hub.clock.now());
});
afterAll(async () => {
  await hub.close();
});

const countOf = async (table: string): Promise<unknown> =>
  (await hub.asOwner(`SELECT count(*)::int AS "count" FROM "${table}"`))[0]?.count;

describe('the record by which the benchmark measures audit:verify', () => {
  it('is as large as was asked for, every day of it sealed', async () => {
    const tables = ['Case', 'CaseEvent', 'AccessEvent', 'DailyDigest', 'SealedHead'];

    expect(await Promise.all(tables.map(countOf))).toEqual([7, 63, 50, 3, 7]);
    expect(await countOf('CaseEventContent')).toBe(7 * 12);
  });

  it('is whole, as one that people have made', async () => {
    const broken: unknown[] = [];
    for await (const { brokenAt } of verifyEveryLog(hub.database)) broken.push(brokenAt);

    expect(broken).toEqual(Array.from({ length: 7 }, () => undefined));
    expect(await complaints(hub)).toEqual([]);
    expect(await unsealedColumns(hub.database)).toEqual([]);
  });
});
