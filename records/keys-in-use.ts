import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { EnvironmentError } from '../runtime/environment.js';
import type { KeyRing } from '../runtime/keys.js';
import { onlyFirst } from '../runtime/trouble.js';
import type { Database } from './database.js';
import { openPool } from './pools.js';
import { sqlOver } from './statements.js';

/*
 * Every process of the service says in the record which keys it holds, by their ids, so that `npm run keys:rotate` seals nothing that one of
 * them could not read.
 */

export interface KeysInUseOptions {
  database: Pick<Database, 'acts'>;
  program: 'api' | 'worker';
  keys: KeyRing;
  /** Told when it begins to fail, not of each failure; it tries again. */
  onTrouble: (error: unknown) => void;
}

export interface KeysInUse {
  /** Says that this process runs no more. */
  stop: () => Promise<void>;
}

const everyMilliseconds = 60_000;
/** So long a process counts that has said nothing more: it was killed, or cannot reach PostgreSQL. */
const countsForMinutes = 3;

/** Says which keys this process holds, at once and then every minute until it is stopped. */
export function tellKeysInUse({ database: { acts }, program, keys, onTrouble }: KeysInUseOptions): KeysInUse {
  const id = randomUUID();
  const keyIds = keys.all.map((key) => key.id);
  const stopping = new AbortController();
  const trouble = onlyFirst(onTrouble);
  const tell = async (): Promise<void> => {
    await acts.run`
      INSERT INTO "RunningProcess" ("id", "program", "keyIds", "seenAt")
      VALUES (${id}::uuid, ${program}, ${keyIds}::text[], clock_timestamp())
      ON CONFLICT ("id") DO UPDATE SET "seenAt" = clock_timestamp()`;
    await acts.run`DELETE FROM "RunningProcess" WHERE "seenAt" < clock_timestamp() - interval '1 day'`;
  };
  const going = (async () => {
    while (!stopping.signal.aborted) {
      await tell().then(trouble.over, trouble.tell);
      await pause(everyMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await going;
      await acts.run`DELETE FROM "RunningProcess" WHERE "id" = ${id}::uuid`.catch(trouble.tell);
    },
  };
}

/** Processes of one program that hold the same keys. */
interface Holders {
  program: string;
  keyIds: string[];
}

/**
 * Sees that every process of the service seals with the key in use, before anything is sealed with it.
 * @param ownerUrl of the role that owns the record
 * @param whereNoneRuns what to do where no process says that it runs: a service that stands still must be said to
 * @throws EnvironmentError with what to do first
 */
export async function requireKeyInUse(
  ownerUrl: string,
  { current }: KeyRing,
  whereNoneRuns: 'refuse' | 'go on',
): Promise<void> {
  const holders = await holdersOfKeys(ownerUrl);
  const other = holders.find(({ keyIds }) => keyIds[0] !== current.id);
  if (other !== undefined) {
    throw new EnvironmentError(
      `Nothing was sealed: the service does not seal with the key ${current.id} yet (${other.program}: ${other.keyIds.join(', ')}). First do steps 1 and 2 of "A new key" in docs/operations.md; a process that was killed counts for ${countsForMinutes} minutes more.`,
    );
  }
  if (holders.length === 0 && whereNoneRuns === 'refuse') {
    throw new EnvironmentError(
      `Nothing was sealed: no process of the service runs, so that it is not known which keys it has. Start it, with ${current.id} as the first of SECRET_KEYS, and try again after a minute; or add --service-stands-still.`,
    );
  }
}

async function holdersOfKeys(ownerUrl: string): Promise<Holders[]> {
  const pool = openPool(ownerUrl, { max: 1 });
  try {
    return await sqlOver(async (statement) => pool.query(statement)).rows<Holders>`
      SELECT DISTINCT "program", "keyIds" FROM "RunningProcess"
      WHERE "seenAt" > clock_timestamp() - make_interval(mins => ${countsForMinutes}) ORDER BY 1, 2`;
  } finally {
    await pool.end();
  }
}
