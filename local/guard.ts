import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcess, forgetProcess, recordProcess } from './processes.js';

/** A program that is no Node process and so cannot notice by itself that the stack has gone. */
export interface GuardedErrand {
  /** What the process is to the stack: names its log and its note in `DATA_DIR/run`. */
  readonly role: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The operating-system user to run it as; the current one when left out. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What ends the program in good order. */
  readonly stopSignal: NodeJS.Signals;
  /** An open file to read from; nothing when left out. */
  readonly input?: FileHandle;
}

/** A program that runs under a guard. */
export interface GuardedProgram {
  readonly pid: number;
  /** Its exit code, once it has ended (1 when a signal ended it). */
  readonly exited: Promise<number>;
  /** Ends it in good order, by force after 20 s, and answers when it is gone. */
  stop(): Promise<void>;
}

type GuardMessage = { readonly pid: number } | { readonly failure: string };

const guardFile = fileURLToPath(new URL('./guard-process.js', import.meta.url));

/** The log of one role in a data folder. */
export const logOf = (dataDir: string, role: string): string => join(dataDir, 'log', `${role}.log`);

/** A log this long is put aside at the next start, as `….log.old`. */
const longLogBytes = 10_000_000;

/** Makes the log folder, and keeps the logs of many starts from growing without end. */
export async function openLogs(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'log');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (name.endsWith('.log') && (await stat(file)).size > longLogBytes) await rename(file, `${file}.old`);
  }
}

/**
 * Starts a program under a guard: a small process in a process group of its own (a terminal's Ctrl-C passes it by) that
 * ends the program when this process vanishes, be it by SIGKILL. Output goes to `DATA_DIR/log`.
 * @throws Error when the program cannot be started
 */
export async function startGuarded(dataDir: string, errand: GuardedErrand): Promise<GuardedProgram> {
  const { role, input, ...message } = errand;
  await mkdir(dirname(logOf(dataDir, role)), { recursive: true });
  const log = await open(logOf(dataDir, role), 'a');
  const guard = fork(guardFile, [`--data-dir=${dataDir}`, `--role=${role}`], {
    detached: true,
    execArgv: [],
    stdio: [input?.fd ?? 'ignore', log.fd, log.fd, 'ipc'],
  });
  await log.close();
  const exited = once(guard, 'exit').then(([code]) => (typeof code === 'number' ? code : 1));
  guard.send(message);
  const reply = await Promise.race([once(guard, 'message').then(([said]) => said as GuardMessage), exited]);
  if (typeof reply === 'number') throw new Error(`${role} did not start: its guard ended with ${reply}.`);
  if ('failure' in reply) throw new Error(`${role} did not start: ${reply.failure}`);

  const notes = await Promise.all([
    recordProcess(dataDir, `${role}-guard`, guard.pid ?? reply.pid, 'SIGTERM'),
    recordProcess(dataDir, role, reply.pid, errand.stopSignal),
  ]);
  const gone = exited.then(async (code) => {
    for (const note of notes) {
      if (note === undefined) continue;
      // A guard that was itself killed leaves its program behind.
      await endProcess(note);
      await forgetProcess(dataDir, note);
    }
    return code;
  });
  return {
    pid: reply.pid,
    exited: gone,
    async stop() {
      if (guard.connected) guard.disconnect();
      await gone;
    },
  };
}

/**
 * Runs a program under a guard to its end.
 * @param signal ends it early
 * @throws Error when it cannot be started or ends with another code than 0
 */
export async function runGuarded(dataDir: string, errand: GuardedErrand, signal?: AbortSignal): Promise<void> {
  const program = await startGuarded(dataDir, errand);
  const endEarly = (): void => void program.stop();
  signal?.addEventListener('abort', endEarly);
  const code = await program.exited;
  signal?.removeEventListener('abort', endEarly);
  if (code !== 0) throw new Error((await lastLine(logOf(dataDir, errand.role))) ?? `${errand.role} ended with ${code}`);
}

/** The last line that a program wrote, for the sentence that reports its end. */
export async function lastLine(logFile: string): Promise<string | undefined> {
  const written = await readFile(logFile, 'utf8').catch(() => '');
  return written.trim().split('\n').at(-1);
}
