import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { logOf } from '../local/guard.js';
import { endInOrder, forkProgram, readyWord } from '../local/node-child.js';

/** One program of a contestant as it runs. */
export interface Program {
  readonly pid: number;
  /** Ends it in good order, by force after 20 s. */
  stop(): Promise<void>;
}

export interface Launch {
  /** Names its log in `DATA_DIR/log`. */
  readonly role: string;
  /** Its file, from the project's folder. */
  readonly file: string;
  readonly environment: NodeJS.ProcessEnv;
}

const readyWithinMs = 60_000;

/**
 * Starts a program as `npm start` starts those of the product: by tsx, in a process group of its own, ending when this process
 * vanishes. Answers when the program says that it does its work.
 * @throws Error when it ends before that, or says nothing for a minute
 */
export async function startProgram(dataDir: string, { role, file, environment }: Launch): Promise<Program> {
  const child = await forkProgram(dataDir, { role, file, environment });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => endInOrder(child, exited);
  const tooLate = AbortSignal.timeout(readyWithinMs);
  const said = await Promise.race([once(child, 'message', { signal: tooLate }), exited]).catch(() => []);
  if (said[0] === readyWord && child.pid !== undefined) return { pid: child.pid, stop };
  if (child.exitCode === null) await stop();
  // The log goes with the data folder: what it says is said here.
  throw new Error(`${role} did not start:\n${await readFile(logOf(dataDir, role), 'utf8')}`);
}
