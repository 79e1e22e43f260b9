import { fork, type ChildProcess, type Serializable } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLine, logOf } from './guard.js';
import type { Running } from './keep-running.js';
import { forgetProcess, recordProcess } from './processes.js';

/** One of our own programs, which says `ready` to its parent and ends by itself when the channel to the parent breaks. */
export interface NodeProgram {
  readonly role: string;
  /** Its file, from the project's folder. */
  readonly file: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Answers what else the program says to its parent. */
  readonly answer?: (said: unknown) => Promise<Serializable>;
}

/** One of our own programs as it runs. */
export interface NodeChild extends Running {
  /** Settles when it does its work; rejects when it ends before. */
  readonly ready: Promise<void>;
}

const projectFolder = fileURLToPath(new URL('..', import.meta.url));
/** What a child says once it does its work. */
export const readyWord = 'ready';
/** How long a child may take to end in good order; local/leash.js gives it less where the parent is gone. */
const patienceMs = 20_000;

/**
 * Starts one of our own programs in a process group of its own; its output goes to `DATA_DIR/log`.
 * @param dataDir an absolute path, named on the command line
 */
export async function startNodeChild(dataDir: string, program: NodeProgram): Promise<NodeChild> {
  const { role, answer } = program;
  const child = await forkProgram(dataDir, program);
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : 1));
  const note = child.pid === undefined ? undefined : await recordProcess(dataDir, role, child.pid, 'SIGTERM');
  const exited = ended.then(async (code) => {
    if (note !== undefined) await forgetProcess(dataDir, note);
    return code;
  });
  const ready = Promise.race([untilReady(child, answer), failure(dataDir, role, exited)]);
  // Who waits for it hears of the failure; a part that is stopped while it starts has nobody waiting.
  ready.catch(() => undefined);
  return { ready, exited, stop: () => endInOrder(child, exited) };
}

/** Forks one of our own programs by tsx, in a process group of its own, on a leash; its output goes to `DATA_DIR/log`. */
export async function forkProgram(
  dataDir: string,
  { role, file, environment }: Pick<NodeProgram, 'role' | 'file' | 'environment'>,
): Promise<ChildProcess> {
  await mkdir(dirname(logOf(dataDir, role)), { recursive: true });
  const log = await open(logOf(dataDir, role), 'a');
  const child = fork(file, [`--data-dir=${dataDir}`], {
    cwd: projectFolder,
    env: environment,
    execArgv: ['--import', 'tsx', '--import', './local/leash.js'],
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  await log.close();
  return child;
}

/** Ends a child in good order, by force after 20 s. @param exited settles when it is gone */
export async function endInOrder(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await exited;
  clearTimeout(killer);
}

function untilReady(child: ChildProcess, answer: NodeProgram['answer']): Promise<void> {
  return new Promise((resolve) => {
    child.on('message', (said) => {
      if (said === readyWord) resolve();
      else void reply(child, said, answer);
    });
  });
}

/** A question that cannot be answered is the child's to miss: the stack goes on. */
async function reply(child: ChildProcess, said: unknown, answer: NodeProgram['answer']): Promise<void> {
  try {
    const answered = await answer?.(said);
    if (answered !== undefined && child.connected) child.send(answered);
  } catch (error) {
    console.error(error);
  }
}

async function failure(dataDir: string, role: string, exited: Promise<number>): Promise<never> {
  const code = await exited;
  const log = logOf(dataDir, role);
  throw new Error(
    `${role} ended with ${code} as it started: ${(await lastLine(log)) ?? 'it said nothing'} (log: ${log}).`,
  );
}
