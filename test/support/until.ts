import { setTimeout as pause } from 'node:timers/promises';

const everyMilliseconds = 20;
const patienceMilliseconds = 20_000;

/**
 * Looks until what it finds is defined, at most 20 seconds.
 * @param what for the message when it does not come
 */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await pause(everyMilliseconds);
  }
}
