import { runAsProgram } from '../as-program.js';
import { measure } from './measure.js';
import { readOptions } from './options.js';
import { report } from './report.js';
import { partSharesOf, sharesOf } from './shares.js';

// npm run bench:security: what permission, row-level security, encryption and audit cost of an act's CPU. It reports; it judges
// nothing. docs/performance.md explains the figures.

await runAsProgram(async (args, interrupted) => {
  const options = readOptions(args);
  const measurement = await measure(options, interrupted, console.log);
  return {
    report: report(measurement),
    json: options.json,
    measured: { ...measurement, shares: sharesOf(measurement), parts: partSharesOf(measurement) },
  };
});
