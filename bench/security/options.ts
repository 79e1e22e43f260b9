import { parseArgs } from 'node:util';
import { UsageError, wholeNumber, type NumberOption } from '../options.js';

/** How much is measured. Every figure is bounded, so that a run ends. */
export interface Options {
  /** Rounds with, and as many without. */
  readonly rounds: number;
  /** Cases of one round. */
  readonly cases: number;
  /** Whether each part is also left out alone. */
  readonly parts: boolean;
  /** File for everything that was measured, as JSON. */
  readonly json: string | undefined;
}

const rounds: NumberOption = { name: 'rounds', fallback: 10, least: 1, most: 50, says: 'rounds with, and without' };
const cases: NumberOption = { name: 'cases', fallback: 12, least: 1, most: 100, says: 'cases of a round' };

const usage = [
  'npm run bench:security -- [options]',
  '',
  ...[rounds, cases].map(({ name, fallback, says }) => `  --${`${name} <n>`.padEnd(14)}${says} (${fallback})`),
  `  --${'parts'.padEnd(14)}leaves out each part alone as well: where the cost is`,
  `  --${'json <file>'.padEnd(14)}writes everything that was measured to a file`,
].join('\n');

/**
 * Reads the command line.
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options {
  const given = parse(args);
  return {
    rounds: wholeNumber(rounds, given.rounds),
    cases: wholeNumber(cases, given.cases),
    parts: given.parts === true,
    json: given.json,
  };
}

interface Given {
  readonly rounds?: string | undefined;
  readonly cases?: string | undefined;
  readonly parts?: boolean | undefined;
  readonly json?: string | undefined;
}

function parse(args: readonly string[]): Given {
  const text = { type: 'string' } as const;
  try {
    const options = { rounds: text, cases: text, parts: { type: 'boolean' }, json: text } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}
