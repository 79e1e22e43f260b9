import { bankHolidays } from './bank-holidays.js';

/** In the order of `Date.getDay()`. */
export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
type Weekday = (typeof weekdays)[number];

/** Local times `HH:MM` of one day: open from `opens` on, closed from `closes` on (`24:00`: until midnight). */
interface OpeningHours {
  readonly opens: string;
  readonly closes: string;
}

/**
 * When a hub works. A calendar never changes: another list of holidays or other hours are a new object with a new version, so
 * that a deadline can say by which calendar it was computed.
 */
export interface WorkingCalendar {
  readonly version: number;
  /** IANA name; all dates and hours below are local to it. */
  readonly timeZone: string;
  /** First date, `YYYY-MM-DD`, whose holidays are known. */
  readonly completeFrom: string;
  /** Last date, `YYYY-MM-DD`, whose holidays are known. */
  readonly completeUntil: string;
  /** Dates, `YYYY-MM-DD`, on which the hub is closed whatever the weekday. */
  readonly holidays: readonly string[];
  /** A weekday that is left out is closed. */
  readonly hours: Readonly<Partial<Record<Weekday, OpeningHours>>>;
}

const officeHours: OpeningHours = { opens: '09:00', closes: '17:00' };

/** The calendar as shipped: Monday to Friday, 09:00 to 17:00, bank holidays of England and Wales. */
export const defaultCalendar: WorkingCalendar = {
  version: 1,
  timeZone: 'Europe/London',
  completeFrom: '2026-01-01',
  completeUntil: '2028-12-31',
  holidays: bankHolidays,
  hours: {
    monday: officeHours,
    tuesday: officeHours,
    wednesday: officeHours,
    thursday: officeHours,
    friday: officeHours,
  },
};

/** Thrown rather than guess: a deadline must not rest on a day whose holidays nobody has entered. */
export class CalendarEndsError extends Error {
  override readonly name = 'CalendarEndsError';
  /** The local date, `YYYY-MM-DD`, that was asked for. */
  readonly date: string;
  readonly calendarVersion: number;

  constructor(calendar: WorkingCalendar, date: string) {
    super(
      `Working calendar ${calendar.version} is complete from ${calendar.completeFrom} until ${calendar.completeUntil} ` +
        `and does not cover ${date}. An administrator must publish a calendar that holds the bank holidays of that date.`,
    );
    this.date = date;
    this.calendarVersion = calendar.version;
  }
}
