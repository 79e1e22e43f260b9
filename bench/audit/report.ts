import { median } from '../figures.js';
import { machineLines, table, type Row } from '../report.js';
import type { Measurement, Round } from './measure.js';

/** That many events, with as many looks, are verified in at most that many seconds. */
const goal = { events: 100_000, seconds: 10 } as const;

/** Everything that was measured, as a table for a terminal. */
export function report({ machine, load, options, rounds }: Measurement): string {
  const events = options.cases * options.events;
  const seconds = median(rounds.map((round) => round.seconds));
  return [
    machineLines(machine),
    `Load before the rounds ${load.toFixed(1)}`,
    `audit:verify of ${events} events of ${options.cases} cases and ${options.looks} looks, ${options.days} sealed days`,
    table([['', 'seconds', 'CPU s program', 'PostgreSQL', 'others'], ...rounds.map(roundRow)]),
    `Median ${seconds.toFixed(2)} s: ${perSecond(events, seconds)} events and ${perSecond(options.looks, seconds)} looks a second`,
    goalLine(events, seconds),
  ].join('\n');
}

const roundRow = ({ seconds, cpu, others }: Round, index: number): Row => [
  `round ${index + 1}`,
  seconds.toFixed(2),
  cpu?.program.toFixed(2) ?? '-',
  cpu?.postgresql.toFixed(2) ?? '-',
  others === undefined ? '-' : `${Math.round(100 * others)} %`,
];

const goalLine = (events: number, seconds: number): string =>
  events < goal.events
    ? `The goal is for ${goal.events} events`
    : `Goal, at most ${goal.seconds} s: ${seconds <= goal.seconds ? 'met' : 'missed'}`;

const perSecond = (count: number, seconds: number): string => Math.round(count / seconds).toString();
