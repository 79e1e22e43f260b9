import { TZDate } from '@date-fns/tz';
import { CalendarEndsError, weekdays, type WorkingCalendar } from './calendar.js';

/*
 * Arithmetic on the time in which a hub works. An instant outside the hub's hours counts as the next opening, and so does the
 * instant of closing. Every function takes and gives instants, and throws a `CalendarEndsError` as soon as it would have to
 * know of a date that the calendar does not cover.
 */

/** A local date as days since 1970-01-01: free of zones, so that stepping from day to day cannot stumble over a clock change. */
type DayNumber = number;

/** The working period of one day, as epoch milliseconds: `[opens, closes)`. */
interface Opening {
  readonly day: DayNumber;
  readonly opens: number;
  readonly closes: number;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

const civilDate = (day: DayNumber): Date => new Date(day * dayMilliseconds);

function localDay(calendar: WorkingCalendar, at: number): DayNumber {
  const local = new TZDate(at, calendar.timeZone);
  return Date.UTC(local.getFullYear(), local.getMonth(), local.getDate()) / dayMilliseconds;
}

function instantAt(calendar: WorkingCalendar, day: DayNumber, localTime: string): number {
  const date = civilDate(day);
  const [hours = 0, minutes = 0] = localTime.split(':').map(Number);
  return new TZDate(
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    hours,
    minutes,
    calendar.timeZone,
  ).getTime();
}

function computeOpening(calendar: WorkingCalendar, day: DayNumber): Opening | undefined {
  const date = civilDate(day).toISOString().slice(0, 10);
  if (date < calendar.completeFrom || date > calendar.completeUntil) throw new CalendarEndsError(calendar, date);
  if (calendar.holidays.includes(date)) return undefined;

  const weekday = weekdays[civilDate(day).getUTCDay()];
  const hours = weekday && calendar.hours[weekday];
  return hours && { day, opens: instantAt(calendar, day, hours.opens), closes: instantAt(calendar, day, hours.closes) };
}

/** Zone look-ups are by far the dearest part of a plan, and a plan asks for the same few days many times. */
const openingsOf = new WeakMap<WorkingCalendar, Map<DayNumber, Opening | undefined>>();

/** @returns the working period of a day; undefined on a day off */
function openingOn(calendar: WorkingCalendar, day: DayNumber): Opening | undefined {
  const known = openingsOf.get(calendar) ?? new Map<DayNumber, Opening | undefined>();
  openingsOf.set(calendar, known);
  if (!known.has(day)) known.set(day, computeOpening(calendar, day));
  return known.get(day);
}

function firstOpeningFrom(calendar: WorkingCalendar, from: DayNumber): Opening {
  for (let day = from; ; day += 1) {
    const opening = openingOn(calendar, day);
    if (opening !== undefined) return opening;
  }
}

/** The working period that holds an instant, or else the next one. */
function openingAt(calendar: WorkingCalendar, at: number): Opening {
  const today = openingOn(calendar, localDay(calendar, at));
  if (today !== undefined && at < today.closes) return today;
  return firstOpeningFrom(calendar, localDay(calendar, at) + 1);
}

/** True from the instant of opening on; false from the instant of closing on, and all day on a day off. */
export function isWithinHours(calendar: WorkingCalendar, at: Date): boolean {
  const today = openingOn(calendar, localDay(calendar, at.getTime()));
  return today !== undefined && today.opens <= at.getTime() && at.getTime() < today.closes;
}

/** The instant itself within hours, otherwise the next instant at which the hub opens. */
export function nextOpening(calendar: WorkingCalendar, at: Date): Date {
  return new Date(Math.max(at.getTime(), openingAt(calendar, at.getTime()).opens));
}

/**
 * The same local time of day, `days` working days later. Where the hours of that day do not reach the time of day, its next
 * opening.
 *
 * @param days whole working days, 0 or more
 */
export function addWorkingDays(calendar: WorkingCalendar, at: Date, days: number): Date {
  if (!Number.isInteger(days) || days < 0) throw new RangeError(`${days} is no whole number of working days.`);

  const start = nextOpening(calendar, at);
  let opening = openingAt(calendar, start.getTime());
  for (let left = days; left > 0; left -= 1) opening = firstOpeningFrom(calendar, opening.day + 1);

  return nextOpening(calendar, new Date(atTimeOfDay(calendar, opening.day, start)));
}

/** The local time of day that `model` has, on another day. */
function atTimeOfDay(calendar: WorkingCalendar, day: DayNumber, model: Date): number {
  const date = civilDate(day);
  const local = new TZDate(model, calendar.timeZone);
  return new TZDate(
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    local.getHours(),
    local.getMinutes(),
    local.getSeconds(),
    local.getMilliseconds(),
    calendar.timeZone,
  ).getTime();
}

/**
 * The instant before which the hub has worked for so long.
 *
 * @param milliseconds of working time, 0 or more; 0 gives the next opening
 */
export function addWorkingDuration(calendar: WorkingCalendar, at: Date, milliseconds: number): Date {
  if (!(milliseconds >= 0)) throw new RangeError(`${milliseconds} is no length of working time.`);

  let opening = openingAt(calendar, at.getTime());
  let start = Math.max(at.getTime(), opening.opens);
  let left = milliseconds;
  while (left >= opening.closes - start) {
    left -= opening.closes - start;
    opening = firstOpeningFrom(calendar, opening.day + 1);
    start = opening.opens;
  }
  return new Date(start + left);
}

/** @returns milliseconds of working time in `[from, to)`; 0 where `to` is not after `from` */
export function workingTimeBetween(calendar: WorkingCalendar, from: Date, to: Date): number {
  const last = localDay(calendar, to.getTime());
  let total = 0;
  for (let day = localDay(calendar, from.getTime()); day <= last; day += 1) {
    const opening = openingOn(calendar, day);
    if (opening === undefined) continue;
    total += Math.max(0, Math.min(to.getTime(), opening.closes) - Math.max(from.getTime(), opening.opens));
  }
  return total;
}
