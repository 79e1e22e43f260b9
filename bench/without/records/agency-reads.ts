import type * as real from '../../../records/agency-reads.js';
import { openPool } from '../../../records/pools.js';
import { sqlOver } from '../../../records/statements.js';

/** A pool like that of all other reads, in whose statements nobody is named: its URL is that of the application's role. */
export const openAgencyReads: typeof real.openAgencyReads = (url, max) => {
  const pool = openPool(url, { max });
  const reads = sqlOver(async (statement) => pool.query(statement));
  return {
    as: () => reads,
    requireAnswer: async () => {
      await pool.query('SELECT 1');
    },
    close: () => pool.end(),
  };
};

export const refuseMightyRole: typeof real.refuseMightyRole = () => Promise.resolve();
