import { writeFile } from 'node:fs/promises';
import { StartRefused } from '../local/refusal.js';
import { UsageError } from './options.js';

/** What a benchmark prints, and what a file is given that was asked for. */
export interface Found {
  readonly report: string;
  /** Where everything that was measured goes as JSON, if anywhere. */
  readonly json: string | undefined;
  readonly measured: object;
}

/**
 * Runs a benchmark as a program: ends in good order when it is interrupted, says a mistake of whoever runs it in a sentence, and shows what it
 * found.
 */
export async function runAsProgram(
  benchmark: (args: readonly string[], interrupted: AbortSignal) => Promise<Found>,
): Promise<void> {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      interrupted.abort(new UsageError('Stopped before the end.'));
    });
  }
  try {
    const { report, json, measured } = await benchmark(process.argv.slice(2), interrupted.signal);
    console.log(report);
    if (json !== undefined) await writeFile(json, `${JSON.stringify(measured, undefined, 2)}\n`);
  } catch (error) {
    console.error(error instanceof UsageError || error instanceof StartRefused ? error.message : error);
    process.exitCode = 1;
  }
}
