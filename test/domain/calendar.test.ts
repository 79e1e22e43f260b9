import { describe, expect, it } from '@jest/globals';
import { CalendarEndsError, defaultCalendar } from '../../domain/calendar.js';

const iso = (date: Date): string => date.toISOString().slice(0, 10);
const utc = (year: number, month: number, day: number): Date => new Date(Date.UTC(year, month - 1, day));
const shifted = (date: Date, days: number): Date => new Date(date.getTime() + days * 86_400_000);

/** Easter Sunday by the method of Meeus, Jones and Butcher. */
function easterSunday(year: number): Date {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  return utc(year, Math.floor((h + l - 7 * m + 114) / 31), ((h + l - 7 * m + 114) % 31) + 1);
}

/** The first Monday on or after a date. */
const mondayFrom = (date: Date): Date => shifted(date, (8 - date.getUTCDay()) % 7);

/** Christmas Day and Boxing Day, each moved to the next free weekday if it falls on a weekend. */
function christmas(year: number): Date[] {
  const moved = { 5: [0, 3], 6: [2, 3], 0: [1, 2] }[utc(year, 12, 25).getUTCDay()] ?? [0, 1];
  return moved.map((days) => shifted(utc(year, 12, 25), days));
}

function lawfulHolidays(year: number): string[] {
  const newYear = utc(year, 1, 1);
  const easter = easterSunday(year);
  return [
    [0, 6].includes(newYear.getUTCDay()) ? mondayFrom(newYear) : newYear,
    shifted(easter, -2),
    shifted(easter, 1),
    mondayFrom(utc(year, 5, 1)),
    mondayFrom(utc(year, 5, 25)),
    mondayFrom(utc(year, 8, 25)),
    ...christmas(year),
  ].map(iso);
}

describe('the calendar as shipped', () => {
  it('holds the bank holidays that the law gives England and Wales for every year it covers', () => {
    expect(defaultCalendar.holidays).toEqual([2026, 2027, 2028].flatMap(lawfulHolidays));
  });

  it('covers three whole years', () => {
    expect([defaultCalendar.completeFrom, defaultCalendar.completeUntil]).toEqual(['2026-01-01', '2028-12-31']);
  });

  it('opens on the five working days only', () => {
    expect(Object.keys(defaultCalendar.hours)).toEqual(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']);
  });
});

describe('a calendar that ends', () => {
  it('says which dates it covers and what the administrator must do', () => {
    const error = new CalendarEndsError(defaultCalendar, '2029-01-02');

    expect(error.message).toBe(
      'Working calendar 1 is complete from 2026-01-01 until 2028-12-31 and does not cover 2029-01-02. ' +
        'An administrator must publish a calendar that holds the bank holidays of that date.',
    );
    expect(error).toMatchObject({ name: 'CalendarEndsError', date: '2029-01-02', calendarVersion: 1 });
  });
});
