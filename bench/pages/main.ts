import { runAsProgram } from '../as-program.js';
import { measure } from './measure.js';
import { readOptions } from './options.js';
import { report } from './report.js';

// npm run bench:pages: how long the service takes for each page of a large record. It reports; it judges nothing. docs/performance.md
// explains the figures.

await runAsProgram(async (args, interrupted) => {
  const options = readOptions(args);
  const measurement = await measure(options, interrupted, console.log);
  return { report: report(measurement), json: options.json, measured: measurement };
});
