import { setTimeout as pause } from 'node:timers/promises';
import { checksPerCase, Journey, type CaseInHand, type Site, type Times } from './journey.js';

/** Cases that each contestant keeps open during the paced phase. */
export const openCases = 10;

/** After each act: enough for what it set off to be over, so that the next act meets an idle machine. */
const pauseMs = 40;
/** Before another contestant's turn: what the last act set off is over. */
const betweenTurnsMs = 100;

/** One contestant's share of the paced phase. */
export interface PacedRun {
  readonly site: Site;
  readonly times: Times;
  /** Of its cases, as they are opened. */
  readonly references: string[];
}

interface Turn {
  readonly journey: Journey;
  readonly cases: CaseInHand[];
}

/**
 * Takes ten cases of each contestant through the process, one act at a time, with the machine idle in between. The contestants
 * take turns after every ten acts, so that a disturbance from outside meets all of them.
 */
export async function pacedBatch(runs: readonly PacedRun[]): Promise<void> {
  const turns = runs.map(({ site, times }) => ({ journey: new Journey(site, times), cases: [] as CaseInHand[] }));
  await inTurns(turns, async ({ journey, cases }) => {
    cases.push(await journey.open());
  });
  for (let check = 0; check < checksPerCase; check += 1) {
    await inTurns(turns, ({ journey, cases }, place) => journey.readCheck(caseAt(cases, place), check));
    await inTurns(turns, ({ journey, cases }, place) => journey.answer(caseAt(cases, place), check));
  }
  await inTurns(turns, async ({ journey, cases }, place) => {
    await journey.decide(caseAt(cases, place));
    await journey.untilTold(caseAt(cases, place));
  });
  turns.forEach(({ cases }, contestant) => {
    runs[contestant]?.references.push(...cases.map(({ reference }) => reference));
  });
}

/** Ten acts of one contestant, then ten of the next. */
async function inTurns(turns: readonly Turn[], act: (turn: Turn, place: number) => Promise<void>): Promise<void> {
  for (const turn of turns) {
    for (let place = 0; place < openCases; place += 1) {
      await act(turn, place);
      await pause(pauseMs);
    }
    await pause(betweenTurnsMs);
  }
}

function caseAt(cases: readonly CaseInHand[], place: number): CaseInHand {
  const found = cases[place];
  if (found === undefined) throw new Error('Fewer cases were opened than are to be answered');
  return found;
}
