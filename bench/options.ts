import { parseArgs } from 'node:util';

/** How much the benchmark does. Every figure is bounded, so that a run ends. */
export interface Options {
  /** Cases of one closed-loop round. */
  readonly cases: number;
  /** Cases that the closed loop keeps open at once. */
  readonly concurrency: number;
  /** Closed-loop rounds of each contestant, after a warm-up. */
  readonly rounds: number;
  /** Cases of the paced phase, of each contestant; 0 leaves the phase out. */
  readonly pacedCases: number;
  /** File for everything that was measured, as JSON. */
  readonly json: string | undefined;
}

/** An option that is a whole number within bounds. */
export interface NumberOption<Name extends string = string> {
  readonly name: Name;
  readonly fallback: number;
  readonly least: number;
  readonly most: number;
  readonly says: string;
}

const numbers: readonly NumberOption<'cases' | 'concurrency' | 'rounds' | 'paced-cases'>[] = [
  { name: 'cases', fallback: 100, least: 1, most: 2000, says: 'cases of one closed-loop round' },
  { name: 'concurrency', fallback: 10, least: 1, most: 100, says: 'cases that the closed loop keeps open at once' },
  { name: 'rounds', fallback: 5, least: 1, most: 20, says: 'closed-loop rounds of each contestant' },
  { name: 'paced-cases', fallback: 30, least: 0, most: 500, says: 'cases of each contestant in the paced phase' },
];

/** What the person is told who asks for help or mistypes. */
export const usage = [
  'npm run bench -- [options]',
  '',
  ...numbers.map(({ name, fallback, says }) => `  --${`${name} <n>`.padEnd(18)}${says} (${fallback})`),
  `  --${'json <file>'.padEnd(18)}writes everything that was measured to a file`,
].join('\n');

/** An option that cannot be read, in a sentence for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the command line.
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options {
  const given = parse(args);
  const numberOf = (name: (typeof numbers)[number]['name']): number => {
    const option = numbers.find((each) => each.name === name);
    if (option === undefined) throw new Error(`There is no option ${name}`);
    return wholeNumber(option, given[name]);
  };
  return {
    cases: numberOf('cases'),
    concurrency: numberOf('concurrency'),
    rounds: numberOf('rounds'),
    pacedCases: numberOf('paced-cases'),
    json: given.json,
  };
}

function parse(args: readonly string[]): Partial<Record<string, string>> {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { cases: text, concurrency: text, rounds: text, 'paced-cases': text, json: text },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}

/**
 * The number that was given, or the one that stands for none.
 * @throws UsageError
 */
export function wholeNumber({ name, fallback, least, most }: NumberOption, text: string | undefined): number {
  if (text === undefined) return fallback;
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`--${name} is "${text}": give a whole number from ${least} to ${most}.`);
}
