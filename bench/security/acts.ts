import { checksPerCase, Journey, noTimes, type CaseInHand, type Site } from '../journey.js';
import type { Call } from '../client.js';

/** What is measured, and how often a case has it. */
export const timesPerCase = {
  submit: 1,
  screen: 1,
  'read check': checksPerCase,
  claim: checksPerCase,
  answer: checksPerCase,
  'read case': 1,
  board: 1,
  decide: 1,
} as const;
export type Act = keyof typeof timesPerCase;
export const acts = Object.keys(timesPerCase) as Act[];

/** Many acts of one kind, one after the other. */
export interface Phase {
  readonly act: Act;
  readonly count: number;
  readonly run: () => Promise<void>;
  /** Waits until what they set off has come as far as the next phase needs. */
  readonly settled: () => Promise<void>;
}

/** Reads that a case has once are repeated, so that there is something to measure. */
const readsOfEach = 4;

/** Takes so many cases through all acts together: the first act for every case, then the next. */
export function phasesOf(site: Site, cases: number): readonly Phase[] {
  const journey = new Journey(site, noTimes());
  const references: string[] = [];
  const inHand: CaseInHand[] = [];
  const nothing = (): Promise<void> => Promise.resolve();
  const each = (work: (reference: string) => Promise<unknown>) => async (): Promise<void> => {
    for (const reference of references) await work(reference);
  };
  const eachCheck = (work: (found: CaseInHand, index: number) => Promise<unknown>) => async (): Promise<void> => {
    for (let index = 0; index < checksPerCase; index += 1) for (const found of inHand) await work(found, index);
  };
  const eachRead = (pathOf: (reference: string) => string): (() => Promise<void>) =>
    each(async (reference) => {
      for (let count = 0; count < readsOfEach; count += 1) await call(site, 'decision-maker', pathOf(reference));
    });
  const checks = cases * checksPerCase;
  return [
    {
      ...{ act: 'submit', count: cases },
      run: async () => {
        for (let count = 0; count < cases; count += 1) references.push(await journey.submit());
      },
      settled: each((reference) => journey.untilAcknowledged(reference)),
    },
    {
      ...{ act: 'screen', count: cases },
      run: each((reference) => journey.screen(reference)),
      settled: each(async (reference) => inHand.push(await journey.untilAsked(reference))),
    },
    { ...{ act: 'read check', count: checks, settled: nothing }, run: eachCheck((...of) => journey.readCheck(...of)) },
    { ...{ act: 'claim', count: checks, settled: nothing }, run: eachCheck((...of) => claim(site, ...of)) },
    { ...{ act: 'answer', count: checks, settled: nothing }, run: eachCheck((...of) => journey.answer(...of)) },
    {
      ...{ act: 'read case', count: cases * readsOfEach, settled: nothing },
      run: eachRead((reference) => `/api/cases/${reference}`),
    },
    { ...{ act: 'board', count: cases * readsOfEach, settled: nothing }, run: eachRead(() => '/api/cases') },
    {
      ...{ act: 'decide', count: cases },
      run: async () => {
        for (const found of inHand) await journey.decide(found);
      },
      settled: async () => {
        for (const found of inHand) await journey.untilTold(found);
      },
    },
  ];
}

async function claim(site: Site, { checks }: CaseInHand, index: number): Promise<void> {
  const { id = '', persona = '' } = checks[index] ?? {};
  await call(site, persona, `/api/checks/${id}/claim`, 'POST');
}

/** One call by a persona, whatever it answers. @throws Error for a refusal */
export async function call(site: Site, persona: string, path: string, method: Call['method'] = 'GET'): Promise<void> {
  await site.client.call({ method, path, token: site.tokens.get(persona) ?? '' });
}
