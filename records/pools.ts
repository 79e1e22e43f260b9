import pg from 'pg';

const milliseconds = {
  connection: 3000,
  lock: 2000,
  statement: 10_000,
  /** For a PostgreSQL that has stopped answering altogether: longer than what it would itself allow a statement. */
  answer: 12_000,
  /** After this long PostgreSQL takes the locks from a transaction whose process has vanished. */
  abandoned: 15_000,
} as const;

const dateOid = 1082;
const types = new pg.TypeOverrides();
// A date of birth has no time zone: it stays the text that it is, `YYYY-MM-DD`.
types.setTypeParser(dateOid, String);

interface PoolOptions {
  /** The most connections at a time. */
  readonly max: number;
  /** Looks at each connection before its first use; what it calls back with keeps it from being used. */
  readonly verify?: pg.PoolConfig['verify'];
  /** Settings of PostgreSQL for every connection, beyond those of all pools. */
  readonly settings?: Readonly<Record<string, string>>;
}

const settingsOfAll = {
  lock_timeout: milliseconds.lock,
  statement_timeout: milliseconds.statement,
  idle_in_transaction_session_timeout: milliseconds.abandoned,
  timezone: 'UTC',
  // No statement here runs for long enough to be worth compiling, and what one of them may cost is told by its worst case.
  jit: 'off',
};

/** Opens a pool of connections to the record; each is made when it is first needed. Waiting for a row lock ends after 2 seconds. */
export function openPool(url: string, { settings, ...rest }: PoolOptions): pg.Pool {
  const all = Object.entries({ ...settingsOfAll, ...settings });
  const pool = new pg.Pool({
    ...rest,
    connectionString: url,
    types,
    pipeline: true,
    connectionTimeoutMillis: milliseconds.connection,
    query_timeout: milliseconds.answer,
    options: all.map(([name, value]) => `-c ${name}=${value}`).join(' '),
  });
  // A connection that breaks fails the queries on it, and the pool makes a new one: beyond that there is nothing to do.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
