import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type Postgres } from '../../local/postgres.js';
import { createDatabase, dropDatabase } from '../../local/postgres-databases.js';
import { StartRefused } from '../../local/refusal.js';
import { dataFolders } from './data-folders.js';

const dataFolder = dataFolders();

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(query)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  let dataDir: string;
  let postgres: Postgres;
  beforeAll(async () => {
    dataDir = join(await dataFolder(), 'closed');
    await mkdir(dataDir, { mode: 0o700 });
    postgres = await startPostgres(dataDir);
  });
  afterAll(() => postgres.stop());

  it('runs in a folder that is closed to all but its owner, and leaves it closed', async () => {
    expect(await ask(postgres.ownerUrl, `SELECT current_setting('server_version_num')::int / 10000 AS major`)).toEqual([
      { major: 18 },
    ]);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['the application', 'applicationUrl', 'front_door', ['front_door_app']],
    ['agencies', 'agencyUrl', 'front_door_agency_login', ['front_door_agency']],
  ] as const)('serves %s by a role that owns nothing and is no superuser', async (_whom, url, role, rights) => {
    const roles = await ask(
      postgres[url],
      `SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls,
         ARRAY(SELECT o.rolname::text FROM pg_roles o WHERE o.oid <> r.oid AND pg_has_role(r.oid, o.oid, 'MEMBER')) AS rights
       FROM pg_roles r WHERE rolname = current_user`,
    );

    const powers = { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false };
    expect(roles).toEqual([{ rolname: role, ...powers, rights }]);
    await expect(ask(postgres[url], 'CREATE TABLE mine ()')).rejects.toThrow('permission denied');
  });

  it('lets nobody in without a password', async () => {
    await expect(ask(postgres.ownerUrl.replace(/:[0-9a-f]+@/, ':guessed@'), 'SELECT 1')).rejects.toThrow('password');
  });

  it('commits to disk before it answers', async () => {
    expect(
      await ask(postgres.ownerUrl, `SELECT current_setting('fsync') || current_setting('synchronous_commit') AS on`),
    ).toEqual([{ on: 'onon' }]);
  });

  it('copies a database for tests', async () => {
    await createDatabase(postgres.administratorUrl, 'original');
    const original = new URL(postgres.ownerUrl);
    original.pathname = '/original';
    await ask(original.href, 'CREATE TABLE copied AS SELECT 7 AS seven');

    await createDatabase(postgres.administratorUrl, 'copy', 'original');

    original.pathname = '/copy';
    expect(await ask(original.href, 'SELECT seven FROM copied')).toEqual([{ seven: 7 }]);
    await dropDatabase(postgres.administratorUrl, 'copy');
    await expect(ask(original.href, 'SELECT 1')).rejects.toThrow('does not exist');
  });

  it('keeps its data and passwords over a restart', async () => {
    await ask(postgres.ownerUrl, 'CREATE TABLE lasting AS SELECT 1 AS one');
    const { port, ownerUrl } = postgres;
    await postgres.stop();

    postgres = await startPostgres(dataDir, { port });

    expect(postgres.ownerUrl).toBe(ownerUrl);
    expect(await ask(ownerUrl, 'SELECT one FROM lasting')).toEqual([{ one: 1 }]);
  });
});

describe('a data folder of another PostgreSQL', () => {
  it('is refused in one sentence that names both versions', async () => {
    const dataDir = await dataFolder();
    const folder = join(dataDir, 'postgres', 'data');
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o700);
    await writeFile(join(folder, 'PG_VERSION'), '17\n');

    const refused = await startPostgres(dataDir).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(StartRefused);
    expect(String(refused)).toMatch(/written by PostgreSQL 17, .* runs PostgreSQL 18: /);
    expect(String(refused)).not.toContain('\n');
  });
});
