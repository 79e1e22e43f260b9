import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CalendarEndsError, defaultCalendar } from '../../domain/calendar.js';
import { nextStep, planClock, stepsDue, type ClockPlan } from '../../domain/deadlines.js';
import { asShipped, policyInSeconds, ratings, type Policy } from '../../domain/policy.js';
import { addWorkingDays, addWorkingDuration } from '../../domain/working-time.js';

const hour = 3_600_000;
const at = (instant: string): Date => new Date(instant);
const instants = (plan: ClockPlan): string[][] => plan.steps.map((step) => [step.step, step.at]);

describe('the clock of a check', () => {
  it('gives Red four hours by the clock, also at night', () => {
    const plan = planClock(asShipped, defaultCalendar, 'check', at('2026-11-21T23:40:00Z'), 'red');

    expect(plan).toEqual({
      clock: 'check',
      startsAt: '2026-11-21T23:40:00.000Z',
      dueAt: '2026-11-22T03:40:00.000Z',
      steps: [
        { step: 'remind-50', percent: 50, tells: 'agency', at: '2026-11-22T01:40:00.000Z' },
        { step: 'remind-80', percent: 80, tells: 'agency', at: '2026-11-22T02:52:00.000Z' },
        { step: 'breach', percent: 100, tells: 'agency-lead', breach: true, at: '2026-11-22T03:40:00.000Z' },
        { step: 'escalate', percent: 125, tells: 'hub-manager', at: '2026-11-22T04:40:00.000Z' },
      ],
      rule: 'Red: 4 hours',
      policyVersion: 1,
      calendarVersion: 1,
    });
  });

  it('gives Amber 24 hours by the clock, whatever the wall clock does in between', () => {
    const plan = planClock(asShipped, defaultCalendar, 'check', at('2026-10-24T12:00:00+01:00'), 'amber');

    expect(plan).toMatchObject({ dueAt: '2026-10-25T11:00:00.000Z', rule: 'Amber: 24 hours' });
  });

  it('takes the percentages of Green of working time, also beyond the due instant', () => {
    const plan = planClock(asShipped, defaultCalendar, 'check', at('2026-11-23T09:00:00Z'), 'green');

    expect(plan).toMatchObject({ dueAt: '2026-11-26T09:00:00.000Z', rule: 'Green: 3 working days' });
    expect(instants(plan)).toEqual([
      ['remind-50', '2026-11-24T13:00:00.000Z'],
      ['remind-80', '2026-11-25T12:12:00.000Z'],
      ['breach', '2026-11-26T09:00:00.000Z'],
      ['escalate', '2026-11-26T15:00:00.000Z'],
    ]);
  });

  it('carries a Green of Friday afternoon over the weekend', () => {
    const plan = planClock(asShipped, defaultCalendar, 'check', at('2026-11-20T16:50:00Z'), 'green');

    expect(instants(plan)).toEqual([
      ['remind-50', '2026-11-24T12:50:00.000Z'],
      ['remind-80', '2026-11-25T12:02:00.000Z'],
      ['breach', '2026-11-25T16:50:00.000Z'],
      ['escalate', '2026-11-26T14:50:00.000Z'],
    ]);
  });

  it('carries a Green of Christmas Eve over three holidays and the New Year', () => {
    const plan = planClock(asShipped, defaultCalendar, 'check', at('2026-12-24T16:00:00Z'), 'green');

    expect(instants(plan)).toEqual([
      ['remind-50', '2026-12-30T12:00:00.000Z'],
      ['remind-80', '2026-12-31T11:12:00.000Z'],
      ['breach', '2026-12-31T16:00:00.000Z'],
      ['escalate', '2027-01-04T14:00:00.000Z'],
    ]);
  });

  it('carries a Green over the Easter weekend in summer time', () => {
    const plan = planClock(asShipped, defaultCalendar, 'check', at('2026-04-02T12:00:00+01:00'), 'green');

    expect(plan.dueAt).toBe(at('2026-04-09T12:00:00+01:00').toISOString());
  });

  it('starts a Green of the night in which the clocks go back on Monday morning, and says when it came', () => {
    const plan = planClock(asShipped, defaultCalendar, 'check', at('2026-10-25T01:30:00Z'), 'green');

    expect(plan).toMatchObject({ startsAt: '2026-10-25T01:30:00.000Z', dueAt: '2026-10-29T09:00:00.000Z' });
  });
});

