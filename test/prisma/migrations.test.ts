import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { draftMigration } from '../../prisma/draft.js';
import { migrate } from '../../prisma/migrate.js';
import { freshDatabase, type FreshDatabase } from '../support/stack.js';

interface Column {
  table: string;
  column: string;
  type: string;
  optional: string;
}

async function columnsOf(url: string, schema: string): Promise<Column[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<Column>(
      `SELECT table_name AS "table", column_name AS "column", data_type AS "type", is_nullable AS "optional"
       FROM information_schema.columns c WHERE table_schema = $1 AND table_name <> '_prisma_migrations'
         -- A partition has the columns of its table, which PostgreSQL sees to.
         AND NOT EXISTS (SELECT FROM pg_class p WHERE p.relname = c.table_name AND p.relnamespace = $1::regnamespace AND (p.relispartition OR p.relkind = 'v'))
       ORDER BY 1, 2`,
      [schema],
    );
    return rows;
  });
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('the migrations', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(async () => {
    await database.drop();
  });

  it('lead to the tables that schema.prisma describes', async () => {
    const drafted = (await draftMigration(database.ownerUrl)).replaceAll('"public"', '"drafted"');

    await withClient(database.ownerUrl, async (client) => {
      await client.query(`CREATE SCHEMA drafted; SET search_path TO drafted; ${drafted}`);
    });

    expect(await columnsOf(database.ownerUrl, 'public')).toEqual(await columnsOf(database.ownerUrl, 'drafted'));
  });

  it('do nothing the second time', async () => {
    expect(await migrate({ ownerUrl: database.ownerUrl })).toEqual([]);
  });

  it.each([
    ['change an event', 'UPDATE "CaseEvent" SET "type" = \'x\''],
    ['remove an event', 'DELETE FROM "CaseEvent"'],
    ['change a referral', 'UPDATE "Referral" SET "channel" = \'x\''],
    ['change a decision', 'UPDATE "Decision" SET "outcome" = \'x\''],
    ['remove a case', 'DELETE FROM "Case"'],
    ['make a table of its own', 'CREATE TABLE "Own" ("id" int)'],
  ])('give the application no right to %s', async (_act, statement) => {
    await withClient(database.applicationUrl, async (client) => {
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    });
  });
});
