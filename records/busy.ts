import { isNativeError } from 'node:util/types';

/** PostgreSQL's and Prisma's codes, and the kinds of Prisma's adapter, that mean "not now". */
const busyCodes = [
  ...['55P03', '57014', '40P01', '57P01', '57P02', '57P03', '53300'],
  ...['08000', '08001', '08003', '08004', '08006', '08P01', '25P02', '25P03'],
  ...['P2028', 'P2024', 'P2036', 'P1001', 'P1002', 'P1008', 'P1017'],
  ...['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections', 'TransactionAlreadyClosed'],
];
const busyWords = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ERR_STREAM'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['timeout exceeded', 'timeout expired', 'Query read timeout', 'Connection terminated', 'not queryable'],
];

/** What Prisma throws when its adapter fails without a word of PostgreSQL: a connection that broke under a query. */
const busyNames = ['PrismaClientInitializationError', 'PrismaClientUnknownRequestError'];

/** Whether an error says "not now" (a lock held too long, no free connection, PostgreSQL away) rather than "never". */
export function isBusy(error: unknown, depth = 0): boolean {
  if (!isNativeError(error) || depth > 3) return false;
  const { code, meta } = error as Error & { code?: unknown; meta?: unknown };
  const codes = JSON.stringify({ code, meta });
  return (
    busyNames.includes(error.name) ||
    busyCodes.some((busy) => codes.includes(`"${busy}"`)) ||
    busyWords.some((words) => codes.includes(words) || error.message.includes(words)) ||
    isBusy(error.cause, depth + 1)
  );
}
