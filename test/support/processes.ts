import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freePort } from '../../local/ports.js';
import { webClient, type TestProvider } from '../api/provider.js';
import { callerOf, type Caller } from './caller.js';
import { claimsOf, type Identity } from './identities.js';
import { linesOf } from './program-lines.js';
import { testSecretKeys } from './keys.js';

/** What the service's programs are told. */
export interface Surroundings {
  databaseUrl: string;
  agencyDatabaseUrl: string;
  /** Host and port. */
  temporalAddress: string;
  taskQueue: string;
  smtpUrl: string;
  provider: TestProvider;
  /** Where it runs; the project's folder when left out. */
  workingFolder?: string;
  /** Where it may write what it needs for a while; the machine's own when left out. */
  temporaryFolder?: string;
  /** Options of Node beside the usual. */
  nodeOptions?: readonly string[];
  /** Variables beside or instead of the usual. */
  variables?: Readonly<Record<string, string>>;
}

/** One of the service's own programs, in a process that a test may kill at any moment. */
export interface Program {
  /** Nothing in it runs any more when this answers. @param signal SIGKILL when left out */
  kill: (signal?: 'SIGKILL' | 'SIGABRT') => Promise<void>;
  /** Has Node write a report of the process, where its options let it. */
  askForReport: () => void;
  /** What it has logged. */
  readonly lines: readonly string[];
}

export interface ApiProgram extends Program {
  readonly url: string;
  /** Asks as a persona of the demonstration, or as anyone else. */
  as: (who: string | Identity) => Caller;
  readonly anonymous: Caller;
}

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
const startedWithinMilliseconds = 60_000;
const linesShown = 30;

/** Starts `api/server.ts`; answers when it serves. */
export async function startApi(surroundings: Surroundings): Promise<ApiProgram> {
  const { provider } = surroundings;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = launch('api/server.ts', surroundings, {
    AGENCY_DATABASE_URL: surroundings.agencyDatabaseUrl,
    PORT: String(port),
    PUBLIC_URL: url,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: webClient.clientId,
    OIDC_CLIENT_SECRET: webClient.clientSecret,
  });
  await program.saidThat('The API is listening');
  return {
    ...program,
    url,
    as: (who) => {
      const claims = claimsOf(who);
      return callerOf(url, () => provider.token(new Date(), { claims }));
    },
    anonymous: callerOf(url),
  };
}

/** Starts `workflows/worker.ts`; answers when it polls, or has logged something else. */
export async function startWorker(surroundings: Surroundings, saying = 'The worker is running'): Promise<Program> {
  const program = launch('workflows/worker.ts', surroundings);
  await program.saidThat(saying);
  return program;
}

const environmentOf = ({
  databaseUrl,
  temporalAddress,
  taskQueue,
  smtpUrl,
  temporaryFolder,
}: Surroundings): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  DATABASE_URL: databaseUrl,
  TEMPORAL_ADDRESS: temporalAddress,
  TEMPORAL_TASK_QUEUE: taskQueue,
  SMTP_URL: smtpUrl,
  MAIL_FROM: 'Front Door <front-door@hub.example>',
  PUBLIC_URL: 'https://front-door.example',
  SECRET_KEYS: testSecretKeys,
  ...(temporaryFolder === undefined ? {} : { TMPDIR: temporaryFolder }),
});

interface Launched extends Program {
  /** @throws Error, with its last lines, when it ends before or says nothing of the kind for a minute */
  saidThat: (sentence: string) => Promise<void>;
}

/** By its address, for a program that runs elsewhere than in the project's folder. */
const importing = (file: string): string[] => ['--import', pathToFileURL(file).href];
const typeScript = createRequire(import.meta.url).resolve('tsx');

/**
 * Starts a program that ends by itself when this process is gone.
 * @param more variables beside those of every program
 */
function launch(file: string, surroundings: Surroundings, more: NodeJS.ProcessEnv = {}): Launched {
  const { workingFolder = projectFolder, nodeOptions = [] } = surroundings;
  const child = fork(join(projectFolder, file), {
    cwd: workingFolder,
    env: { ...environmentOf(surroundings), ...more, ...surroundings.variables },
    execArgv: [...nodeOptions, ...importing(typeScript), ...importing(join(projectFolder, 'local/leash.js'))],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  const said = linesOf(child);
  return {
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await ended;
    },
    askForReport: () => {
      child.kill('SIGUSR2');
    },
    lines: said.lines,
    saidThat: async (sentence) => {
      const heard = await Promise.race([
        said.until(sentence),
        ended.then(() => false),
        pause(startedWithinMilliseconds, false, { ref: false }),
      ]);
      if (!heard) throw new Error(`${file} does not run:\n${said.lines.slice(-linesShown).join('\n')}`);
    },
  };
}
