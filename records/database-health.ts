import type { Database } from './database.js';

/** Whether PostgreSQL answers a query of each pool. */
export async function isReachable(database: Database): Promise<boolean> {
  try {
    await Promise.all([database.reads.rows`SELECT 1`, database.acts.rows`SELECT 1`]);
    return true;
  } catch {
    return false;
  }
}
