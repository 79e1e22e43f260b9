import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate } from '../prisma/migrate.js';
import { temporalAccessNames } from '../runtime/temporal-server.js';
import { embeddedProvider, installDemonstration, webClientId } from './demonstration.js';
import { keepRunning, type Kept } from './keep-running.js';
import { startMailCatcher, type MailCatcher } from './mail.js';
import { isSwitchMail, type MailSwitched } from './mail-switch.js';
import { startNodeChild, type NodeProgram } from './node-child.js';
import { startPostgres, type Postgres } from './postgres.js';
import { StartRefused } from './refusal.js';
import { embeddedSecretKeys } from './secret-keys.js';
import type { Settings } from './settings.js';
import type { Steps } from './steps.js';
import { startTemporal } from './temporal.js';
import { findTemporal } from './temporal-binary.js';

/** The parts that run, in the order in which they are stopped: whoever uses another before the one that is used. */
const stopOrder = ['api', 'worker', 'mail', 'temporal', 'postgresql'] as const;
type Part = (typeof stopOrder)[number];
type Running = Map<Part, Kept>;

/** The running stack. */
export interface Stack {
  /** Address of Temporal's own pages; undefined for a cluster that somebody else runs. */
  readonly temporalUi: string | undefined;
  /** Stops everything in order and leaves nothing running. */
  stop(): Promise<void>;
}

export interface StackStart {
  readonly settings: Settings;
  /** An absolute path, taken for this process. */
  readonly dataDir: string;
  readonly steps: Steps;
  /** Ends the start early. */
  readonly signal: AbortSignal;
}

interface TemporalInUse {
  readonly address: string;
  readonly ui: string | undefined;
  /** The variables that say how it is spoken to; blank for one that stays unset. */
  readonly access: Readonly<Record<string, string>>;
}

/** What the service's own programs need around them. */
interface Surroundings {
  readonly secretKeys: string;
  readonly postgres: Postgres;
  readonly temporal: TemporalInUse;
  readonly mail: MailCatcher;
}

const accessVariables = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    [...temporalAccessNames, 'TEMPORAL_API_KEY_FILE', 'INNER_NETWORK'].map((name) => [name, environment[name] ?? '']),
  );

const namespace = 'default';
const taskQueue = 'front-door';
const readyWithinMs = 60_000;
const askEveryMs = 50;

/**
 * Starts all parts, side by side where they do not need each other, and answers when the service says that it is ready.
 * When a part fails, or the signal comes, those that run are stopped first.
 * @throws StartRefused, or the reason of the signal
 */
