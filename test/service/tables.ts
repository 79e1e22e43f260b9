import pg from 'pg';

/** Every row of every table, as text. */
export type Tables = Readonly<Record<string, readonly string[]>>;

/** The rows of a table as PostgreSQL gives them, as its owner. */
export async function rowsOf(ownerUrl: string, table: string): Promise<Record<string, unknown>[]> {
  return asOwner(
    ownerUrl,
    async (client) => (await client.query<Record<string, unknown>>(`SELECT * FROM "${table}"`)).rows,
  );
}

/** Reads the whole database but for looks, which every request leaves. @param ownerUrl as its owner, who may read everything */
export async function allTables(ownerUrl: string): Promise<Tables> {
  return asOwner(ownerUrl, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT quote_ident(tablename) AS "name" FROM pg_tables
       WHERE schemaname = 'public' AND tablename NOT LIKE 'AccessEvent%' ORDER BY 1`,
    );
    const read: [string, string[]][] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS "row" FROM ${name} t ORDER BY 1`);
      read.push([name, rows.map(({ row }) => row)]);
    }
    return Object.fromEntries(read);
  });
}

/** Runs a statement behind the service's back. */
export async function runAsOwner(ownerUrl: string, statement: string): Promise<void> {
  await asOwner(ownerUrl, async (client) => client.query(statement));
}

async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Cases, referrals and what was done on them: what acts change, and what looks and refusals must leave alone. */
export async function allActs(ownerUrl: string): Promise<Tables> {
  const tables = Object.entries(await allTables(ownerUrl));
  return Object.fromEntries(tables.filter(([name]) => ['"Case"', '"CaseEvent"', '"Referral"'].includes(name)));
}
