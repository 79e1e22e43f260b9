import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '../prisma/generated/client.js';

/** One transaction, or the client itself: whatever runs a query. */
export type Sql = Prisma.TransactionClient;

/**
 * The record's two connection pools. Acts and reads do not share one, so that a board being refreshed by everyone never
 * keeps a person from acting. Waiting for a row lock ends after 2 seconds.
 */
export interface Database {
  reads: PrismaClient;
  acts: PrismaClient;
  close: () => Promise<void>;
}

export interface PoolSizes {
  reads: number;
  acts: number;
}

const lockTimeoutMilliseconds = 2000;
const statementTimeoutMilliseconds = 10_000;
/** After this long PostgreSQL takes the locks from a transaction whose process has vanished. */
const abandonedMilliseconds = 15_000;

function openPool(url: string, max: number): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      max,
      connectionTimeoutMillis: 3000,
      options: `-c lock_timeout=${lockTimeoutMilliseconds} -c statement_timeout=${statementTimeoutMilliseconds} -c idle_in_transaction_session_timeout=${abandonedMilliseconds} -c timezone=UTC`,
    }),
    transactionOptions: { maxWait: 3000, timeout: 10_000 },
  });
}

/** Opens the record as the application's role. Connections are made when first needed. */
export function openDatabase(url: string, sizes: PoolSizes = { reads: 5, acts: 10 }): Database {
  const reads = openPool(url, sizes.reads);
  const acts = openPool(url, sizes.acts);
  return {
    reads,
    acts,
    close: async () => {
      await Promise.all([reads.$disconnect(), acts.$disconnect()]);
    },
  };
}

/** PostgreSQL's and Prisma's codes, and the kinds of Prisma's adapter, that mean "not now". */
const busyCodes = [
  ...['55P03', '57014', '40P01', '57P01', '57P02', '57P03', '53300'],
  ...['08000', '08001', '08003', '08004', '08006', '08P01', '25P02', '25P03'],
  ...['P2028', 'P2024', 'P2036', 'P1001', 'P1002', 'P1008', 'P1017'],
  ...['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections', 'TransactionAlreadyClosed'],
];
const busyWords = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ERR_STREAM'],
  ...['timeout exceeded', 'Connection terminated', 'not queryable'],
];

/** What Prisma throws when its adapter fails without a word of PostgreSQL: a connection that broke under a query. */
const busyNames = ['PrismaClientInitializationError', 'PrismaClientUnknownRequestError'];

/** Whether an error says "not now" (a lock held too long, no free connection, PostgreSQL away) rather than "never". */
export function isBusy(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 3) return false;
  const { code, meta } = error as Error & { code?: unknown; meta?: unknown };
  const codes = JSON.stringify({ code, meta });
  return (
    busyNames.includes(error.name) ||
    busyCodes.some((busy) => codes.includes(`"${busy}"`)) ||
    busyWords.some((words) => codes.includes(words) || error.message.includes(words)) ||
    isBusy(error.cause, depth + 1)
  );
}
