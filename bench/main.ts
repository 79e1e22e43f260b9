import { writeFile } from 'node:fs/promises';
import { StartRefused } from '../local/refusal.js';
import { runBenchmark } from './benchmark.js';
import { readOptions, UsageError } from './options.js';
import { ratiosOf } from './ratios.js';
import { report } from './report.js';

// npm run bench: how fast Front Door works beside two yardsticks, on the same servers in the same run. It reports; it judges
// nothing. docs/performance.md explains the figures.

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    interrupted.abort(new UsageError('Stopped before the end.'));
  });
}

async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const measurement = await runBenchmark(options, interrupted.signal, console.log);
  console.log(report(measurement));
  if (options.json === undefined) return;
  await writeFile(options.json, `${JSON.stringify({ ...measurement, goals: ratiosOf(measurement) }, undefined, 2)}\n`);
}

try {
  await run();
} catch (error) {
  console.error(error instanceof UsageError || error instanceof StartRefused ? error.message : error);
  process.exitCode = 1;
}
