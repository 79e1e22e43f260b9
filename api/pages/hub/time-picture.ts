import type { CaseView } from '../../../records/case-view.js';
import { inHub } from '../frame/formats.js';
import { calledAgency } from './checks-shown.js';
import { clockState } from './clock-state.js';
import { clockWords, wordsOf } from './words.js';

/*
 * A case in time: a bar for each clock from its start to its end, with its deadline, and a line for each moment. Lengths are in units of the
 * picture, which is scaled to the window; what it shows stands in a table as well.
 */

const width = 960;
/** Room for the names of the bars. */
const left = 260;
const right = 20;
const rowHeight = 30;
const barHeight = 14;
/** Room for the names of the moments. */
const top = 40;

interface Bar {
  label: string;
  y: number;
  textY: number;
  x: number;
  width: number;
  fill: string;
  dueX: number;
  dueY: number;
}

interface Moment {
  label: string;
  x: number;
  /** Where its name begins, and on which side of the line. */
  anchor: 'start' | 'end';
  textX: number;
  textY: number;
}

/** One clock as a row of the table. */
interface ClockRow {
  what: string;
  from: string;
  due: string;
  ended: string;
  state: string;
}

export interface Picture {
  width: number;
  height: number;
  top: number;
  barHeight: number;
  bars: Bar[];
  moments: Moment[];
  rows: ClockRow[];
  moves: { what: string; at: string }[];
  says: string;
}

const fills = { met: '#0f7a52', missed: '#ca3535', running: '#1d70b8' } as const;

type Deadline = CaseView['deadlines'][number];

/** @param now where the clocks that run are cut off */
export function pictureOf(view: CaseView, now: Date): Picture {
  const moves = momentsOf(view, now);
  const instants = [
    ...moves.map(({ at }) => at.getTime()),
    ...view.deadlines.flatMap(({ startsAt, dueAt }) => [Date.parse(startsAt), Date.parse(dueAt)]),
  ];
  const [first, last] = [Math.min(...instants), Math.max(...instants)];
  const span = Math.max(last - first, 1);
  const xOf = (instant: number): number => Math.round(left + ((instant - first) / span) * (width - left - right));
  const height = top + moves.length * 16 + view.deadlines.length * rowHeight + 10;
  const barsFrom = top + moves.length * 16;
  return {
    ...{ width, height, top: 10, barHeight },
    bars: view.deadlines.map((deadline, row) => barOf(deadline, { view, now, xOf, y: barsFrom + row * rowHeight })),
    moments: moves.map(({ label, at }, row) => {
      const x = xOf(at.getTime());
      const anchor = x > width / 2 ? 'end' : 'start';
      return { label, x, anchor, textX: anchor === 'end' ? x - 6 : x + 6, textY: 22 + row * 16 };
    }),
    rows: view.deadlines.map((deadline) => rowOf(deadline, view)),
    moves: moves.map(({ label, at }) => ({ what: label, at: inHub(at) })),
    says: `From ${inHub(new Date(first))} to ${inHub(new Date(last))}: ${view.deadlines.length} clocks, and what happened meanwhile.`,
  };
}

interface Drawn {
  view: CaseView;
  now: Date;
  xOf: (instant: number) => number;
  y: number;
}

function barOf(deadline: Deadline, { view, now, xOf, y }: Drawn): Bar {
  const from = xOf(Date.parse(deadline.startsAt));
  const until = xOf(deadline.settledAt === null ? now.getTime() : Date.parse(deadline.settledAt));
  const dueX = xOf(Date.parse(deadline.dueAt));
  return {
    ...{ label: nameOfClock(deadline, view), y, textY: y + barHeight - 2 },
    ...{ x: from, width: Math.max(until - from, 2), dueX, dueY: y - 4 },
    fill: deadline.breachedAt !== null ? fills.missed : deadline.settledAt === null ? fills.running : fills.met,
  };
}

function nameOfClock({ clock, check }: Deadline, { checks }: CaseView): string {
  const asked = checks.find(({ id }) => id === check);
  return asked === undefined ? wordsOf(clockWords, clock) : `${calledAgency(asked)} check`;
}

const rowOf = (deadline: Deadline, view: CaseView): ClockRow => ({
  what: nameOfClock(deadline, view),
  from: inHub(deadline.startsAt),
  due: inHub(deadline.dueAt),
  ended: deadline.settledAt === null ? 'Still running' : inHub(deadline.settledAt),
  state: clockState(deadline).text,
});

/** The moments at which the case moved on, and now. */
function momentsOf(
  { receivedAt, screenings, decisions, closedAt }: CaseView,
  now: Date,
): { label: string; at: Date }[] {
  const decided = decisions[0];
  return [
    { label: 'Received', at: new Date(receivedAt) },
    ...screenings.map(({ at }) => ({ label: 'Screened', at: new Date(at) })),
    ...(decided === undefined ? [] : [{ label: 'Decided', at: new Date(decided.at) }]),
    closedAt === null ? { label: 'Now', at: now } : { label: 'Closed', at: new Date(closedAt) },
  ];
}
