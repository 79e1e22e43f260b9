import type { Spread } from '../figures.js';
import { machineLines, table, type Row } from '../report.js';
import type { Measurement } from './measure.js';
import type { MeasuredPage } from './page-times.js';

/** Goals, in milliseconds at the 95th percentile of a page asked for alone, and in bytes of a first page with all that it loads. */
const goals = { page: 300, board: 150, firstPageBytes: 150_000 } as const;

/** Everything that was measured, as a table for a terminal. */
export function report({ machine, load, others, options, pages, assets }: Measurement): string {
  const slowestFirst = [...pages].sort((a, b) => b.alone.p95 - a.alone.p95);
  const board = pages.filter(({ name }) => name.startsWith('/board'));
  return [
    machineLines(machine),
    `Load before the pages ${load.toFixed(1)}${others === undefined ? '' : `; others had ${Math.round(100 * others)} % of the machine meanwhile`}`,
    `${options.cases} cases, ${options.open} in flight, ${options.looks} looks; each page ${options.requests} times, ms p50/p95`,
    table([
      ['', 'as', 'alone', `${options.concurrency} at once`, 'CPU ms API', 'PostgreSQL', 'bytes', 'gzipped'],
      ...slowestFirst.map(pageRow),
    ]),
    goalLine('Every page', worst(pages), goals.page),
    goalLine('The board', worst(board), goals.board),
    `A first board weighs ${kilobytes(assets + largest(board))} kB compressed, ${kilobytes(assets)} kB of it style and scripts (goal: ${kilobytes(goals.firstPageBytes)})`,
  ].join('\n');
}

const pageRow = ({ name, persona, alone, amongOthers, cpu, bytes, gzipped }: MeasuredPage): Row => [
  ...[name, persona, inWords(alone), amongOthers === undefined ? '-' : inWords(amongOthers)],
  ...[cpu.api.toFixed(1), cpu.postgresql.toFixed(1), bytes.toString(), gzipped.toString()],
];

const inWords = ({ p50, p95 }: Spread): string => `${p50.toFixed(1)}/${p95.toFixed(1)}`;

const worst = (pages: readonly MeasuredPage[]): number => Math.max(...pages.map(({ alone }) => alone.p95));
const largest = (pages: readonly MeasuredPage[]): number => Math.max(...pages.map(({ gzipped }) => gzipped));

const goalLine = (what: string, p95: number, goal: number): string =>
  `${what}: p95 at most ${p95.toFixed(0)} ms; the goal, at most ${goal} ms: ${p95 <= goal ? 'met' : 'missed'}`;

const kilobytes = (bytes: number): string => Math.round(bytes / 1000).toString();
