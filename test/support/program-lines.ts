import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a program has written to its terminal, on either stream. */
export interface ProgramLines {
  readonly lines: readonly string[];
  /** Answers true once a line holds these words. */
  until: (words: string) => Promise<true>;
}

/** Reads a program's output, so that it never blocks on it. */
export function linesOf({ stdout, stderr }: ChildProcess): ProgramLines {
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  for (const stream of [stdout, stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const hear of waiting) hear(line);
    });
  }
  return {
    lines,
    until: (words) =>
      new Promise((resolve) => {
        const hear = (line: string): void => {
          if (line.includes(words)) resolve(true);
        };
        lines.forEach(hear);
        waiting.add(hear);
      }),
  };
}
