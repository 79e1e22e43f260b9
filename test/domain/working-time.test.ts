import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CalendarEndsError, defaultCalendar, weekdays, type WorkingCalendar } from '../../domain/calendar.js';
import {
  addWorkingDays,
  addWorkingDuration,
  isWithinHours,
  nextOpening,
  workingTimeBetween,
} from '../../domain/working-time.js';
import {
  countWorkingTime,
  isWorking,
  minuteOfDay,
  step,
  walkToWork,
  walkWorkingDays,
  walkWorkingTime,
} from './working-time-oracle.js';

const hour = 3_600_000;
const at = (instant: string): Date => new Date(instant);

describe('hub hours', () => {
  it.each([
    ['2026-11-20T08:59:59.999Z', false, 'before opening'],
    ['2026-11-20T09:00:00.000Z', true, 'the instant of opening'],
    ['2026-11-20T16:59:59.999Z', true, 'the last millisecond'],
    ['2026-11-20T17:00:00.000Z', false, 'the instant of closing'],
    ['2026-11-21T12:00:00.000Z', false, 'a Saturday'],
    ['2026-12-28T12:00:00.000Z', false, 'a substitute bank holiday'],
    ['2026-07-01T08:00:00.000Z', true, '9 in the morning of a summer day'],
    ['2026-07-01T16:00:00.000Z', false, '5 in the afternoon of a summer day'],
    ['2028-12-31T23:59:59.999Z', false, 'the last instant that the calendar covers'],
  ])('%s: open is %s (%s)', (instant, open) => {
    expect(isWithinHours(defaultCalendar, at(instant))).toBe(open);
  });

  it.each([
    ['2026-11-20T10:30:00.123Z', '2026-11-20T10:30:00.123Z', 'within hours: the instant itself'],
    ['2026-11-20T03:00:00.000Z', '2026-11-20T09:00:00.000Z', 'before opening: the same morning'],
    ['2026-11-20T17:00:00.000Z', '2026-11-23T09:00:00.000Z', 'Friday at closing: Monday'],
    ['2026-12-24T17:00:00.000Z', '2026-12-29T09:00:00.000Z', 'Christmas Eve at closing: after the substitute day'],
    ['2026-04-02T20:00:00.000Z', '2026-04-07T08:00:00.000Z', 'Maundy Thursday evening: after Easter Monday'],
    ['2026-03-28T12:00:00.000Z', '2026-03-30T08:00:00.000Z', 'over the night on which summer time begins'],
    ['2026-10-24T12:00:00.000Z', '2026-10-26T09:00:00.000Z', 'over the night on which summer time ends'],
  ])('the next opening after %s is %s (%s)', (instant, opening) => {
    expect(nextOpening(defaultCalendar, at(instant))).toEqual(at(opening));
  });
});

