import { setTimeout as pause } from 'node:timers/promises';
import type { Scanner } from '../runtime/clamd.js';
import type { Clock } from '../runtime/clock.js';
import type { KeyRing } from '../runtime/keys.js';
import { eachInTurn, onlyFirst } from '../runtime/trouble.js';
import type { Database } from './database.js';
import { scanQuarantined } from './document-scans.js';
import { forgetOldDrafts } from './drafts.js';
import { tellOfIncompleteLists } from './incomplete-lists.js';
import { forgetOldCodes } from './one-time-codes.js';
import { oweReviews } from './restriction-reviews.js';
import { sealFinishedDays } from './seals.js';

export interface DailyOptions {
  database: Database;
  /** Looks at files that lie in quarantine; undefined where none is configured. */
  scanner: Scanner | undefined;
  keys: KeyRing;
  clock: Clock;
  /** Told of every day as it is sealed. */
  onSealed: (day: string) => void;
  /** Told when it begins to fail, not of each failure; it tries again. */
  onTrouble: (error: unknown) => void;
}

export interface Daily {
  stop: () => Promise<void>;
}

const everyMilliseconds = 5 * 60 * 1000;

/**
 * Does in the API's process what is to be done once a day, or every few minutes: makes the partitions of looks ahead, tells of access lists
 * that lack somebody, asks whether restrictions are still needed, forgets codes and drafts that are too old, has files in quarantine
 * scanned, and seals the days that have finished. Of several processes the first does it.
 */
export function startDaily(options: DailyOptions): Daily {
  const stopping = new AbortController();
  const going = (async () => {
    const trouble = onlyFirst(options.onTrouble);
    while (!stopping.signal.aborted) {
      await doWhatIsDue(options).then(trouble.over, trouble.tell);
      await pause(everyMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await going;
    },
  };
}

async function doWhatIsDue({ database, scanner, keys, clock, onSealed }: DailyOptions): Promise<void> {
  const doings = [
    () => database.acts.rows`SELECT make_look_partitions()`,
    async () => {
      const day = await sealFinishedDays(database, keys, clock.now());
      if (day !== undefined) onSealed(day);
    },
    () => tellOfIncompleteLists(database, clock.now()),
    () => oweReviews(database, clock.now()),
    () => forgetOldCodes(database, clock.now()),
    () => forgetOldDrafts(database, clock.now()),
    async () => {
      if (scanner !== undefined) await scanQuarantined(database, scanner, clock.now());
    },
  ];
  await eachInTurn(doings);
}
