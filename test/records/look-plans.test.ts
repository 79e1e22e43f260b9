import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../records/database.js';
import { statementOf, type Template } from '../../records/statements.js';
import { listEveryLook, type LookFilter } from '../../records/who-looked.js';
import { openHub, type Hub } from '../support/hub.js';
import { connected } from './agency-wall.js';

/*
 * A page of looks is found by an index whatever it is filtered by: there are more of them than of anything else.
 */

const someone = '00000000-0000-4000-8000-000000000001';

/** Ninety thousand looks, a minute apart, in no month that has a partition: one of a hundred is a denial, one of a thousand is somebody's. */
const manyLooks = `
  INSERT INTO "AccessEvent" ("at", "hubId", "kind", "what", "userId")
  SELECT timestamptz '2040-01-01' + n * interval '1 minute', 'hub', CASE WHEN n % 100 = 0 THEN 'denied' ELSE 'opened' END, 'see-case',
         CASE WHEN n % 1000 = 1 THEN '${someone}'::uuid ELSE gen_random_uuid() END
  FROM generate_series(1, 90000) n`;

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
  await hub.asOwner(manyLooks);
  await hub.asOwner('ANALYZE "AccessEvent"');
});
afterAll(async () => {
  await hub.close();
});

/** How PostgreSQL would find a page of looks, as text. */
async function planOf(filter: Partial<LookFilter>): Promise<string> {
  let sent = statementOf`SELECT`;
  const rows = <Row>(...template: Template): Promise<Row[]> => {
    sent = statementOf(...template);
    return Promise.resolve([]);
  };
  const database = { reads: { rows } } as unknown as Database;
  await listEveryLook(database, hub.sight('auditor', 'see-every-look'), { limit: 25, now: new Date(), ...filter });
  const { text, values } = sent;
  return connected(hub.urls.ownerUrl, async (client) => {
    const explained = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
    return explained.rows.map((row) => row['QUERY PLAN']).join('\n');
  });
}

describe('a page of looks', () => {
  it.each<[string, Partial<LookFilter>, RegExp]>([
    ['of everybody', {}, /Index Scan Backward using "AccessEvent_other_pkey"/],
    ['of one user', { user: someone }, /"AccessEvent_other_userId_seq_idx"/],
    ['of one kind', { kind: 'denied' }, /"AccessEvent_other_(?:kind_seq_idx|pkey)"/],
    ['of a kind that is rare', { kind: 'exported' }, /"AccessEvent_other_kind_seq_idx"/],
    [
      'of one hour long ago',
      { from: new Date('2040-01-10T10:00:00Z'), to: new Date('2040-01-10T11:00:00Z') },
      /"AccessEvent_other_at_idx"/,
    ],
  ])('%s is found by an index', async (_which, filter, index) => {
    const plan = await planOf(filter);
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(/Seq Scan on "AccessEvent_other"/);
  });
});