describe('working days', () => {
  it.each([
    ['2026-11-20T16:50:00.000Z', 3, '2026-11-25T16:50:00.000Z', 'Friday 16:50 runs until Wednesday 16:50'],
    ['2026-11-21T11:00:00.000Z', 3, '2026-11-26T09:00:00.000Z', 'a Saturday counts as Monday morning'],
    ['2026-11-20T17:00:00.000Z', 1, '2026-11-24T09:00:00.000Z', 'closing time on a Friday counts as Monday morning'],
    ['2026-04-02T11:00:00.000Z', 1, '2026-04-07T11:00:00.000Z', 'Thursday before Easter to the Tuesday after'],
    ['2026-04-02T11:00:00.000Z', 3, '2026-04-09T11:00:00.000Z', 'Green over the Easter weekend'],
    ['2026-12-24T10:00:00.000Z', 1, '2026-12-29T10:00:00.000Z', 'Christmas Eve to the day after the substitute day'],
    ['2026-12-24T10:00:00.000Z', 3, '2026-12-31T10:00:00.000Z', 'Green over Christmas'],
    ['2027-12-24T16:59:59.999Z', 1, '2027-12-29T16:59:59.999Z', 'Christmas on a weekend has two substitute days'],
    ['2026-12-31T12:00:00.000Z', 1, '2027-01-04T12:00:00.000Z', 'over the end of the year'],
    ['2028-02-28T15:00:00.000Z', 1, '2028-02-29T15:00:00.000Z', 'the leap day is a day'],
    ['2026-03-27T16:50:00.000Z', 1, '2026-03-30T15:50:00.000Z', 'same time by the clock after summer time began'],
    ['2026-10-23T15:50:00.000Z', 1, '2026-10-26T16:50:00.000Z', 'same time by the clock after summer time ended'],
    ['2026-10-25T00:30:00.000Z', 1, '2026-10-27T09:00:00.000Z', 'received on the last Sunday of October'],
    ['2026-11-20T11:00:00.000Z', 0, '2026-11-20T11:00:00.000Z', 'no days leave an instant within hours as it is'],
  ])('%s and %i working days: %s (%s)', (from, days, due) => {
    expect(addWorkingDays(defaultCalendar, at(from), days)).toEqual(at(due));
  });

  it('end at the next opening where the last day closes before the time of day', () => {
    const shortTuesday = {
      ...defaultCalendar,
      hours: { ...defaultCalendar.hours, tuesday: { opens: '10:00', closes: '13:00' } },
    };

    expect(addWorkingDays(shortTuesday, at('2026-11-23T15:00:00Z'), 1)).toEqual(at('2026-11-25T09:00:00Z'));
    expect(addWorkingDays(shortTuesday, at('2026-11-23T09:15:00Z'), 1)).toEqual(at('2026-11-24T10:00:00Z'));
  });

  it.each([-1, 1.5, Number.NaN])('%d is refused', (days) => {
    expect(() => addWorkingDays(defaultCalendar, at('2026-11-20T11:00:00Z'), days)).toThrow(RangeError);
  });
});

describe('working hours', () => {
  it.each([
    ['2026-11-20T16:50:00.000Z', 4, '2026-11-23T12:50:00.000Z', 'Friday 16:50 and four hours: Monday 12:50'],
    ['2026-11-20T13:00:00.000Z', 4, '2026-11-23T09:00:00.000Z', 'an end at closing time counts as the next opening'],
    ['2026-12-24T16:00:00.000Z', 2, '2026-12-29T10:00:00.000Z', 'Christmas Eve'],
    ['2026-10-23T15:00:00.000Z', 9, '2026-10-27T09:00:00.000Z', 'over the end of summer time'],
    ['2026-11-22T12:00:00.000Z', 0, '2026-11-23T09:00:00.000Z', 'none at all on a Sunday'],
  ])('%s and %i hours: %s (%s)', (from, hours, due) => {
    expect(addWorkingDuration(defaultCalendar, at(from), hours * hour)).toEqual(at(due));
  });

  it.each([-1, Number.NaN])('%d milliseconds are refused', (milliseconds) => {
    expect(() => addWorkingDuration(defaultCalendar, at('2026-11-20T11:00:00Z'), milliseconds)).toThrow(RangeError);
  });

  it.each([
    ['2026-11-20T16:50:00.000Z', '2026-11-23T09:10:00.000Z', 20 * 60_000, 'over a weekend'],
    ['2026-11-21T00:00:00.000Z', '2026-11-22T23:00:00.000Z', 0, 'on a weekend'],
    ['2026-12-24T00:00:00.000Z', '2027-01-01T23:00:00.000Z', 32 * hour, 'four days between the holidays'],
    ['2026-11-20T12:00:00.000Z', '2026-11-20T11:00:00.000Z', 0, 'backwards'],
    ['2026-11-23T12:00:00.000Z', '2026-11-20T11:00:00.000Z', 0, 'backwards over days'],
  ])('between %s and %s: %i ms (%s)', (from, to, milliseconds) => {
    expect(workingTimeBetween(defaultCalendar, at(from), at(to))).toBe(milliseconds);
  });

  it('follow the clock change for a hub that is open all night', () => {
    const always = { opens: '00:00', closes: '24:00' };
    const roundTheClock = {
      ...defaultCalendar,
      holidays: [],
      hours: Object.fromEntries(weekdays.map((weekday) => [weekday, always])),
    };
    const hoursBetween = (from: string, to: string): number =>
      workingTimeBetween(roundTheClock, at(from), at(to)) / hour;

    expect(hoursBetween('2026-03-29T00:00:00+00:00', '2026-03-30T00:00:00+01:00')).toBe(23);
    expect(hoursBetween('2026-10-25T00:00:00+01:00', '2026-10-26T00:00:00+00:00')).toBe(25);
    expect(addWorkingDays(roundTheClock, at('2026-03-28T22:15:00Z'), 1)).toEqual(at('2026-03-29T21:15:00Z'));
  });
});

