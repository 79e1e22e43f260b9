import type { Measured, Measurement, Spreads } from './benchmark.js';
import { median } from './figures.js';
import { acts, waits } from './journey.js';
import type { Machine } from './machine.js';
import { casesPerSecondOf, cpuInAll, cpuOf, ratiosOf } from './ratios.js';

/** One line of a table. */
export type Row = readonly string[];

const cpuRoles = ['api', 'worker', 'postgresql', 'temporal'] as const;

/** Everything that was measured, as tables for a terminal. */
export function report(measurement: Measurement): string {
  const { measured, options } = measurement;
  return [
    machineLines(measurement.machine),
    ...measured.map(({ name, says }) => `${name}: ${says}`),
    '',
    `Closed loop: ${options.cases} cases, ${options.concurrency} at once; ${options.rounds} rounds, median [least-most]`,
    table([['', 'cases/s', 'CPU ms/case', ...cpuRoles, 'others'], ...measured.map(throughputRow)]),
    ...(measured.some(({ rounds }) => rounds.some(({ cpu }) => cpu === undefined))
      ? ['CPU is not measured: this machine has no /proc.', '']
      : []),
    'Closed loop, ms p50/p95 (queueing included)',
    latencyTable(measured, ({ closed }) => closed),
    ...pacedLines(measured),
    ...historyLines(measured),
    'Goals',
    table(
      ratiosOf(measurement).map(({ name, value, goal, met }) => [name, value.toFixed(2), goal, met ? 'met' : 'missed']),
    ),
  ].join('\n');
}

/** On what it was measured. */
export function machineLines(machine: Machine): string {
  const { cores, processor, memoryGiB, confirmedWriteMs, node, postgresql, durability, temporal, product } = machine;
  return [
    '',
    `${cores} cores (${processor}), ${memoryGiB} GiB, a confirmed write in ${confirmedWriteMs.toFixed(2)} ms`,
    `Node ${node}, PostgreSQL ${postgresql}, Temporal ${temporal}; ${durability}`,
    `Front Door ${product}, commit ${machine.commit}`,
    '',
  ].join('\n');
}

function throughputRow(measured: Measured): Row {
  const perSecond = measured.rounds.map(({ casesPerSecond }) => casesPerSecond);
  const others = measured.rounds.flatMap((round) => round.others ?? []);
  return [
    measured.name,
    `${casesPerSecondOf(measured).toFixed(1)} [${Math.min(...perSecond).toFixed(1)}-${Math.max(...perSecond).toFixed(1)}]`,
    rounded(cpuInAll(measured)),
    ...cpuRoles.map((role) => rounded(cpuOf(measured, role))),
    others.length === 0 ? '-' : `${Math.round(100 * median(others))} %`,
  ];
}

function latencyTable(measured: readonly Measured[], of: (each: Measured) => Spreads | undefined): string {
  const rows = [...acts, ...waits].map((timed) => [
    timed,
    ...measured.map((each) => {
      const spread = of(each)?.[timed];
      return spread === undefined ? '-' : `${spread.p50.toFixed(1)}/${spread.p95.toFixed(1)}`;
    }),
  ]);
  return table([['', ...measured.map(({ name }) => name)], ...rows]);
}

function pacedLines(measured: readonly Measured[]): string[] {
  const answers = measured.flatMap(({ pacedAnswers }) => pacedAnswers ?? []);
  if (answers.length < measured.length) return [];
  const [first] = answers;
  return [
    `Paced, ms p50/p95 (one act at a time; ${first?.count ?? 0} answers each)`,
    latencyTable(measured, ({ paced }) => paced),
    table([['all answers', ...answers.map(({ p50, p95 }) => `${p50.toFixed(1)}/${p95.toFixed(1)}`)]]),
  ];
}

function historyLines(measured: readonly Measured[]): string[] {
  const rows = measured.flatMap(({ name, history }) =>
    history === undefined
      ? []
      : [
          [
            name,
            ...[history.events, history.bytes, history.workflowTasks, history.activities].map((value) =>
              value.toFixed(0),
            ),
            ...[history.localActivities, history.timers, history.signals].map((value) => value.toFixed(0)),
          ],
        ],
  );
  if (rows.length === 0) return [];
  const head = ['', 'events', 'bytes', 'workflow tasks', 'activities', 'local activities', 'timers', 'signals'];
  return ["Temporal's history of a paced case", table([head, ...rows])];
}

const rounded = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(0));

/** Columns padded to their widest cell; the first is flush left, the others right. */
export function table(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: Row): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [...rows.map((row) => `  ${line(row)}`), ''].join('\n');
}
