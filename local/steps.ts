/** Writes the progress of a start: a line for each step, when it is done, with how long it took. */
export interface Steps {
  /** Does a step and writes its line; a step that fails writes none. */
  readonly step: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;
  /** Writes a sentence of its own line. */
  readonly say: (line: string) => void;
}

const nameWidth = 34;

/** @param write takes one line, without its end */
export function openSteps(write: (line: string) => void): Steps {
  return {
    async step(name, work) {
      const begunAt = performance.now();
      const result = await work();
      write(`  ${name.padEnd(nameWidth)}${seconds(performance.now() - begunAt).padStart(8)}`);
      return result;
    },
    say: write,
  };
}

/** A duration for reading, such as `1.4 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