describe('the end of the calendar', () => {
  const monday = at('2028-12-29T16:30:00.000Z');

  it.each([
    ['before it begins', () => isWithinHours(defaultCalendar, at('2025-12-31T23:59:59.999Z'))],
    ['after it ends', () => isWithinHours(defaultCalendar, at('2029-01-01T00:00:00.000Z'))],
    ['when no further opening is known', () => nextOpening(defaultCalendar, at('2028-12-29T17:00:00.000Z'))],
    ['when working days lead out of it', () => addWorkingDays(defaultCalendar, monday, 1)],
    ['when working hours lead out of it', () => addWorkingDuration(defaultCalendar, monday, hour)],
    ['when a span leads out of it', () => workingTimeBetween(defaultCalendar, monday, at('2029-01-01T00:00:00.000Z'))],
  ])('is an error %s, not a guess', (_when, act) => {
    expect(act).toThrow(CalendarEndsError);
  });

  it('is no error as long as every day asked about is covered', () => {
    expect(addWorkingDuration(defaultCalendar, monday, hour / 4)).toEqual(at('2028-12-29T16:45:00.000Z'));
  });
});

/** Opening and closing on the five-minute grid, but never in the hour that a clock change repeats or leaves out. */
const clockTime = fc
  .oneof(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 24, max: 288 }))
  .map((grid) => `${String(Math.floor(grid / 12)).padStart(2, '0')}:${String((grid % 12) * 5).padStart(2, '0')}`);

const openingHours = fc
  .tuple(clockTime, clockTime)
  .filter(([one, other]) => one !== other)
  .map(([one, other]) => (one < other ? { opens: one, closes: other } : { opens: other, closes: one }));

const dateAround = (from: string, days: number): fc.Arbitrary<string> =>
  fc
    .integer({ min: 0, max: days })
    .map((day) => new Date(Date.parse(from) + day * 24 * hour).toISOString().slice(0, 10));

/** Weeks around the clock changes, Easter, Christmas and the leap day. */
const season = fc.constantFrom('2026-03-20', '2026-10-16', '2026-12-18', '2027-03-19', '2028-02-21');

const calendars: fc.Arbitrary<{ calendar: WorkingCalendar; from: number }> = season.chain((start) =>
  fc.record({
    calendar: fc
      .record({
        holidays: fc.uniqueArray(dateAround(start, 14), { maxLength: 4 }),
        monday: openingHours,
        rest: fc.array(fc.option(openingHours, { nil: undefined }), { minLength: 6, maxLength: 6 }),
      })
      .map(({ holidays, monday, rest: [tuesday, wednesday, thursday, friday, saturday, sunday] }) => ({
        ...defaultCalendar,
        // A hub that is open for five minutes a week needs decades for a hundred hours.
        completeUntil: '2099-12-31',
        holidays,
        hours: Object.fromEntries(
          Object.entries({ monday, tuesday, wednesday, thursday, friday, saturday, sunday }).filter(
            ([, hours]) => hours,
          ),
        ),
      })),
    from: fc.integer({ min: 0, max: 12 * 288 }).map((grid) => Date.parse(start) + grid * step),
  }),
);

const workingTime = fc.integer({ min: 0, max: 12 * 40 }).map((grid) => grid * step);

