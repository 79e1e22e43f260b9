import type { CaseStart, Situation } from '../domain/process.js';

/**
 * What the process does to the world. Instants that go in are the workflow's (milliseconds since the epoch); an activity takes
 * the later of that and its own clock, so that skipped time counts and a retry is never early.
 */
export interface CaseActivities {
  /**
   * Hears what has changed, takes every ladder step that is due, sends what the case owes as far as that is a matter of
   * seconds, and closes a case whose outcome has been told. Answers how the case then stands.
   */
  catchUp: (start: CaseStart, now: number) => Promise<Situation>;
  /** Sends what could not be sent at once; fails retryably while something is owed still. */
  tell: (start: CaseStart, now: number) => Promise<void>;
}
