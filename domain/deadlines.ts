import type { WorkingCalendar } from './calendar.js';
import {
  ratingNames,
  type Clock,
  type Duration,
  type Policy,
  type RatedClock,
  type Rating,
  type Told,
} from './policy.js';
import { addWorkingDays, addWorkingDuration, workingTimeBetween } from './working-time.js';

/** A step of a ladder at its instant (RFC 3339, UTC, milliseconds). */
export interface PlannedStep {
  readonly step: string;
  readonly at: string;
  readonly tells: Told;
  readonly percent: number;
  readonly breach?: true;
}

/** Everything one running clock owes, with all instants fixed (RFC 3339, UTC, milliseconds). */
export interface ClockPlan {
  readonly clock: Clock;
  /** When the clock was started, even if that was out of hours. */
  readonly startsAt: string;
  readonly dueAt: string;
  /** Ascending by `at`. */
  readonly steps: readonly PlannedStep[];
  /** The rule in plain words: "Green: 3 working days". */
  readonly rule: string;
  readonly policyVersion: number;
  readonly calendarVersion: number;
}

/**
 * Fixes every instant of a clock that starts at `from`. Percentages of elapsed time are of elapsed time, those of working days
 * and working time are of the hub's working time, also beyond the due instant.
 *
 * @throws CalendarEndsError if a working clock or its ladder reaches a date that the calendar does not cover
 */
export function planClock(
  policy: Policy,
  calendar: WorkingCalendar,
  clock: RatedClock,
  from: Date,
  rating: Rating,
): ClockPlan;
export function planClock(
  policy: Policy,
  calendar: WorkingCalendar,
  clock: Exclude<Clock, RatedClock>,
  from: Date,
): ClockPlan;
export function planClock(
  policy: Policy,
  calendar: WorkingCalendar,
  clock: Clock,
  from: Date,
  rating?: Rating,
): ClockPlan {
  const { name, duration } = lengthOf(policy, clock, rating);
  const instantAt = paceOf(calendar, from, duration);
  return {
    clock,
    startsAt: from.toISOString(),
    dueAt: instantAt(100).toISOString(),
    steps: policy.ladders[clock].map((step) => ({ ...step, at: instantAt(step.percent).toISOString() })),
    rule: `${name}: ${inWords(duration)}`,
    policyVersion: policy.version,
    calendarVersion: calendar.version,
  };
}

function lengthOf(policy: Policy, clock: Clock, rating: Rating | undefined): { name: string; duration: Duration } {
  if (clock === 'statutory') return { name: 'Statutory', duration: policy.statutory.duration };
  if (rating === undefined)
    throw new TypeError(`The ${clock} clock runs by the rating of its case, and none was given.`);
  return { name: ratingNames[rating], duration: policy.ratings[rating].duration };
}

/** @returns the instant at which so many percent of the duration have passed since `from` */
function paceOf(calendar: WorkingCalendar, from: Date, duration: Duration): (percent: number) => Date {
  if (duration.unit === 'elapsed') {
    return (percent) => new Date(from.getTime() + Math.round((duration.milliseconds * percent) / 100));
  }
  const workingTime =
    duration.unit === 'working-time'
      ? duration.milliseconds
      : workingTimeBetween(calendar, from, addWorkingDays(calendar, from, duration.days));
  return (percent) => addWorkingDuration(calendar, from, Math.round((workingTime * percent) / 100));
}

const elapsedUnits = [
  { name: 'hour', milliseconds: 60 * 60 * 1000 },
  { name: 'minute', milliseconds: 60 * 1000 },
  { name: 'second', milliseconds: 1000 },
] as const;

/** A duration in the largest unit that leaves no fraction: "24 hours", "90 minutes", "3 working days". */
function inWords(duration: Duration): string {
  if (duration.unit === 'working-days') return counted(duration.days, 'working day');
  const { milliseconds } = duration;
  const unit = elapsedUnits.find((candidate) => milliseconds % candidate.milliseconds === 0) ?? {
    name: 'millisecond',
    milliseconds: 1,
  };
  return counted(
    milliseconds / unit.milliseconds,
    duration.unit === 'working-time' ? `working ${unit.name}` : unit.name,
  );
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * The first step of the ladder not yet taken.
 *
 * @param stepsTaken how many steps, from the bottom, are taken or overtaken
 */
export const nextStep = (plan: Pick<ClockPlan, 'steps'>, stepsTaken: number): PlannedStep | undefined =>
  plan.steps[stepsTaken];

/**
 * The steps to take now, in one go: the highest is sent, those below it are overtaken, so that after an outage people get one
 * message instead of three.
 *
 * @param stepsTaken how many steps, from the bottom, are taken or overtaken
 * @param graceMilliseconds a step is due so long after its instant, that moment included
 */
export function stepsDue(
  plan: Pick<ClockPlan, 'steps'>,
  stepsTaken: number,
  now: Date,
  graceMilliseconds: number,
): { overtaken: PlannedStep[]; send: PlannedStep | undefined } {
  const due = plan.steps.slice(stepsTaken).filter((step) => Date.parse(step.at) + graceMilliseconds <= now.getTime());
  return { overtaken: due.slice(0, -1), send: due.at(-1) };
}