describe('working time, against time walked through step by step', () => {
  it('is open and opens at the same instants', () => {
    fc.assert(
      fc.property(calendars, ({ calendar, from }) => {
        expect(isWithinHours(calendar, new Date(from))).toBe(isWorking(calendar, from));
        expect(nextOpening(calendar, new Date(from)).getTime()).toBe(walkToWork(calendar, from));
      }),
    );
  });

  it('adds working time to the same instant', () => {
    fc.assert(
      fc.property(calendars, workingTime, ({ calendar, from }, length) => {
        expect(addWorkingDuration(calendar, new Date(from), length).getTime()).toBe(
          walkWorkingTime(calendar, from, length),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('adds working days to the same instant', () => {
    fc.assert(
      fc.property(calendars, fc.integer({ min: 0, max: 5 }), ({ calendar, from }, days) => {
        const startsAt = minuteOfDay(walkToWork(calendar, from));
        fc.pre(startsAt < 60 || startsAt >= 120);
        expect(addWorkingDays(calendar, new Date(from), days).getTime()).toBe(walkWorkingDays(calendar, from, days));
      }),
      { numRuns: 60 },
    );
  });

  it('counts the same working time between two instants', () => {
    fc.assert(
      fc.property(calendars, fc.integer({ min: 0, max: 10 * 288 }), ({ calendar, from }, grid) => {
        const to = from + grid * step;
        expect(workingTimeBetween(calendar, new Date(from), new Date(to))).toBe(countWorkingTime(calendar, from, to));
      }),
      { numRuns: 60 },
    );
  });
});

describe('working time, whatever the calendar', () => {
  const instants = fc.integer({ min: Date.parse('2026-01-05'), max: Date.parse('2028-10-01') });
  const lengths = fc.integer({ min: 0, max: 60 * hour });

  it('adds up: two lengths after each other are one', () => {
    fc.assert(
      fc.property(calendars, lengths, lengths, ({ calendar, from }, one, other) => {
        const stepwise = addWorkingDuration(calendar, addWorkingDuration(calendar, new Date(from), one), other);
        expect(stepwise).toEqual(addWorkingDuration(calendar, new Date(from), one + other));
      }),
    );
  });

  it('adds up: two spans that meet are one', () => {
    fc.assert(
      fc.property(fc.tuple(instants, lengths, lengths), ([from, one, other]) => {
        const [a, b, c] = [new Date(from), new Date(from + one), new Date(from + one + other)];
        const parts = workingTimeBetween(defaultCalendar, a, b) + workingTimeBetween(defaultCalendar, b, c);
        expect(parts).toBe(workingTimeBetween(defaultCalendar, a, c));
      }),
    );
  });

  it('measures what was added, from any instant', () => {
    fc.assert(
      fc.property(calendars, lengths, ({ calendar, from }, length) => {
        const start = new Date(from);
        expect(workingTimeBetween(calendar, start, addWorkingDuration(calendar, start, length))).toBe(length);
      }),
    );
  });

  it('adds up: working days after each other are their sum, where all days have the same hours', () => {
    const days = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(instants, days, days, (from, one, other) => {
        const stepwise = addWorkingDays(defaultCalendar, addWorkingDays(defaultCalendar, new Date(from), one), other);
        expect(stepwise).toEqual(addWorkingDays(defaultCalendar, new Date(from), one + other));
      }),
    );
  });

  it('never runs backwards: a later start is never due earlier', () => {
    fc.assert(
      fc.property(
        calendars,
        fc.integer({ min: 0, max: 72 * hour }),
        fc.integer({ min: 0, max: 5 }),
        (start, later, days) => {
          const due = (from: number): number => addWorkingDays(start.calendar, new Date(from), days).getTime();
          expect(due(start.from + later)).toBeGreaterThanOrEqual(due(start.from));
        },
      ),
    );
  });

  it('always ends within hours', () => {
    fc.assert(
      fc.property(calendars, fc.integer({ min: 0, max: 5 }), lengths, ({ calendar, from }, days, length) => {
        expect(isWithinHours(calendar, addWorkingDays(calendar, new Date(from), days))).toBe(true);
        expect(isWithinHours(calendar, addWorkingDuration(calendar, new Date(from), length))).toBe(true);
      }),
    );
  });
});
