import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { usualDraftDays } from '../domain/drafts.js';
import type { SignInDemands } from '../domain/sign-in.js';
import { innerNetworkVariables, judgeDatabases, judgedBy } from './inner-network.js';
import type { KeyRing } from './keys.js';
import { logLevels, type LogLevel } from './log.js';
import { developmentKeyPrefix, judgeKeys, secretKeys } from './secret-keys.js';
import { judgeTemporal, temporalServerFrom, temporalVariables, type TemporalServer } from './temporal-server.js';
import { isProtected } from './this-machine.js';
import { judgeScanner, uploadsFrom, uploadVariables, type UploadEnvironment } from './upload-variables.js';

/** Variables as a process finds them. */
export type Variables = Readonly<Record<string, string | undefined>>;

export interface TemporalEnvironment extends TemporalServer {
  readonly namespace: string;
  readonly taskQueue: string;
}

interface MailEnvironment {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly smtpUrl: string;
  readonly from: string;
}

/** What every process of Front Door is told. */
interface SharedEnvironment {
  readonly databaseUrl: string;
  readonly temporal: TemporalEnvironment;
  readonly mail: MailEnvironment;
  /** Where people reach the service: links in mails begin with it. No slash at the end. */
  readonly publicUrl: string;
  /** What is confidential is encrypted and signed with these. */
  readonly keys: KeyRing;
  readonly logLevel: LogLevel;
}

export type WorkerEnvironment = SharedEnvironment;

export interface OidcEnvironment {
  /** Exactly as the provider writes it in `iss`. */
  readonly issuer: string;
  readonly audience: string;
  /** The name under which this provider's users are known; it stays when the issuer's address changes. */
  readonly providerName: string;
  readonly claims: ClaimNames;
}

/** Names of the claims in which a provider says who somebody is, or their paths: `realm_access.roles`. */
export interface ClaimNames {
  readonly subject: string;
  readonly roles: string;
  readonly agency: string;
  /** Where it says how strong the sign-in was. */
  readonly strength: string;
}

