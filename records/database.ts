import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../prisma/generated/client.js';
import type { KeyRing } from '../runtime/keys.js';
import { sealingWith, type Sealing } from './sealing.js';
import { sqlOver, type Sql } from './statements.js';
import { inTransaction, type Transaction } from './transactions.js';

/**
 * The record's two connection pools. Acts and reads do not share one, so that a board being refreshed by everyone never
 * keeps a person from acting. Waiting for a row lock ends after 2 seconds.
 */
export interface Database {
  reads: Sql;
  acts: Acts;
  /** The same reads by Prisma's client, for whole trees of rows: a case with everything that belongs to it. */
  trees: PrismaClient;
  /** Opens what the reads find in sealed columns; transactions bring theirs along. */
  sealing: Sealing;
  close: () => Promise<void>;
}

export interface Acts extends Sql {
  /** Runs short work in one transaction: all of it is kept, or, where it throws, nothing. */
  transaction: <T>(work: (sql: Transaction) => Promise<T>) => Promise<T>;
}

export interface PoolSizes {
  reads: number;
  acts: number;
}

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

/** A pool of connections as the application's role. */
export function openPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
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

/**
 * Opens the record as the application's role. Connections are made when first needed.
 * @param keys seal its confidential columns, and open them
 */
export function openDatabase(url: string, keys: KeyRing, sizes: PoolSizes = { reads: 5, acts: 10 }): Database {
  const sealing = sealingWith(keys);
  const reads = openPool(url, sizes.reads);
  const acts = openPool(url, sizes.acts);
  const trees = new PrismaClient({ adapter: new PrismaPg(reads) });
  return {
    reads: sqlOver(async (statement) => reads.query(statement)),
    acts: {
      ...sqlOver(async (statement) => acts.query(statement)),
      transaction: async (work) => inTransaction(acts, sealing, work),
    },
    trees,
    sealing,
    close: async () => {
      await trees.$disconnect();
      await Promise.all([reads.end(), acts.end()]);
    },
  };
}
