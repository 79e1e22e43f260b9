import { setTimeout as pause } from 'node:timers/promises';
import { spanInWords } from './layout.js';
import { StepFailed } from './failure.js';

const firstPauseMs = 200;
const longestPauseMs = 1000;

/** How long to wait between looks, in milliseconds: 200, 300, 450 … and 1000 from then on. */
export function* pauses(): Generator<number, never> {
  for (let next = firstPauseMs; ; next = Math.min(Math.round(next * 1.5), longestPauseMs)) yield next;
}

interface Wait {
  /** What should have come, as the beginning of a sentence: "The acknowledgement". */
  readonly what: string;
  readonly withinMs: number;
  /** Asked when it did not come: what may be the matter. */
  readonly why: () => Promise<readonly string[]>;
}

/**
 * Looks again and again until there is something to see; the last look comes after the time is up.
 * @throws StepFailed when it does not come in time
 */
export async function until<Seen>({ what, withinMs, why }: Wait, look: () => Promise<Seen | undefined>): Promise<Seen> {
  const deadline = performance.now() + withinMs;
  for (const milliseconds of pauses()) {
    const isLast = performance.now() >= deadline;
    const seen = await look();
    if (seen !== undefined) return seen;
    if (isLast) break;
    await pause(milliseconds);
  }
  throw new StepFailed(`${what} did not come within ${spanInWords(withinMs)}.`, await why());
}
