import { writeFile } from 'node:fs/promises';
import { StartRefused } from '../../local/refusal.js';
import { UsageError } from '../options.js';
import { measure } from './measure.js';
import { readOptions } from './options.js';
import { report } from './report.js';

// npm run bench:audit: how long audit:verify takes for a record of a given size. It reports; it judges nothing. docs/performance.md
// explains the figures.

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    interrupted.abort(new UsageError('Stopped before the end.'));
  });
}

async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const measurement = await measure(options, interrupted.signal, console.log);
  console.log(report(measurement));
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(measurement, undefined, 2)}\n`);
}

try {
  await run();
} catch (error) {
  console.error(error instanceof UsageError || error instanceof StartRefused ? error.message : error);
  process.exitCode = 1;
}
