/** Where every act takes its instant from, so that tests can set it. */
export interface Clock {
  now: () => Date;
}

/** The wall clock of this machine: the one place, outside workflows, that reads it. */
export const systemClock: Clock = { now: () => new Date() };
