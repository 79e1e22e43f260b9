import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something is so, and fails after ten seconds of its not being so. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Still not so after ten seconds: ${what}.`);
    await pause(20);
  }
}
