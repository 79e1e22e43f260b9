import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { openRefusedTokens } from '../../api/security/refused-tokens.js';
import type { Look } from '../../domain/looks.js';
import { startedAt, startService, type TestService } from '../support/service.js';

let service: TestService;
let owner: Client;
beforeAll(async () => {
  service = await startService({ trustedProxies: 1 });
  owner = new Client({ connectionString: service.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

const sendBad = async (ip: string, times: number): Promise<number[]> => {
  const headers = { authorization: 'Bearer x.y.z', 'x-forwarded-for': ip };
  const answers = Array.from({ length: times }, () => service.anonymous.get('/api/cases', headers));
  return (await Promise.all(answers)).map(({ status }) => status);
};

/** How many refusals each look from an address stands for. */
async function kept(address: string): Promise<(number | null)[]> {
  const { rows } = await owner.query<{ items: number | null }>(
    `SELECT "items" FROM "AccessEvent" WHERE "why" = 'token-invalid' AND "address" = $1 ORDER BY "seq"`,
    [address],
  );
  return rows.map(({ items }) => items);
}

it('tokens that are no good leave one look at once and one a minute for all others of their network', async () => {
  const [loud, quiet] = ['203.0.113.7', '203.0.113.8'];
  service.clock.advanceTo(startedAt);

  expect(new Set(await sendBad(loud, 40))).toEqual(new Set([401]));
  await sendBad(quiet, 1);
  expect([await kept(loud), await kept(quiet)]).toEqual([[null], [null]]);

  service.clock.advanceTo('2026-11-17T09:01:00Z');
  await sendBad(loud, 1);
  expect([await kept(loud), await kept(quiet)]).toEqual([[null, 40], [null]]);
});

const look: Look = {
  ...{ hubId: 'hub', kind: 'denied', why: 'token-invalid', what: null, userId: null, role: null },
  ...{ at: new Date(startedAt), address: '2001:db8::1' },
};

it('tokens that were counted are recorded when the service stops', async () => {
  const tokens = openRefusedTokens(service.database, service.clock, () => undefined);
  for (let time = 0; time < 3; time += 1) await tokens.record(look);
  await tokens.record({ ...look, address: '2001:db8::2' });

  await tokens.close();

  expect([await kept('2001:db8::1'), await kept('2001:db8::2')]).toEqual([[null], [3]]);
});

it('a token whose refusal cannot be recorded is counted until one can be', async () => {
  const tokens = openRefusedTokens(service.database, service.clock, () => undefined);
  const address = '198.51.100.1';
  await owner.query('ALTER TABLE "AccessEvent" RENAME TO "Hidden"');
  await expect(tokens.record({ ...look, address })).rejects.toThrow('could not be recorded');
  await expect(tokens.record({ ...look, address })).rejects.toThrow('could not be recorded');
  await owner.query('ALTER TABLE "Hidden" RENAME TO "AccessEvent"');

  await tokens.record({ ...look, address });
  await tokens.close();

  expect(await kept(address)).toEqual([3]);
});

it('a token whose refusal could not be recorded for hours is not dated into a day that may have been sealed', async () => {
  service.clock.advanceTo('2026-11-17T23:50:00Z');
  const tokens = openRefusedTokens(service.database, service.clock, () => undefined);
  const refused = { ...look, address: '198.51.100.2', at: service.clock.now() };
  await tokens.record(refused);
  await tokens.record(refused);
  service.clock.advanceTo('2026-11-18T02:00:00Z');
  await tokens.close();

  const { rows } = await owner.query<{ at: Date }>(
    `SELECT "at" FROM "AccessEvent" WHERE "address" = '198.51.100.2' ORDER BY "seq"`,
  );
  expect(rows.map(({ at }) => at.toISOString())).toEqual(['2026-11-17T23:50:00.000Z', '2026-11-18T01:30:00.000Z']);
});