/** What the service is to the sign-in provider, where people sign in by a browser. */
export interface ClientEnvironment {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** How long somebody stays signed in. */
export interface SessionLimits {
  /** Without a click. */
  readonly idleMinutes: number;
  /** However busy they are. */
  readonly hours: number;
}

export interface ApiEnvironment extends SharedEnvironment {
  /** The record's PostgreSQL, for a role that sees no more than one agency may. */
  readonly agencyDatabaseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly hubId: string;
  readonly oidc: OidcEnvironment;
  /** Requests a second that one account, and one address, may make on average. */
  readonly limits: { readonly perAccount: number; readonly perAddress: number };
  /** Of the pages of Temporal's UI, which may have payloads opened; undefined: no page may. */
  readonly temporalUiOrigin: string | undefined;
  /** Absent where there are no pages, only the API. */
  readonly client?: ClientEnvironment;
  readonly sessions: SessionLimits;
  /** How long a draft is kept after it was last saved. */
  readonly draftDays: number;
  readonly uploads: UploadEnvironment;
  readonly demands: SignInDemands;
  /** How many proxies stand before the API, each of which adds to `X-Forwarded-For`. */
  readonly trustedProxies: number;
}

/** A start that cannot be: names every variable that is missing or wrong and what it must be, never what it is. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

const matching = (pattern: RegExp, mustBe: string): z.ZodType<string> => z.string(mustBe).regex(pattern, mustBe);

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

const address = (protocol: RegExp, mustBe: string): z.ZodType<string> =>
  z.url({ protocol, error: mustBe }).transform(withoutSlash);

/** An address that is spoken to by TLS; without it only on this machine. */
const safeAddress = (mustBe: string): z.ZodType<string> =>
  z.url({ protocol: /^https?$/, error: mustBe, abort: true }).refine(isProtected, mustBe);

const postgresAddress = address(
  /^postgres(ql)?$/,
  'must be the address of PostgreSQL: postgresql://user:password@host:5432/database',
);

const ofTemporal = {
  ...temporalVariables,
  ...innerNetworkVariables,
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_TASK_QUEUE: z.string().default('front-door'),
};

const temporalOnly = z.object(ofTemporal);

const shared = {
  DATABASE_URL: postgresAddress,
  ...ofTemporal,
  SMTP_URL: address(/^smtps?$/, 'must be the address of the mail server: smtps://user:password@host:465'),
  MAIL_FROM: matching(/^[^@\r\n]+@[^@\r\n]+$/, 'must be the sender of all mails: Front Door <no-reply@hub.example>'),
  PUBLIC_URL: safeAddress(
    'must be the address at which people reach the service, by TLS: https://front-door.hub.example',
  ).transform(withoutSlash),
  SECRET_KEYS: secretKeys,
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
};

const sharedVariables = z.object(shared);

const wholeNumber = (from: number, to: number, usual: number): z.ZodType<number> => {
  const mustBe = `must be a whole number from ${from} to ${to}`;
  return matching(/^\d{1,6}$/, mustBe)
    .default(String(usual))
    .transform(Number)
    .refine((number) => number >= from && number <= to, mustBe);
};

const apiVariables = z.object({
  ...shared,
  AGENCY_DATABASE_URL: postgresAddress,
  HOST: z.string().default('127.0.0.1'),
  PORT: matching(/^\d+$/, 'must be a port: a whole number from 1 to 65535')
    .default('3000')
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, 'must be a port: a whole number from 1 to 65535'),
  HUB_ID: matching(/^[a-z0-9-]+$/, 'must be the id of the hub: lower-case letters, digits and hyphens').default('hub'),
  REQUESTS_PER_ACCOUNT: wholeNumber(1, 999_999, 20),
  REQUESTS_PER_ADDRESS: wholeNumber(1, 999_999, 100),
  OIDC_ISSUER: safeAddress(
    'must be the issuer of the sign-in provider, exactly as it stands in its tokens, and an https: address',
  ),
  OIDC_AUDIENCE: z.string().default('front-door'),
  OIDC_PROVIDER_NAME: z.string().optional(),
  OIDC_SUBJECT_CLAIM: z.string().default('sub'),
  OIDC_ROLES_CLAIM: z.string().default('roles'),
  OIDC_AGENCY_CLAIM: z.string().default('agency'),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_ACR_CLAIM: z.string().default('acr'),
  OIDC_STRONG_ACR: matching(
    /^[^\s,"\\]+(\s*,\s*[^\s,"\\]+)*$/,
    'must be the values of acr that count as a strong sign-in, separated by commas: gold,platinum',
  )
    .transform((list) => list.split(/\s*,\s*/))
    .default([]),
  SIGN_IN_FRESH_MINUTES: wholeNumber(1, 720, 15),
  SESSION_IDLE_MINUTES: wholeNumber(1, 720, 30),
  SESSION_HOURS: wholeNumber(1, 24, 10),
  DRAFT_DAYS: wholeNumber(1, 366, usualDraftDays),
  ...uploadVariables,
  TRUSTED_PROXIES: wholeNumber(0, 9, 0),
  TEMPORAL_UI_ORIGIN: matching(
    /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/,
    'must be the origin of Temporal’s UI, without a path: https://temporal.hub.example',
  ).optional(),
});

const migrationVariables = z.object({
  MIGRATION_DATABASE_URL: address(
    /^postgres(ql)?$/,
    'must be the address of PostgreSQL for the role that owns the record: postgresql://owner:password@host:5432/database',
  ),
  ...innerNetworkVariables,
});

const auditVariables = z.object({
  DATABASE_URL: shared.DATABASE_URL,
  SECRET_KEYS: shared.SECRET_KEYS,
  ...innerNetworkVariables,
});

const rotationVariables = migrationVariables.extend({ SECRET_KEYS: shared.SECRET_KEYS });

/** What is judged of variables that are right by themselves. */
const together = judgedBy<z.output<typeof sharedVariables>>(judgeDatabases, judgeTemporal, judgeKeys);

/** What `npm run audit:verify` and `npm run audit:digest` are told. */
export type AuditEnvironment = Pick<SharedEnvironment, 'databaseUrl' | 'keys'>;

/** What `npm run migrate` is told. */
export interface MigrationEnvironment {
  readonly ownerUrl: string;
}

/** What `npm run keys:rotate` is told. */
export interface RotationEnvironment extends MigrationEnvironment {
  readonly keys: KeyRing;
}

/**
 * What holds a secret may lie in a file instead, as containers mount secrets: `SECRET_KEYS_FILE` names the file of `SECRET_KEYS`.
 */
