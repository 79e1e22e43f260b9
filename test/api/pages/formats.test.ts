import { describe, expect, it } from '@jest/globals';
import {
  ageInWords,
  dateInWords,
  inHub,
  lengthInWords,
  localDate,
  timeInWords,
  timeLeft,
} from '../../../api/pages/frame/formats.js';

describe('an instant', () => {
  it.each([
    ['2026-07-01T23:30:00Z', '2 July 2026 at 12:30am'],
    ['2026-07-01T23:00:00Z', '2 July 2026 at midnight'],
    ['2026-12-01T12:00:00Z', '1 December 2026 at midday'],
    ['2026-12-01T15:00:00Z', '1 December 2026 at 3pm'],
    ['2026-12-01T14:05:00Z', '1 December 2026 at 2:05pm'],
    // Before and after the clocks go back, the same time of day twice.
    ['2026-10-25T00:30:00Z', '25 October 2026 at 1:30am'],
    ['2026-10-25T01:30:00Z', '25 October 2026 at 1:30am'],
  ])('%s is said in the time of the hub, whatever zone the process runs in', (instant, says) => {
    expect(inHub(instant)).toBe(says);
  });

  it('has the date of the hub, which may be another than that of UTC', () => {
    expect(localDate('2026-07-01T23:30:00Z')).toBe('2026-07-02');
  });

  it('is said in Welsh as well', () => {
    expect(inHub('2026-07-01T12:00:00Z', 'cy')).toBe('1 Gorffennaf 2026 am 1pm');
    expect(timeInWords('2026-12-01T12:00:00Z', 'cy')).toBe('hanner dydd');
  });
});

describe('a date', () => {
  it('is said without zeros in front', () => {
    expect(dateInWords('2019-03-02')).toBe('2 March 2019');
  });
});

describe('a length of time', () => {
  it.each([
    [59_000, 'less than a minute'],
    [60_000, '1 minute'],
    [4_800_000, '1 hour 20 minutes'],
    [7_200_000, '2 hours'],
    [90_000_000, '1 day 1 hour'],
    [259_200_000, '3 days'],
  ])('of %d ms is said by its two largest units', (milliseconds, says) => {
    expect(lengthInWords(milliseconds)).toBe(says);
  });
});

describe('a deadline', () => {
  const now = new Date('2026-11-17T09:00:00Z');

  it.each([
    ['2026-11-17T08:00:00Z', null, { says: 'Overdue by 1 hour', state: 'overdue' }],
    ['2026-11-17T09:00:00Z', null, { says: 'less than a minute left', state: 'later' }],
    ['2026-11-17T10:00:00Z', '2026-11-17T08:30:00Z', { says: '1 hour left', state: 'soon' }],
    ['2026-11-17T10:00:00Z', '2026-11-17T09:30:00Z', { says: '1 hour left', state: 'later' }],
  ] as const)('at %s that turns amber at %s is told as it stands', (due, amber, expected) => {
    expect(timeLeft(due, now, amber)).toEqual(expected);
  });
});

describe('an age', () => {
  const now = new Date('2026-11-17T09:00:00Z');

  it.each([
    ['2026-11-17', '0 days old'],
    ['2026-11-16', '1 day old'],
    ['2026-11-01', '2 weeks old'],
    ['2026-09-17', '2 months old'],
    ['2024-11-18', '23 months old'],
    ['2024-11-17', '2 years old'],
    ['2019-03-02', '7 years old'],
  ])('of somebody born on %s is said as people say it', (born, says) => {
    expect(ageInWords(born, now)).toBe(says);
  });
});
