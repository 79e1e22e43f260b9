import type { Terminal } from './terminal.js';

/** Leads through the journey, one numbered step after the other. */
export interface Steps {
  /** Writes the heading of a step and does it. What it throws, it throws. */
  readonly step: <Result>(title: string, work: () => Promise<Result>) => Promise<Result>;
  /** The step under way, or the last: `step 3 (Screening)`. */
  readonly reached: () => string;
  /** Writes how long each step took. */
  readonly finish: () => void;
}

/** @param now milliseconds from any origin, never going back */
export function openSteps(terminal: Terminal, now: () => number): Steps {
  const done: { title: string; milliseconds: number }[] = [];
  let current = 'the beginning';
  return {
    async step(title, work) {
      const number = done.length + 1;
      current = `step ${number} (${title})`;
      terminal.blank();
      terminal.heading(`${String(number).padStart(2)}  ${title}`);
      const begunAt = now();
      const result = await work();
      done.push({ title, milliseconds: now() - begunAt });
      return result;
    },
    reached: () => current,
    finish() {
      const total = done.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
      terminal.blank();
      terminal.heading('    Time of each step');
      terminal.table(
        done.map(({ title, milliseconds }, index) => [
          `${index + 1}`.padStart(2),
          title,
          seconds(milliseconds).padStart(8),
        ]),
      );
      terminal.blank();
      terminal.good(`    ${done.length} steps, all done (${seconds(total)})`);
    },
  };
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
