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

function openPool(url: string, max: number): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      max,
      connectionTimeoutMillis: 3000,
      options: `-c lock_timeout=${lockTimeoutMilliseconds} -c statement_timeout=${statementTimeoutMilliseconds} -c timezone=UTC`,
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

const busyCodes = ['55P03', '57014', 'P2028', 'P2024', '40P01', 'P1001', 'P1002', 'P1008', 'P1017'];

/** Whether an error says "not now" (a lock held too long, no free connection, PostgreSQL away) rather than "never". */
export function isBusy(error: unknown): boolean {
  const text = describeCodes(error);
  return (
    busyCodes.some((code) => text.includes(code)) || /ECONNREFUSED|ECONNRESET|ETIMEDOUT|timeout exceeded/.test(text)
  );
}

/** Codes hide at several depths: Prisma's own, PostgreSQL's in `meta` or in the cause. */
function describeCodes(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 3) return '';
  const { code, meta } = error as Error & { code?: unknown; meta?: unknown };
  return [JSON.stringify({ code, meta }), error.message, describeCodes(error.cause, depth + 1)].join(' ');
}
