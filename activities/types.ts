import type { CaseStart, Situation } from '../domain/process.js';

/**
 * What the process does to the world. Instants that go in are the workflow's (milliseconds since the epoch); an activity takes
 * the later of that and its own clock, so that skipped time counts and a retry is never early.
 */
export interface CaseActivities {
  /** Reads the situation and notes that the process has heard. */
  readCase: (start: CaseStart) => Promise<Situation>;
  /** Takes every ladder step that is due, then reads the situation. */
  climb: (start: CaseStart, now: number) => Promise<Situation>;
  /** Sends everything the case owes; fails retryably while something is owed still. */
  tell: (start: CaseStart, now: number) => Promise<void>;
  /** Closes the case if the record has not moved on since the event heard last, then tells how it stands. */
  close: (start: CaseStart, heardSeq: number, now: number) => Promise<Situation>;
}
