import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import type { SessionLimits } from '../runtime/environment.js';
import { openPool } from './pools.js';

/** Where the sessions of browsers are kept: the table `Session`, over a small pool of its own. */
export interface SessionStore {
  store: session.Store;
  close: () => Promise<void>;
}

/** Sessions are read by one key, so a few connections serve everyone, and a busy record signs nobody out. */
const connections = 3;

const secondsAnHour = 3600;

/**
 * Opens the store. Connections are made when first needed; rows that are over are removed every quarter of an hour or so.
 * @param onTrouble told when rows that are over could not be removed
 */
export function openSessionStore(url: string, { hours }: SessionLimits, onTrouble: () => void): SessionStore {
  const pool = openPool(url, { max: connections });
  const PostgresStore = connectPgSimple(session);
  const store = new PostgresStore({
    pool,
    tableName: 'Session',
    ttl: hours * secondsAnHour,
    // When a session was last used is kept by `records/sessions.ts`, which never brings back one that was ended.
    disableTouch: true,
    errorLog: onTrouble,
  });
  return {
    store,
    close: async () => {
      store.close();
      await pool.end();
    },
  };
}
