import { weekdays, type WorkingCalendar } from '../../domain/calendar.js';

/*
 * Working time in London found the slow way, for comparison: time is walked through step by step, the clock change is taken from
 * the law and not from a zone database, and nothing is shared with the code under test.
 */

export const step = 5 * 60_000;

/** 01:00 UTC on the last Sunday of a month. */
function lastSunday(year: number, month: number): number {
  const lastDay = new Date(Date.UTC(year, month, 0));
  return Date.UTC(year, month - 1, lastDay.getUTCDate() - lastDay.getUTCDay(), 1);
}

/** London's wall clock, as a Date whose UTC fields show it. */
function wallClock(at: number): Date {
  const year = new Date(at).getUTCFullYear();
  const summer = at >= lastSunday(year, 3) && at < lastSunday(year, 10);
  return new Date(at + (summer ? 3_600_000 : 0));
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

export const minuteOfDay = (at: number): number => wallClock(at).getUTCHours() * 60 + wallClock(at).getUTCMinutes();

export function isWorking(calendar: WorkingCalendar, at: number): boolean {
  const wall = wallClock(at);
  const weekday = weekdays[wall.getUTCDay()];
  const hours = weekday && calendar.hours[weekday];
  if (hours === undefined) return false;
  const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes();
  if (minute < minutesOf(hours.opens) || minute >= minutesOf(hours.closes)) return false;
  return !calendar.holidays.includes(wall.toISOString().slice(0, 10));
}

/** The first working step at or after an instant on the grid. */
export function walkToWork(calendar: WorkingCalendar, from: number): number {
  let at = from;
  while (!isWorking(calendar, at)) at += step;
  return at;
}

export function walkWorkingTime(calendar: WorkingCalendar, from: number, milliseconds: number): number {
  let at = walkToWork(calendar, from);
  for (let left = milliseconds; left > 0; left -= step) at = walkToWork(calendar, at + step);
  return at;
}

export function countWorkingTime(calendar: WorkingCalendar, from: number, to: number): number {
  let total = 0;
  for (let at = from; at < to; at += step) if (isWorking(calendar, at)) total += step;
  return total;
}

/** Walks on until the wall clock stands at the time of day it started from, so many dates with work later. */
export function walkWorkingDays(calendar: WorkingCalendar, from: number, days: number): number {
  const start = walkToWork(calendar, from);
  const dateOf = (at: number): string => wallClock(at).toISOString().slice(0, 10);
  let date = dateOf(start);
  let passed = 0;
  for (let at = start; ; at = walkToWork(calendar, at + step)) {
    if (dateOf(at) !== date) {
      date = dateOf(at);
      passed += 1;
    }
    if (passed > days || (passed === days && minuteOfDay(at) >= minuteOfDay(start))) return at;
  }
}
