import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../../records/database.js';
import { CommitUncertain } from '../../records/transactions.js';
import { keyRing } from '../support/keys.js';
import { openHub, type Hub } from '../support/hub.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

const kinds = async (): Promise<string[]> => {
  const alarms = await hub.database.reads.rows<{ kind: string }>`SELECT "kind" FROM "Alarm" ORDER BY "kind"`;
  return alarms.map(({ kind }) => kind);
};

describe('a transaction', () => {
  it('reads what it has written without having waited for it', async () => {
    const read = await hub.database.acts.transaction(async (sql) => {
      sql.write`INSERT INTO "Alarm" ("hubId", "kind", "raisedAt") VALUES ('hub', 'first', now())`;
      return sql.rows`SELECT "kind" FROM "Alarm"`;
    });

    expect(read).toEqual([{ kind: 'first' }]);
    expect(await kinds()).toEqual(['first']);
  });

  it('keeps nothing where its work throws, and passes on what was thrown', async () => {
    const refusal = new Error('Refused for a reason');

    const work = hub.database.acts.transaction(async (sql) => {
      sql.write`INSERT INTO "Alarm" ("hubId", "kind", "raisedAt") VALUES ('hub', 'thrown', now())`;
      await Promise.reject(refusal);
    });

    await expect(work).rejects.toBe(refusal);
    expect(await kinds()).not.toContain('thrown');
  });

  it('keeps nothing where a write fails that it did not wait for, and says which one failed', async () => {
    const work = hub.database.acts.transaction(async (sql) => {
      sql.write`INSERT INTO "Alarm" ("hubId", "kind", "raisedAt") VALUES ('hub', 'before', now())`;
      sql.write`INSERT INTO "Alarm" ("hubId", "kind", "raisedAt") VALUES ('hub', 'wrong', ${'no instant'}::timestamptz)`;
      sql.write`INSERT INTO "Alarm" ("hubId", "kind", "raisedAt") VALUES ('hub', 'after', now())`;
      return Promise.resolve('done');
    });

    await expect(work).rejects.toMatchObject({ code: '22007' });
    expect(await kinds()).not.toContain('before');
  });

  it('says which write failed even to work that then reads', async () => {
    const work = hub.database.acts.transaction(async (sql) => {
      sql.write`INSERT INTO "Alarm" ("hubId", "kind", "raisedAt") VALUES ('hub', 'wrong', ${'no instant'}::timestamptz)`;
      return sql.rows`SELECT "kind" FROM "Alarm"`;
    });

    await expect(work).rejects.toMatchObject({ code: '22007' });
  });

  it('leaves its connection fit for the next ones', async () => {
    const failing = Array.from({ length: 30 }, async () =>
      hub.database.acts.transaction(async (sql) => sql.rows`SELECT 1 / 0 AS "never"`),
    );
    await Promise.allSettled(failing);

    const counted = await hub.database.acts.transaction(async (sql) => sql.rows`SELECT 1 AS "one"`);

    expect(counted).toEqual([{ one: 1 }]);
  });

  it('whose connection is cut is over, and the next one has a new connection', async () => {
    const cut = hub.database.acts.transaction(
      async (sql) => sql.rows`SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(5)`,
    );

    await expect(cut).rejects.toThrow();
    await expect(hub.database.acts.transaction(async (sql) => sql.run`SELECT 1`)).resolves.toBe(1);
  });

  it('whose connection is lost during the commit says that it may have been kept', async () => {
    const proxy = await losingTheAnswerToCommit(hub.applicationUrl);
    const database = openDatabase(proxy.url, keyRing());

    const work = database.acts.transaction(async (sql) => {
      sql.write`INSERT INTO "Alarm" ("hubId", "kind", "raisedAt") VALUES ('hub', 'perhaps', now())`;
      return Promise.resolve();
    });

    await expect(work).rejects.toThrow(CommitUncertain);
    await database.close();
    proxy.close();
    expect(await kinds()).toContain('perhaps');
  });
});

/** Stands between a client and PostgreSQL, and breaks the connection when the answer to a commit comes. */
async function losingTheAnswerToCommit(databaseUrl: string): Promise<{ url: string; close: () => void }> {
  const { hostname, port } = new URL(databaseUrl);
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    upstream.on('data', (data) => {
      if (data.includes('COMMIT')) client.destroy();
      else client.write(data);
    });
    client.pipe(upstream);
    client.on('close', () => upstream.destroy());
    client.on('error', () => undefined);
    upstream.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.href, close: () => server.close() };
}
