import { CalendarEndsError } from '../../domain/calendar.js';
import { planClock, type ClockPlan } from '../../domain/deadlines.js';
import { Refused } from '../../records/open-case.js';
import { rulesInForce, type RulesInForce } from '../../records/policies.js';
import type { Rating } from '../../domain/policy.js';
import { deadlinesAnswer } from './answers.js';
import type { Operation } from './call.js';
import { reads } from './operation.js';
import { theHub } from './places.js';
import { deadlinesQuery } from './queries.js';

export const deadlineOperations: Operation[] = [
  reads({
    path: '/api/deadlines',
    tag: 'Deadlines',
    summary: 'When a check would be due that starts at an instant, by the policy in force now',
    permission: 'see-deadlines',
    place: theHub,
    query: deadlinesQuery,
    answer: deadlinesAnswer,
    read: async ({ record, hubId }, { query }) => {
      const plan = planFor(await rulesInForce(record.database.reads, hubId), query);
      const { dueAt, rule, policyVersion, calendarVersion } = plan;
      const steps = plan.steps.map(({ step, at, tells }) => ({ step, at, tells }));
      return { dueAt, steps, rule, policyVersion, calendarVersion };
    },
  }),
];

function planFor({ policy, calendar }: RulesInForce, { rating, from }: { rating: Rating; from: Date }): ClockPlan {
  try {
    return planClock(policy, calendar, 'check', from, rating);
  } catch (error) {
    if (!(error instanceof CalendarEndsError)) throw error;
    throw new Refused({
      code: 'invalid-input',
      detail: 'The deadline cannot be told, since the working calendar does not reach so far.',
      errors: [{ pointer: '/from', detail: error.message }],
    });
  }
}
