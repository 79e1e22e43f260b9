import { median } from '../figures.js';
import { acts, timesPerCase, type Act } from './acts.js';
import { bare, whole } from './contenders.js';
import type { Measured, Measurement, Round, Used } from './measure.js';

/** At most this much of an act's CPU may be security. */
export const goal = 0.25;

/** The CPU of an act, or of all acts of a case, in milliseconds, with security and without. */
export interface Share {
  readonly of: Act | 'case';
  readonly with: Used;
  readonly without: Used;
  readonly ratio: number;
  /** (with - without) / with */
  readonly share: number;
}

type OfRound = (round: Round) => Used;

const ofAct =
  (act: Act): OfRound =>
  (round) =>
    round.acts[act];

/** Every act as often as a case has it. */
const ofCase: OfRound = (round) => ({
  api: acts.reduce((sum, act) => sum + round.acts[act].api * timesPerCase[act], 0),
  postgresql: acts.reduce((sum, act) => sum + round.acts[act].postgresql * timesPerCase[act], 0),
});

const sum = ({ api, postgresql }: Used): number => api + postgresql;

const totalOf = ({ rounds }: Measured, of: OfRound): number => median(rounds.map((round) => sum(of(round))));

const medians = ({ rounds }: Measured, of: OfRound): Used => ({
  api: median(rounds.map((round) => of(round).api)),
  postgresql: median(rounds.map((round) => of(round).postgresql)),
});

/** Medians over the rounds: of each act, and of the whole case. */
export function sharesOf({ measured }: Measurement): Share[] {
  const [first, second] = [contender(measured, whole.name), contender(measured, bare.name)];
  const rows: [Share['of'], OfRound][] = [...acts.map((act): [Act, OfRound] => [act, ofAct(act)]), ['case', ofCase]];
  return rows.map(([name, of]) => {
    const [all, less] = [totalOf(first, of), totalOf(second, of)];
    return {
      of: name,
      with: medians(first, of),
      without: medians(second, of),
      ratio: all / less,
      share: (all - less) / all,
    };
  });
}

/** What it costs to have a part: by how much less it takes to do without that part alone, as a share of the whole. */
export interface PartShare {
  readonly name: string;
  readonly acts: Readonly<Record<Act | 'case', number>>;
}

export function partSharesOf({ measured }: Measurement): PartShare[] {
  const first = contender(measured, whole.name);
  return measured
    .filter(({ name }) => name !== whole.name && name !== bare.name)
    .map((each) => {
      const share = (of: OfRound): number => 1 - totalOf(each, of) / totalOf(first, of);
      const ofActs = acts.map((act) => [act, share(ofAct(act))]);
      return { name: each.name, acts: { ...Object.fromEntries(ofActs), case: share(ofCase) } as PartShare['acts'] };
    });
}

/** The CPU of the process behind a case in milliseconds, with and without. */
export function processOf({ measured }: Measurement): { with: number; without: number } {
  const of = (name: string): number => median(contender(measured, name).rounds.map(({ process }) => process));
  return { with: of(whole.name), without: of(bare.name) };
}

function contender(measured: readonly Measured[], name: string): Measured {
  const found = measured.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  return found;
}
