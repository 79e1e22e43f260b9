import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../local/ports.js';
import type { TestProvider } from '../api/provider.js';
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
}

/** One of the service's own programs, in a process that a test may kill at any moment. */
export interface Program {
  /** SIGKILL: nothing in it runs any more when this answers. */
  kill: () => Promise<void>;
  /** What it has logged. */
  readonly lines: readonly string[];
}

export interface ApiProgram extends Program {
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
  const program = launch('api/server.ts', {
    ...environmentOf(surroundings),
    AGENCY_DATABASE_URL: surroundings.agencyDatabaseUrl,
    PORT: String(port),
    PUBLIC_URL: url,
    OIDC_ISSUER: provider.issuer,
  });
  await program.saidThat('The API is listening');
  return {
    ...program,
    as: (who) => {
      const claims = claimsOf(who);
      return callerOf(url, () => provider.token(new Date(), { claims }));
    },
    anonymous: callerOf(url),
  };
}

/** Starts `workflows/worker.ts`; answers when it polls. */
export async function startWorker(surroundings: Surroundings): Promise<Program> {
  const program = launch('workflows/worker.ts', environmentOf(surroundings));
  await program.saidThat('The worker is running');
  return program;
}

const environmentOf = ({ databaseUrl, temporalAddress, taskQueue, smtpUrl }: Surroundings): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  DATABASE_URL: databaseUrl,
  TEMPORAL_ADDRESS: temporalAddress,
  TEMPORAL_TASK_QUEUE: taskQueue,
  SMTP_URL: smtpUrl,
  MAIL_FROM: 'Front Door <front-door@hub.example>',
  PUBLIC_URL: 'https://front-door.example',
  SECRET_KEYS: testSecretKeys,
});

interface Launched extends Program {
  /** @throws Error, with its last lines, when it ends before or says nothing of the kind for a minute */
  saidThat: (sentence: string) => Promise<void>;
}

/** Starts a program that ends by itself when this process is gone. */
function launch(file: string, environment: NodeJS.ProcessEnv): Launched {
  const child = fork(file, {
    cwd: projectFolder,
    env: environment,
    execArgv: ['--import', 'tsx', '--import', './local/leash.js'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  const said = linesOf(child);
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
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
