import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { callerOf, type Caller } from './caller.js';
import { linesOf } from './program-lines.js';

/** `npm start`, as a person types it into a terminal of their own. */
export interface StartedStack {
  /** From the command to the line that says that it is ready. */
  readonly readyAfterSeconds: number;
  /** Address of Temporal's own pages, as it was announced. */
  readonly temporalUi: string;
  /** SIGKILL to npm and what it runs, all at once. */
  kill: () => Promise<void>;
  /** What Ctrl-C does: SIGINT to the whole process group. @returns the last line that it wrote before it ended */
  interrupt: () => Promise<string | undefined>;
}

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
const readyWithinMilliseconds = 90_000;

/** @throws Error, with what it said, when it ends or is not ready within a minute and a half */
export async function startStack(dataDir: string, port: number): Promise<StartedStack> {
  const startedAt = performance.now();
  const npm = spawn('npm', ['start'], {
    cwd: projectFolder,
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), NODE_OPTIONS: '' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = linesOf(npm);
  // Not "exit": npm leaves before what it runs has ended, which holds the streams open.
  const ended = once(npm, 'close');
  const endAll = async (signal: NodeJS.Signals): Promise<void> => {
    if (npm.pid !== undefined && npm.exitCode === null && npm.signalCode === null) process.kill(-npm.pid, signal);
    await ended;
  };
  const isReady = await Promise.race([
    said.until('Front Door is ready'),
    ended.then(() => false),
    pause(readyWithinMilliseconds, false, { ref: false }),
  ]);
  if (!isReady) {
    await endAll('SIGKILL');
    throw new Error(`npm start did not get ready:\n${said.lines.join('\n')}`);
  }
  return {
    readyAfterSeconds: (performance.now() - startedAt) / 1000,
    get temporalUi() {
      return said.lines.flatMap((line) => /^ +Temporal +(http\S+)$/.exec(line)?.[1] ?? []).join();
    },
    kill: () => endAll('SIGKILL'),
    interrupt: async () => {
      await endAll('SIGINT');
      return said.lines.at(-1);
    },
  };
}

/** Signs in at the stack's own provider, as its README says. @returns a persona's caller, whose token stays the same */
export function signedIn(port: number): (persona: string) => Caller {
  const url = `http://localhost:${port}`;
  const tokens = new Map<string, Promise<string>>();
  return (persona) => {
    const token = tokens.get(persona) ?? tokenFor(url, persona);
    tokens.set(persona, token);
    return callerOf(url, () => token);
  };
}

async function tokenFor(url: string, persona: string): Promise<string> {
  const response = await fetch(`${url}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${persona}:demo`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