export async function startStack(asked: StackStart): Promise<Stack> {
  const running: Running = new Map();
  const stop = async (): Promise<void> => {
    for (const part of stopOrder) await running.get(part)?.stop();
  };
  const giveUp = new AbortController();
  const start = { ...asked, signal: AbortSignal.any([asked.signal, giveUp.signal]) };
  try {
    const [postgres, temporal, mail] = await allOrNone(giveUp, [
      startRecord(start, running),
      startProcess(start, running),
      startMail(start, running),
    ]);
    const surroundings = { secretKeys: await embeddedSecretKeys(start.dataDir), postgres, temporal, mail };
    await noteEnvironment(start, surroundings);
    await allOrNone(giveUp, [
      startProgram(start, running, workerProgram(start, surroundings)),
      startProgram(start, running, apiProgram(start, surroundings)).then(() => untilReady(start)),
    ]);
    return { temporalUi: temporal.ui, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for all; when one fails, the others are told, waited for, and what failed first is thrown. */
async function allOrNone<Results extends readonly unknown[]>(
  giveUp: AbortController,
  work: { [Index in keyof Results]: Promise<Results[Index]> },
): Promise<Results> {
  try {
    return await Promise.all(work);
  } catch (error) {
    giveUp.abort(error);
    await Promise.allSettled(work);
    throw error;
  }
}

async function startRecord({ dataDir, settings, steps, signal }: StackStart, running: Running): Promise<Postgres> {
  const postgres = await steps.step('PostgreSQL', () => startPostgres(dataDir));
  const again = (): Promise<Postgres> => startPostgres(dataDir, { port: postgres.port });
  running.set('postgresql', keepRunning('PostgreSQL', postgres, again, steps.say));
  const { ownerUrl } = postgres;
  signal.throwIfAborted();
  await steps.step('Migrations', () => migrate({ ownerUrl }));
  signal.throwIfAborted();
  await steps.step('Demonstration data', () => installDemonstration({ ownerUrl, policy: settings.policy }));
  return postgres;
}

async function startProcess(start: StackStart, running: Running): Promise<TemporalInUse> {
  const { dataDir, steps, signal } = start;
  const { temporal } = start.settings;
  if (temporal !== undefined) {
    const { useExistingTemporal } = await import('./temporal-existing.js');
    await steps.step(`Temporal at ${temporal.address}`, () => useExistingTemporal(temporal, namespace));
    return { address: temporal.address, ui: undefined, access: accessVariables(process.env) };
  }
  const codecEndpoint = `${publicUrlOf(start)}/codec`;
  const [binary, server] = await steps.step('Temporal', async () => {
    const found = await findTemporal({ dataDir, signal });
    return [found, await startTemporal(dataDir, found, { codecEndpoint })] as const;
  });
  const { ports } = server;
  const again = (): Promise<typeof server> => startTemporal(dataDir, binary, { ports, codecEndpoint });
  running.set('temporal', keepRunning('Temporal', server, again, steps.say));
  return { address: server.address, ui: server.uiUrl, access: accessVariables({}) };
}

async function startMail({ dataDir, steps }: StackStart, running: Running): Promise<MailCatcher> {
  const mail = await steps.step('Mail catcher', () => startMailCatcher(dataDir));
  running.set('mail', mail);
  return mail;
}

/** One of the service's own programs as a part of the stack. */
interface PartProgram extends NodeProgram {
  readonly role: 'api' | 'worker';
  readonly name: string;
}

const publicUrlOf = ({ settings }: StackStart): string => `http://localhost:${settings.port}`;

function apiProgram(start: StackStart, surroundings: Surroundings): PartProgram {
  const { port, secret } = start.settings;
  const publicUrl = publicUrlOf(start);
  return {
    role: 'api',
    name: 'API',
    file: 'local/api.ts',
    environment: {
      ...sharedEnvironment(publicUrl, surroundings),
      AGENCY_DATABASE_URL: surroundings.postgres.agencyUrl,
      HOST: '127.0.0.1',
      PORT: String(port),
      OIDC_ISSUER: `${publicUrl}/oidc`,
      REQUESTS_PER_ACCOUNT: '200',
      REQUESTS_PER_ADDRESS: '2000',
      OIDC_AUDIENCE: 'front-door',
      OIDC_PROVIDER_NAME: embeddedProvider,
      TEMPORAL_UI_ORIGIN: surroundings.temporal.ui,
      ...uploadVariables(process.env),
      OIDC_CLIENT_ID: webClientId,
      OIDC_CLIENT_SECRET: secret,
    },
    async answer(said) {
      if (!isSwitchMail(said)) throw new Error('The API asked for something that the stack does not know.');
      await surroundings.mail.switchTo(said.service);
      return { kind: 'mail-switched', service: said.service } satisfies MailSwitched;
    },
  };
}

/** Files are scanned where the person who starts the stack has a scanner, and are taken as they come where not. */
function uploadVariables({ CLAMAV_SOCKET: socket = '', CLAMAV_ADDRESS: address = '' }: NodeJS.ProcessEnv) {
  const isScanned = socket.trim() !== '' || address.trim() !== '';
  return { UPLOADS: isScanned ? 'scanned' : 'unscanned', CLAMAV_SOCKET: socket, CLAMAV_ADDRESS: address };
}

/**
 * Leaves a note of what the worker is told, for programs that a person runs beside the stack: `npm run ring`. Those that run as the owner
 * of the record find it there as well, which the worker itself is not told.
 */
async function noteEnvironment(start: StackStart, surroundings: Surroundings): Promise<void> {
  const own = ownEnvironment(publicUrlOf(start), surroundings);
  const variables = { ...own, MIGRATION_DATABASE_URL: surroundings.postgres.ownerUrl };
  const set = Object.entries(variables).filter(([, value]) => value !== '');
  const lines = set.map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(join(start.dataDir, 'worker.env'), lines.join(''), { mode: 0o600 });
}

function workerProgram(start: StackStart, surroundings: Surroundings): PartProgram {
  const environment = sharedEnvironment(publicUrlOf(start), surroundings);
  return { role: 'worker', name: 'Worker', file: 'local/worker.ts', environment };
}

/** The programs themselves refuse to start with the secret of the demonstration. */
function sharedEnvironment(publicUrl: string, surroundings: Surroundings): NodeJS.ProcessEnv {
  return { ...process.env, DEMO_SECRET: undefined, ...ownEnvironment(publicUrl, surroundings) };
}

function ownEnvironment(
  publicUrl: string,
  { secretKeys, postgres, temporal, mail }: Surroundings,
): Record<string, string> {
  return {
    DATABASE_URL: postgres.applicationUrl,
    TEMPORAL_ADDRESS: temporal.address,
    ...temporal.access,
    TEMPORAL_NAMESPACE: namespace,
    TEMPORAL_TASK_QUEUE: taskQueue,
    SMTP_URL: mail.url,
    MAIL_FROM: 'Front Door <front-door@hub.example>',
    PUBLIC_URL: publicUrl,
    SECRET_KEYS: secretKeys,
  };
}

async function startProgram(
  { dataDir, steps, signal }: StackStart,
  running: Running,
  program: PartProgram,
): Promise<void> {
  const { role, name } = program;
  const child = await steps.step(name, async () => {
    const launched = await startNodeChild(dataDir, program);
    running.set(role, launched);
    await Promise.race([launched.ready, whenAborted(signal)]);
    return launched;
  });
  running.set(
    role,
    keepRunning(name, child, () => startNodeChild(dataDir, program), steps.say),
  );
}

/** Asks the service until it says that it is ready. */
async function untilReady({ settings, signal }: StackStart): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (!(await isReady(settings.port))) {
    signal.throwIfAborted();
    if (Date.now() > deadline) throw new StartRefused('The service runs but does not become ready: see GET /ready.');
    await pause(askEveryMs);
  }
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
  return answer?.status === 200;
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
