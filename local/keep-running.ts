import { setTimeout as pause } from 'node:timers/promises';

/** A part of the stack that runs in a process of its own. */
export interface Running {
  /** Its exit code, once it has ended. */
  readonly exited: Promise<number>;
  stop(): Promise<void>;
}

/** A part that is started again whenever it ends unasked. */
export interface Kept {
  stop(): Promise<void>;
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;
/** A part that ran this long had started well: the next wait is the shortest again. */
const settledAfterMs = 30_000;

/**
 * Keeps a part of the stack running: after an end that nobody asked for it is launched again, at first after half a second,
 * after repeated ends later, up to 10 s.
 * @param name what the part is called on the terminal
 * @param part the part that runs now
 * @param launch launches the next one
 */
export function keepRunning(
  name: string,
  part: Running,
  launch: () => Promise<Running>,
  say: (line: string) => void,
): Kept {
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  let current = part;
  let waitMs = firstWaitMs;

  /** @returns whether there is a new one */
  const relaunch = async (): Promise<boolean> => {
    await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    waitMs = Math.min(2 * waitMs, longestWaitMs);
    if (isStopping()) return false;
    try {
      current = await launch();
      return true;
    } catch (error) {
      say(`${name} did not come back: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };
  const watch = async (): Promise<void> => {
    while (!isStopping()) {
      const launchedAt = Date.now();
      const code = await current.exited;
      if (isStopping()) return;
      say(`${name} ended unasked (${code}); it is started again.`);
      if (Date.now() - launchedAt > settledAfterMs) waitMs = firstWaitMs;
      while (!isStopping() && !(await relaunch()));
    }
  };
  const watched = watch();
  return {
    async stop() {
      stopping.abort();
      await current.stop();
      await watched;
      // One that was being launched meanwhile.
      await current.stop();
    },
  };
}
