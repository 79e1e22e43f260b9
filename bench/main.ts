import { runAsProgram } from './as-program.js';
import { runBenchmark } from './benchmark.js';
import { readOptions } from './options.js';
import { ratiosOf } from './ratios.js';
import { report } from './report.js';

// npm run bench: how fast Front Door works beside two yardsticks, on the same servers in the same run. It reports; it judges
// nothing. docs/performance.md explains the figures.

await runAsProgram(async (args, interrupted) => {
  const options = readOptions(args);
  const measurement = await runBenchmark(options, interrupted, console.log);
  return {
    report: report(measurement),
    json: options.json,
    measured: { ...measurement, goals: ratiosOf(measurement) },
  };
});
