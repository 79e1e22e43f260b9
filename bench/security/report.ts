import { machineLines, table, type Row } from '../report.js';
import { acts } from './acts.js';
import type { Measurement } from './measure.js';
import { goal, partSharesOf, processOf, sharesOf, type Share } from './shares.js';

/** Everything that was measured, as tables for a terminal. */
export function report(measurement: Measurement): string {
  const { options } = measurement;
  return [
    machineLines(measurement.machine),
    `CPU ms of an act with security and without: medians of ${options.rounds} rounds of ${options.cases} cases each`,
    table([
      ['', 'API with', 'without', 'PostgreSQL with', 'without', 'with / without', 'share', `at most ${percent(goal)}`],
      ...sharesOf(measurement).map(shareRow),
    ]),
    processLine(measurement),
    '',
    ...partLines(measurement),
  ].join('\n');
}

function shareRow({ of, with: all, without, ratio, share }: Share): Row {
  const times = [all.api, without.api, all.postgresql, without.postgresql].map((time) => time.toFixed(2));
  return [of, ...times, ratio.toFixed(2), percent(share), share <= goal ? 'met' : 'missed'];
}

function processLine(measurement: Measurement): string {
  const { with: all, without } = processOf(measurement);
  return `The process behind a case (worker, and PostgreSQL for it): ${all.toFixed(1)} ms with, ${without.toFixed(1)} ms without`;
}

function partLines(measurement: Measurement): string[] {
  const rows = partSharesOf(measurement).map(({ name, acts: shares }) => [
    name,
    ...acts.map((act) => percent(shares[act])),
    percent(shares.case),
  ]);
  return rows.length === 0
    ? []
    : ['By how much less an act takes without one part', table([['', ...acts, 'case'], ...rows])];
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
