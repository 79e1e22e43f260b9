import { parseArgs } from 'node:util';
import { UsageError, wholeNumber, type NumberOption } from '../options.js';

/** How large a record is verified, and how often. Every figure is bounded, so that a run ends. */
export interface Options {
  readonly cases: number;
  /** Of each case. */
  readonly events: number;
  readonly looks: number;
  /** Sealed days over which cases and looks are spread. */
  readonly days: number;
  readonly rounds: number;
  /** File for everything that was measured, as JSON. */
  readonly json: string | undefined;
}

const numbers: readonly NumberOption<'cases' | 'events' | 'looks' | 'days' | 'rounds'>[] = [
  { name: 'cases', fallback: 5000, least: 1, most: 50_000, says: 'cases of the record' },
  { name: 'events', fallback: 20, least: 1, most: 200, says: 'events of each case' },
  { name: 'looks', fallback: 100_000, least: 0, most: 1_000_000, says: 'looks, over all days' },
  { name: 'days', fallback: 28, least: 1, most: 365, says: 'sealed days' },
  { name: 'rounds', fallback: 3, least: 1, most: 20, says: 'times that all of it is verified' },
];

const usage = [
  'npm run bench:audit -- [options]',
  '',
  ...numbers.map(({ name, fallback, says }) => `  --${`${name} <n>`.padEnd(14)}${says} (${fallback})`),
  `  --${'json <file>'.padEnd(14)}writes everything that was measured to a file`,
].join('\n');

/**
 * Reads the command line.
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options {
  const given = parse(args);
  const [cases, events, looks, days, rounds] = numbers.map((option) => wholeNumber(option, given[option.name]));
  return {
    cases: cases ?? 0,
    events: events ?? 0,
    looks: looks ?? 0,
    days: days ?? 0,
    rounds: rounds ?? 0,
    json: given.json,
  };
}

function parse(args: readonly string[]): Partial<Record<string, string>> {
  const text = { type: 'string' } as const;
  try {
    const options = { cases: text, events: text, looks: text, days: text, rounds: text, json: text } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}
