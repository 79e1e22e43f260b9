import { parseArgs } from 'node:util';
import { UsageError, wholeNumber, type NumberOption } from '../options.js';

/** How large the record is, and how often each page is asked for. Every figure is bounded, so that a run ends. */
export interface Options {
  readonly cases: number;
  /** Of the cases, those in flight. */
  readonly open: number;
  readonly looks: number;
  /** Requests of each page, one at a time. */
  readonly requests: number;
  /** At once, in the second pass; 1 leaves it out. */
  readonly concurrency: number;
  /** File for everything that was measured, as JSON. */
  readonly json: string | undefined;
}

type Name = 'cases' | 'open' | 'looks' | 'requests' | 'concurrency';

const numbers: readonly NumberOption<Name>[] = [
  { name: 'cases', fallback: 50_000, least: 2000, most: 200_000, says: 'cases of the record' },
  { name: 'open', fallback: 5000, least: 50, most: 50_000, says: 'of them in flight' },
  { name: 'looks', fallback: 300_000, least: 0, most: 2_000_000, says: 'looks at them' },
  { name: 'requests', fallback: 60, least: 5, most: 500, says: 'requests of each page, one at a time' },
  { name: 'concurrency', fallback: 4, least: 1, most: 16, says: 'requests at once in the second pass, 1 for none' },
];

const usage = [
  'npm run bench:pages -- [options]',
  '',
  ...numbers.map(({ name, fallback, says }) => `  --${`${name} <n>`.padEnd(18)}${says} (${fallback})`),
  `  --${'json <file>'.padEnd(18)}writes everything that was measured to a file`,
].join('\n');

/**
 * Reads the command line.
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options {
  const given = parse(args);
  const [cases, open, looks, requests, concurrency] = numbers.map((option) => wholeNumber(option, given[option.name]));
  const options = {
    ...{ cases: cases ?? 0, open: open ?? 0, looks: looks ?? 0, requests: requests ?? 0 },
    ...{ concurrency: concurrency ?? 1, json: given.json },
  };
  if (options.open < options.cases) return options;
  throw new UsageError(`--open is ${options.open}: give fewer than there are cases (${options.cases}).`);
}

function parse(args: readonly string[]): Partial<Record<string, string>> {
  const text = { type: 'string' } as const;
  try {
    const options = { cases: text, open: text, looks: text, requests: text, concurrency: text, json: text } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}
