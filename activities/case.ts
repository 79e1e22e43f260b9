import { ApplicationFailure } from '@temporalio/activity';
import type { NoticeKind } from '../domain/notices.js';
import type { CaseStart, Situation } from '../domain/process.js';
import { climbLadders } from '../records/climbing.js';
import { closeCase } from '../records/closing.js';
import type { Database } from '../records/database.js';
import { CaseMismatch, hearSituation } from '../records/situation.js';
import type { Clock } from '../runtime/clock.js';
import type { Telling } from './telling.js';
import type { CaseActivities } from './types.js';

export interface ActivityServices {
  database: Database;
  telling: Telling;
  clock: Clock;
}

/** The activities of a case's process, over the record and the post. */
export function createCaseActivities({ database, telling, clock }: ActivityServices): CaseActivities {
  const later = (workflowTime: number): Date => new Date(Math.max(workflowTime, clock.now().getTime()));

  const climbed = async (start: CaseStart, now: number): Promise<Situation> => {
    const situation = await hearSituation(database.acts, start);
    if (!isStepDue(situation, later(now))) return situation;
    await climbLadders(database, start, later(now));
    return hearSituation(database.acts, start);
  };
  const told = async (start: CaseStart, situation: Situation, now: number): Promise<Situation> => {
    if (situation.noticesOwed === 0) return situation;
    const { sent, wait } = await telling.atOnce(start.caseId, () => later(now));
    const left = wait === undefined ? { noticesOwed: 0, agenciesToAsk: 0 } : await hearSituation(database.acts, start);
    return { ...situation, ...left, told: counted(sent) };
  };

  return {
    catchUp: discreet('catchUp', async (start, now) => {
      const situation = await told(start, await climbed(start, now), now);
      if (!isTold(situation)) return situation;
      return { ...(await closeCase(database, start, later(now))), told: situation.told };
    }),
    tell: discreet('tell', async (start, now) => {
      const { wait } = await telling.patiently(start.caseId, () => later(now));
      if (wait !== undefined) throw stillOwed(start, wait);
    }),
  };
}

const counted = (sent: readonly NoticeKind[]): Situation['told'] =>
  Object.fromEntries(sent.map((kind) => [kind, sent.filter((each) => each === kind).length]));

const isTold = ({ stage, noticesOwed }: Situation): boolean => stage === 'outcome' && noticesOwed === 0;

const isStepDue = ({ nextStepAt }: Situation, now: Date): boolean =>
  nextStepAt !== null && Date.parse(nextStepAt) <= now.getTime();

/** Not an error of ours: Temporal calls again when the next message of the case may be tried. */
const stillOwed = ({ reference }: CaseStart, milliseconds: number): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'notices-still-owed',
    message: `Case ${reference} still owes messages`,
    nextRetryDelay: Math.max(200, Math.ceil(milliseconds)),
  });

/**
 * Keeps what an error says out of Temporal's history, which is encrypted but outlives erasure and is read by whoever operates Temporal:
 * database errors quote the values of a query. Name and code remain, and retries go on as they would.
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
