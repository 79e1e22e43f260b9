import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../prisma/generated/client.js';
import type { ApiEnvironment } from '../runtime/environment.js';
import type { KeyRing } from '../runtime/keys.js';
import { openAgencyReads, type AgencyReads } from './agency-reads.js';
import { openPool } from './pools.js';
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

/** The record as the API serves it: what agencies read has a pool and a role of its own. */
export interface ServedDatabase extends Database {
  agencies: AgencyReads;
}

export interface Acts extends Sql {
  /** Runs short work in one transaction: all of it is kept, or, where it throws, nothing. */
  transaction: <T>(work: (sql: Transaction) => Promise<T>) => Promise<T>;
}

export interface PoolSizes {
  reads: number;
  acts: number;
}

/**
 * Opens the record as the application's role. Connections are made when first needed.
 * @param keys seal its confidential columns, and open them
 */
export function openDatabase(url: string, keys: KeyRing, sizes: PoolSizes = { reads: 5, acts: 10 }): Database {
  const sealing = sealingWith(keys);
  const reads = openPool(url, { max: sizes.reads });
  const acts = openPool(url, { max: sizes.acts });
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

/** Opens the record as the application's role, and for what agencies read as theirs, with as many connections as for other reads. */
export function openServedDatabase(
  { databaseUrl, agencyDatabaseUrl, keys }: Pick<ApiEnvironment, 'databaseUrl' | 'agencyDatabaseUrl' | 'keys'>,
  sizes: PoolSizes = { reads: 5, acts: 10 },
): ServedDatabase {
  const database = openDatabase(databaseUrl, keys, sizes);
  const agencies = openAgencyReads(agencyDatabaseUrl, sizes.reads);
  return {
    ...database,
    agencies,
    close: async () => {
      await Promise.all([database.close(), agencies.close()]);
    },
  };
}
