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

/** Opens a pool of connections to the record; each is made when it is first needed. Waiting for a row lock ends after 2 seconds. */
export function openPool(url: string, rest: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    ...rest,
    connectionString: url,
    types,
    pipeline: true,
    connectionTimeoutMillis: milliseconds.connection,
    query_timeout: milliseconds.answer,
    options: `-c lock_timeout=${milliseconds.lock} -c statement_timeout=${milliseconds.statement} -c idle_in_transaction_session_timeout=${milliseconds.abandoned} -c timezone=UTC`,
  });
  // A connection that breaks fails the queries on it, and the pool makes a new one: beyond that there is nothing to do.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