describe('the other clocks', () => {
  it('runs the clock of the case as long as that of its checks, with a ladder of its own', () => {
    const plan = planClock(asShipped, defaultCalendar, 'rag', at('2026-11-20T10:00:00Z'), 'amber');

    expect(plan.steps.map(({ step, tells, at: instant }) => [step, tells, instant])).toEqual([
      ['breach', 'decision-maker', '2026-11-21T10:00:00.000Z'],
      ['escalate', 'hub-manager', '2026-11-21T16:00:00.000Z'],
    ]);
  });

  it('runs the statutory clock for one working day, whatever the rating', () => {
    const plan = planClock(asShipped, defaultCalendar, 'statutory', at('2026-11-20T16:50:00Z'));

    expect(plan).toMatchObject({
      dueAt: '2026-11-23T16:50:00.000Z',
      rule: 'Statutory: 1 working day',
      steps: [
        { step: 'remind-80', tells: 'decision-maker', at: '2026-11-23T15:14:00.000Z' },
        { step: 'breach', tells: 'hub-manager', at: '2026-11-23T16:50:00.000Z', breach: true },
      ],
    });
  });

  it('counts in seconds under the policy for demonstrations, on holidays too', () => {
    const plan = planClock(policyInSeconds, defaultCalendar, 'check', at('2026-12-25T00:00:00Z'), 'green');

    expect(plan).toMatchObject({ dueAt: '2026-12-25T00:01:00.000Z', rule: 'Green: 1 minute', policyVersion: 2 });
    expect(planClock(policyInSeconds, defaultCalendar, 'statutory', at('2026-12-25T00:00:00Z')).rule).toBe(
      'Statutory: 30 seconds',
    );
  });

  it.each([
    [4 * hour, 'Red: 4 working hours', '2026-11-23T12:50:00.000Z'],
    [hour, 'Red: 1 working hour', '2026-11-23T09:50:00.000Z'],
    [1.5 * hour, 'Red: 90 working minutes', '2026-11-23T10:20:00.000Z'],
    [1500, 'Red: 1500 working milliseconds', '2026-11-20T16:50:01.500Z'],
  ])('counts %i ms of working time where a hub says so', (milliseconds, rule, dueAt) => {
    const inWorkingTime: Policy = {
      ...asShipped,
      ratings: {
        ...asShipped.ratings,
        red: { ...asShipped.ratings.red, duration: { unit: 'working-time', milliseconds } },
      },
    };

    const plan = planClock(inWorkingTime, defaultCalendar, 'check', at('2026-11-20T16:50:00Z'), 'red');

    expect(plan).toMatchObject({ rule, dueAt });
  });
});

describe('the calendar of a plan', () => {
  it('is not needed by clocks of elapsed time', () => {
    expect(planClock(asShipped, defaultCalendar, 'check', at('2031-01-01T00:00:00Z'), 'red').dueAt).toBe(
      '2031-01-01T04:00:00.000Z',
    );
  });

  it('must cover the whole ladder of a working clock', () => {
    const from = at('2028-12-27T09:00:00Z');

    expect(planClock(asShipped, defaultCalendar, 'statutory', from).dueAt).toBe('2028-12-28T09:00:00.000Z');
    expect(() => planClock(asShipped, defaultCalendar, 'check', from, 'green')).toThrow(CalendarEndsError);
  });
});

const from = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2028-12-01') }).map((time) => new Date(time));

describe('every plan', () => {
  it('has its steps in order, the breach at the due instant', () => {
    fc.assert(
      fc.property(from, fc.constantFrom(...ratings), (start, rating) => {
        const { steps, dueAt } = planClock(asShipped, defaultCalendar, 'check', start, rating);
        expect(steps.map((step) => step.at)).toEqual(steps.map((step) => step.at).sort());
        expect(steps.find((step) => step.breach)?.at).toBe(dueAt);
      }),
    );
  });

  it('of Green is due three working days after its start', () => {
    fc.assert(
      fc.property(from, (start) => {
        const due = at(planClock(asShipped, defaultCalendar, 'check', start, 'green').dueAt);
        expect(due).toEqual(addWorkingDays(defaultCalendar, start, 3));
      }),
    );
  });

  it('of Green escalates a quarter of its working time after it was due', () => {
    fc.assert(
      fc.property(from, (start) => {
        const { dueAt, steps } = planClock(asShipped, defaultCalendar, 'check', start, 'green');
        expect(at(steps.at(-1)?.at ?? '')).toEqual(addWorkingDuration(defaultCalendar, at(dueAt), 6 * hour));
      }),
    );
  });
});

describe('the steps that are due', () => {
  const plan = planClock(asShipped, defaultCalendar, 'check', at('2026-11-20T10:00:00Z'), 'red');
  const due = (taken: number, now: string): unknown => {
    const { overtaken, send } = stepsDue(plan, taken, at(now), 2000);
    return [overtaken.map(({ step }) => step), send?.step];
  };

  it('are none before the grace after the first instant is over', () => {
    expect(due(0, '2026-11-20T12:00:01.999Z')).toEqual([[], undefined]);
  });

  it('are the first as soon as the grace is over', () => {
    expect(due(0, '2026-11-20T12:00:02.000Z')).toEqual([[], 'remind-50']);
  });

  it('are not those taken before', () => {
    expect(due(1, '2026-11-20T12:30:00.000Z')).toEqual([[], undefined]);
    expect(due(1, '2026-11-20T13:30:00.000Z')).toEqual([[], 'remind-80']);
    expect(due(4, '2026-11-21T00:00:00.000Z')).toEqual([[], undefined]);
  });

  it('are taken in one go after an outage: the highest is sent, the others are overtaken', () => {
    expect(due(0, '2026-11-20T14:00:02.000Z')).toEqual([['remind-50', 'remind-80'], 'breach']);
    expect(due(1, '2026-11-21T00:00:00.000Z')).toEqual([['remind-80', 'breach'], 'escalate']);
  });

  it('follow the next step of the ladder, until there is none', () => {
    expect([0, 1, 2, 3, 4].map((taken) => nextStep(plan, taken)?.step)).toEqual([
      ...['remind-50', 'remind-80', 'breach', 'escalate'],
      undefined,
    ]);
  });
});
