import { createHmac } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { codeLimits, type CodeLimit } from '../domain/one-time-codes.js';
import type { KeyRing } from '../runtime/keys.js';
import { openPool } from './pools.js';

/** How often something was tried, over all API processes and their restarts. */
export interface Attempts {
  /**
   * Counts a try by somebody, whom the record keeps as a MAC.
   * @returns seconds until the next one is allowed; 0 where this one is
   */
  take: (limit: CodeLimit, by: string) => Promise<number>;
  close: () => Promise<void>;
}

const connections = 2;

/** Opens the counts. Connections are made when first needed. */
export function openAttempts(url: string, keys: KeyRing): Attempts {
  const pool = openPool(url, { max: connections });
  const limiters = Object.fromEntries(
    Object.entries(codeLimits).map(([name, { points, seconds }]) => [
      name,
      new RateLimiterPostgres({
        ...{
          storeClient: pool,
          storeType: 'pool',
          tableName: 'Attempts',
          tableCreated: true,
          clearExpiredByTimeout: false,
        },
        ...{ keyPrefix: name, points, duration: seconds },
      }),
    ]),
  ) as Record<CodeLimit, RateLimiterPostgres>;
  return {
    take: async (limit, by) => {
      const mac = createHmac('sha256', keys.current.derive('blind-index')).update(`attempts:${limit}:${by}`, 'utf8');
      try {
        await limiters[limit].consume(mac.digest('base64url'));
        return 0;
      } catch (error) {
        if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
        throw error;
      }
    },
    close: async () => pool.end(),
  };
}
