import { pino, type DestinationStream } from 'pino';

/** Levels from the most talkative to none at all. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * Everything that may be logged: ids, codes, counts and durations. A field that is not in this list never reaches the log,
 * whatever a caller passes, so that nothing personal can get there by oversight.
 */
const loggedFields = [
  ...['requestId', 'method', 'route', 'status', 'milliseconds', 'problem'],
  ...['hubId', 'userId', 'caseId', 'reference', 'checkId', 'noticeId', 'agency', 'stage', 'rating'],
  ...['event', 'seq', 'courseSeq', 'heardSeq', 'kind', 'state', 'code', 'count', 'attempts', 'cases', 'notices'],
  ...[
    'workflowId',
    'runId',
    'activity',
    'attempt',
    'dependency',
    'address',
    'port',
    'signal',
    'version',
    'alarm',
    'day',
  ],
] as const;
type LoggedField = (typeof loggedFields)[number];

/** What a line of the log says beside its sentence. Of an error only name, code and stack are kept: messages may be personal. */
type LogFields = Partial<Record<LoggedField, string | number | boolean | null | undefined>> & {
  error?: unknown;
};

/** The service's log: JSON lines on standard output. Sentences are constant; what varies goes into fields. */
export interface Log {
  info: (fields: LogFields, says: string) => void;
  warn: (fields: LogFields, says: string) => void;
  error: (fields: LogFields, says: string) => void;
}

/** Opens a log. Instants are RFC 3339, UTC; `process` tells the lines of the API from those of the worker. */
export function openLog(process: string, level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'says',
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const lines = destination === undefined ? pino(options) : pino(options, destination);
  return {
    info: (fields, says) => {
      lines.info(onlyLogged(fields), says);
    },
    warn: (fields, says) => {
      lines.warn(onlyLogged(fields), says);
    },
    error: (fields, says) => {
      lines.error(onlyLogged(fields), says);
    },
  };
}

function onlyLogged(fields: LogFields): Record<string, unknown> {
  const picked = loggedFields.flatMap((name) => (isScalar(fields[name]) ? [[name, fields[name]] as const] : []));
  return {
    ...Object.fromEntries(picked),
    ...(fields.error === undefined ? {} : { error: describeError(fields.error) }),
  };
}

const isScalar = (value: unknown): boolean => value !== undefined && (value === null || typeof value !== 'object');

interface DescribedError {
  name: string;
  code?: string | number;
  database?: string;
  stack?: string[];
  cause?: DescribedError;
}

const deepestCause = 3;

/** An error without its message, which may quote what a person wrote: its name, its code, where it was thrown, and its causes. */
function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as Error & { code?: unknown };
  const database = databaseCodeOf(error);
  return {
    name: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(database === undefined ? {} : { database }),
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim()),
    ...(error.cause === undefined || depth === deepestCause ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** The code that PostgreSQL itself gave, which Prisma keeps deep within its own errors. */
function databaseCodeOf(error: Error): string | undefined {
  const { meta } = error as { meta?: { driverAdapterError?: { cause?: { originalCode?: unknown; kind?: unknown } } } };
  const { originalCode, kind } = meta?.driverAdapterError?.cause ?? {};
  return [originalCode, kind].find((code) => typeof code === 'string');
}
