import type { Measured, Measurement, Round } from './benchmark.js';
import { median } from './figures.js';

/** A figure that the project has set itself a goal for. It is reported, whatever it is. */
export interface Ratio {
  readonly name: string;
  readonly value: number;
  readonly goal: string;
  readonly met: boolean;
}

export const casesPerSecondOf = ({ rounds }: Measured): number =>
  median(rounds.map(({ casesPerSecond }) => casesPerSecond));

/** CPU time of a case in milliseconds by process, the median of the rounds; undefined where it was not measured. */
export function cpuOf({ rounds }: Measured, role: string): number | undefined {
  const values = rounds.flatMap(({ cpu }) => cpu?.[role] ?? []);
  return values.length === 0 ? undefined : median(values);
}

/** CPU time of a case in milliseconds, of all processes together. */
export function cpuInAll({ rounds }: Measured): number | undefined {
  const sums = rounds.flatMap(sumOf);
  return sums.length === 0 ? undefined : median(sums);
}

const sumOf = ({ cpu }: Round): number[] =>
  cpu === undefined ? [] : [Object.values(cpu).reduce((sum, time) => sum + time, 0)];

/** The figures with a goal, as far as they were measured. */
export function ratiosOf({ measured }: Measurement): readonly Ratio[] {
  const of = (name: Measured['name']): Measured => {
    const found = measured.find((each) => each.name === name);
    if (found === undefined) throw new Error(`${name} was not measured`);
    return found;
  };
  const [product, textbook, plain] = [of('product'), of('textbook'), of('plain')];
  return [
    atLeast('cases/s: product / textbook', 1.8, casesPerSecondOf(product) / casesPerSecondOf(textbook)),
    atMost('CPU per case: product / textbook', 0.6, quotient(cpuInAll(product), cpuInAll(textbook))),
    atMost('paced answer, p95: product / plain', 1.5, quotient(product.pacedAnswers?.p95, plain.pacedAnswers?.p95)),
    atMost('history events per case: product', 60, product.history?.events),
  ].flat();
}

const quotient = (value: number | undefined, by: number | undefined): number | undefined =>
  value === undefined || by === undefined ? undefined : value / by;

const atLeast = (name: string, goal: number, value: number): Ratio[] => [
  { name, value, goal: `at least ${goal}`, met: value >= goal },
];

const atMost = (name: string, goal: number, value: number | undefined): Ratio[] =>
  value === undefined ? [] : [{ name, value, goal: `at most ${goal}`, met: value <= goal }];
