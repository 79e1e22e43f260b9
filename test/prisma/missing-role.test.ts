import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startPostgres, type Postgres } from '../../local/postgres.js';
import { migrate } from '../../prisma/migrate.js';
import { EnvironmentError } from '../../runtime/environment.js';
import { dataFolder } from '../faults/installation.js';

let folder: Awaited<ReturnType<typeof dataFolder>>;
let postgres: Postgres;
beforeAll(async () => {
  folder = await dataFolder();
  postgres = await startPostgres(folder.dataDir);
}, 60_000);
afterAll(async () => {
  await postgres.stop();
  await folder.remove();
});

async function ask<Row extends object>(url: string, query: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(query)).rows;
  } finally {
    await client.end();
  }
}

it('a record from before agencies had a role stays as it is until somebody has made it, and is migrated then', async () => {
  await ask(postgres.administratorUrl, 'DROP ROLE front_door_agency_login; DROP ROLE front_door_agency');

  const failure: unknown = await migrate(postgres).catch((error: unknown) => error);
  const tables = await ask(postgres.ownerUrl, `SELECT FROM pg_tables WHERE schemaname = 'public'`);

  expect(failure).toBeInstanceOf(EnvironmentError);
  expect(String(failure)).toMatch(/lacks front_door_agency, .*docs\/operations\.md/);
  expect(tables).toEqual([]);

  await ask(postgres.administratorUrl, 'CREATE ROLE front_door_agency NOLOGIN');

  expect(await migrate(postgres)).not.toEqual([]);
});