const secretVariables = [
  'DATABASE_URL',
  'AGENCY_DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'TEMPORAL_API_KEY',
  'SMTP_URL',
  'SECRET_KEYS',
  'OIDC_CLIENT_SECRET',
] as const;

/** Every variable that a process of Front Door reads, by the process; `.env.example` explains each (a test holds them together). */
export const variableNames = {
  api: Object.keys(apiVariables.shape),
  worker: Object.keys(sharedVariables.shape),
} as const;

/**
 * Reads what the API is told.
 * @throws EnvironmentError
 */
export function readApiEnvironment(variables: Variables): ApiEnvironment {
  const read = parse(apiVariables.superRefine(together).superRefine(judgedBy(judgeScanner)), variables);
  const client = clientFrom(read);
  return {
    ...sharedFrom(read),
    agencyDatabaseUrl: read.AGENCY_DATABASE_URL,
    host: read.HOST,
    port: read.PORT,
    hubId: read.HUB_ID,
    limits: { perAccount: read.REQUESTS_PER_ACCOUNT, perAddress: read.REQUESTS_PER_ADDRESS },
    oidc: {
      issuer: read.OIDC_ISSUER,
      audience: read.OIDC_AUDIENCE,
      providerName: read.OIDC_PROVIDER_NAME ?? read.OIDC_ISSUER,
      claims: {
        ...{ subject: read.OIDC_SUBJECT_CLAIM, roles: read.OIDC_ROLES_CLAIM },
        ...{ agency: read.OIDC_AGENCY_CLAIM, strength: read.OIDC_ACR_CLAIM },
      },
    },
    temporalUiOrigin: read.TEMPORAL_UI_ORIGIN,
    ...(client === undefined ? {} : { client }),
    sessions: { idleMinutes: read.SESSION_IDLE_MINUTES, hours: read.SESSION_HOURS },
    draftDays: read.DRAFT_DAYS,
    uploads: uploadsFrom(read),
    demands: { freshMinutes: read.SIGN_IN_FRESH_MINUTES, strong: read.OIDC_STRONG_ACR },
    trustedProxies: read.TRUSTED_PROXIES,
  };
}

/**
 * What browsers need to sign in, if they are to.
 * @throws EnvironmentError where half of it is there, or another service may live at the same address
 */
function clientFrom(read: z.output<typeof apiVariables>): ClientEnvironment | undefined {
  const { OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, PUBLIC_URL: publicUrl } = read;
  if (clientId === undefined && clientSecret === undefined) return undefined;
  if (clientId === undefined) throw wrong(['OIDC_CLIENT_ID must be set where OIDC_CLIENT_SECRET is']);
  if (clientSecret === undefined) throw wrong(['OIDC_CLIENT_SECRET must be set where OIDC_CLIENT_ID is']);
  if (new URL(publicUrl).pathname !== '/') {
    throw wrong(['PUBLIC_URL must have no path, where people sign in by a browser']);
  }
  return { clientId, clientSecret };
}

/**
 * Reads what the worker is told.
 * @throws EnvironmentError
 */
export function readWorkerEnvironment(variables: Variables): WorkerEnvironment {
  return sharedFrom(parse(sharedVariables.superRefine(together), variables));
}

/**
 * Reads what the programs of the audit are told: they only read the record, and need to know of nothing else.
 * @throws EnvironmentError
 */
export function readAuditEnvironment(variables: Variables): AuditEnvironment {
  const read = parse(
    auditVariables.superRefine(judgedBy<z.output<typeof auditVariables>>(judgeDatabases, judgeKeys)),
    variables,
  );
  return { databaseUrl: read.DATABASE_URL, keys: read.SECRET_KEYS };
}

/**
 * Reads what `npm run keys:rotate` is told.
 * @throws EnvironmentError
 */
export function readRotationEnvironment(variables: Variables): RotationEnvironment {
  const read = parse(
    rotationVariables.superRefine(judgedBy<z.output<typeof rotationVariables>>(judgeDatabases, judgeKeys)),
    variables,
  );
  return { ownerUrl: read.MIGRATION_DATABASE_URL, keys: read.SECRET_KEYS };
}

/**
 * Reads what `npm run migrate` is told.
 * @throws EnvironmentError
 */
