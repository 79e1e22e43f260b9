import { ApplicationFailure } from '@temporalio/activity';
import type { CaseStart } from '../domain/process.js';
import { deliverOwed, type Post } from '../post/delivery.js';
import { climbLadders } from '../records/climbing.js';
import { closeCase } from '../records/closing.js';
import { CaseMismatch, hearSituation } from '../records/situation.js';
import type { Clock } from '../runtime/clock.js';
import type { CaseActivities } from './types.js';

export interface ActivityServices extends Post {
  clock: Clock;
}

/** The activities of a case's process, over the record and the post. */
export function createCaseActivities(services: ActivityServices): CaseActivities {
  const { database, clock } = services;
  const later = (workflowTime: number): Date => new Date(Math.max(workflowTime, clock.now().getTime()));
  return {
    readCase: discreet('readCase', async (start) => hearSituation(database.acts, start)),
    climb: discreet('climb', async (start, now) => {
      await climbLadders(database, start.caseId, later(now));
      return hearSituation(database.acts, start);
    }),
    tell: discreet('tell', async (start, now) => {
      const wait = await deliverOwed(services, start.caseId, () => later(now));
      if (wait !== undefined) throw stillOwed(start, wait);
    }),
    close: discreet('close', async (start, heardSeq, now) => closeCase(database, start, heardSeq, later(now))),
  };
}

/** Not an error of ours: Temporal calls again when the next message of the case may be tried. */
const stillOwed = ({ reference }: CaseStart, milliseconds: number): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'notices-still-owed',
    message: `Case ${reference} still owes messages`,
    nextRetryDelay: Math.max(200, Math.ceil(milliseconds)),
  });

/**
 * Keeps what an error says out of Temporal's history, where failure messages lie in clear: database errors quote the values of
 * a query. Name and code remain, and retries go on as they would.
 */
function discreet<Args extends unknown[], Value>(
  activity: keyof CaseActivities,
  work: (...args: Args) => Promise<Value>,
): (...args: Args) => Promise<Value> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
      if (error instanceof CaseMismatch) throw ApplicationFailure.nonRetryable(error.message, error.name);
      const { name, code } = error as { name?: unknown; code?: unknown };
      throw ApplicationFailure.create({
        type: 'activity-failed',
        message: `${activity} failed: ${[name, code].filter((part) => typeof part === 'string').join(' ')}`,
      });
    }
  };
}
