import type { ServedDatabase } from './database.js';

/** Whether PostgreSQL answers each pool. */
export async function isReachable({ reads, acts, agencies }: ServedDatabase): Promise<boolean> {
  try {
    await Promise.all([reads.rows`SELECT 1`, acts.rows`SELECT 1`, agencies.requireAnswer()]);
    return true;
  } catch {
    return false;
  }
}