export function readMigrationEnvironment(variables: Variables): MigrationEnvironment {
  const read = parse(migrationVariables.superRefine(judgedBy(judgeDatabases)), variables);
  return { ownerUrl: read.MIGRATION_DATABASE_URL };
}

/**
 * Reads where Temporal is and how it is spoken to, for programs that need nothing else.
 * @throws EnvironmentError
 */
export function readTemporalEnvironment(variables: Variables): TemporalEnvironment {
  return temporalFrom(parse(temporalOnly.superRefine(judgedBy(judgeTemporal)), variables));
}

/** The secret of every client of the demonstration, unless `DEMO_SECRET` is another. */
export const demonstrationSecret = 'demo';

/** Fewer different characters than this are a word or a pattern: a provider's own secret of 32 hexadecimal digits has about 14. */
const leastDifferentCharacters = 8;

/**
 * For programs that run outside the embedded stack: there the demonstration's secret would let anyone in as anyone, its keys lie
 * beside its data, and a client's secret that can be guessed lets others sign in as the service.
 * @throws EnvironmentError if `DEMO_SECRET` is set, `SECRET_KEYS` are those of an embedded stack, or `OIDC_CLIENT_SECRET` is no secret
 */
export function refuseDevelopmentSecrets(variables: Variables): void {
  const { DEMO_SECRET: demo = '', SECRET_KEYS: keys = '', OIDC_CLIENT_SECRET: client = '' } = withFiles(variables);
  const refuse = (why: string): never => {
    throw new EnvironmentError(`Front Door cannot start: ${why}`);
  };
  const forTheStack = 'for the embedded stack only (npm start). Remove it from the environment.';
  if (demo.trim() !== '') refuse(`DEMO_SECRET is ${forTheStack}`);
  if (keys.includes(`${developmentKeyPrefix}-`)) refuse(`a key of SECRET_KEYS is ${forTheStack}`);
  const secret = client.trim();
  if (secret === demonstrationSecret || (secret !== '' && new Set(secret).size < leastDifferentCharacters))
    refuse('OIDC_CLIENT_SECRET can be guessed. Have the sign-in provider make a new one.');
}

const temporalFrom = (read: z.output<typeof temporalOnly>): TemporalEnvironment => ({
  ...temporalServerFrom(read),
  namespace: read.TEMPORAL_NAMESPACE,
  taskQueue: read.TEMPORAL_TASK_QUEUE,
});

const sharedFrom = (read: z.output<typeof sharedVariables>): SharedEnvironment => ({
  databaseUrl: read.DATABASE_URL,
  temporal: temporalFrom(read),
  mail: { smtpUrl: read.SMTP_URL, from: read.MAIL_FROM },
  publicUrl: read.PUBLIC_URL,
  keys: read.SECRET_KEYS,
  logLevel: read.LOG_LEVEL,
});

function parse<Schema extends z.ZodObject>(schema: Schema, variables: Variables): z.output<Schema> {
  const given = Object.entries(withFiles(variables)).flatMap(([name, value]) => {
    const text = value?.trim() ?? '';
    return text === '' ? [] : [[name, text]];
  });
  const read = schema.safeParse(Object.fromEntries(given));
  if (read.success) return read.data;
  const mistakes = new Map(read.error.issues.map(({ path, message }) => [String(path[0]), message]));
  throw wrong([...mistakes].map(([name, mustBe]) => `${name} ${mustBe}`));
}

/** @param mistakes each the name of a variable and what it must be */
const wrong = (mistakes: readonly string[]): EnvironmentError =>
  new EnvironmentError(
    [
      'Front Door cannot start: variables of the environment are missing or wrong (see .env.example).',
      ...mistakes.map((mistake) => `  ${mistake}`),
    ].join('\n'),
  );

/** The variables, with each secret that lies in a file in its place. @throws EnvironmentError if a file cannot be read */
function withFiles(variables: Variables): Variables {
  const read = secretVariables.flatMap((name) => {
    const file = variables[`${name}_FILE`]?.trim() ?? '';
    return file === '' ? [] : [[name, contentOf(`${name}_FILE`, file)] as const];
  });
  return { ...variables, ...Object.fromEntries(read) };
}

function contentOf(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new EnvironmentError(`Front Door cannot start: the file that ${variable} names cannot be read.`, {
      cause: error,
    });
  }
}
