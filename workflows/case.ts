import { continueAsNew } from '@temporalio/workflow';
import type { Stage } from '../domain/case.js';
import type { CaseStart, Situation } from '../domain/process.js';
import { CaseProcess } from './case-process.js';

/**
 * The story of one case, from receipt to closure. PostgreSQL remembers what people did; this sees to it that what is owed
 * happens, and when. It reads how the case stands whenever it is rung or something falls due, does the chapter of the stage
 * that the case has reached, and ends when the case is closed and everyone has been told.
 */
export async function caseWorkflow(start: CaseStart): Promise<void> {
  const process = new CaseProcess(start);
  let situation = await process.catchUp('The process begins');
  while (situation.stage !== 'closed' || situation.noticesOwed > 0) {
    situation = await chapters[situation.stage](process, situation);
    if (process.hasRunLong() && process.isQuiet) await continueAsNew<typeof caseWorkflow>(start);
  }
  process.end();
}

type Chapter = (process: CaseProcess, situation: Situation) => Promise<Situation>;

const chapters: Record<Stage, Chapter> = {
  /** The referrer is told that they were heard; someone screens the referral. */
  received: async (process, situation) => {
    process.startTelling(situation, 'Acknowledge the referral');
    return process.untilRungOrDue(situation, 'Waiting to be screened');
  },

  /** Someone is screening, or waits for the referrer. */
  screening: async (process, situation) => {
    process.startTelling(situation, 'Acknowledge the referral');
    return process.untilRungOrDue(situation, 'Being screened');
  },

  /** All agencies are asked at once; whoever is late is reminded, then those above them are told, step by step. */
  checks: async (process, situation) => {
    const { agenciesToAsk } = situation;
    process.startTelling(situation, agenciesToAsk > 0 ? `Ask ${agenciesToAsk} agencies` : 'Remind and escalate');
    return process.untilRungOrDue(situation, 'Waiting for agencies to answer');
  },

  /** What the agencies hold is talked over. */
  meeting: async (process, situation) => {
    process.startTelling(situation, 'Remind and escalate');
    return process.untilRungOrDue(situation, 'Waiting for the meeting');
  },

  /** Everything is on the table; someone decides. */
  decision: async (process, situation) => {
    process.startTelling(situation, 'Remind and escalate');
    return process.untilRungOrDue(situation, 'Waiting for a decision');
  },

  /** The referrer hears the outcome; once they have, the case is closed, unless a clock still runs. */
  outcome: async (process, situation) => {
    if (situation.noticesOwed === 0) return process.untilRungOrDue(situation, 'Waiting for the last clock');
    process.startTelling(situation, 'Tell the referrer the outcome');
    await process.untilTold();
    return process.catchUp('The outcome has been told');
  },

  /** The referrer or an agency may still disagree. */
  'open-to-challenge': async (process, situation) => {
    process.startTelling(situation, 'Remind and escalate');
    return process.untilRungOrDue(situation, 'Open to challenge');
  },

  /** What came in after closure is passed on; nothing else is owed. */
  closed: async (process, situation) => {
    process.startTelling(situation, 'Pass on what came in after closure');
    await process.untilTold();
    return process.catchUp('What came in has been passed on');
  },
};
