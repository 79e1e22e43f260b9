import { EnvironmentError } from '../runtime/environment.js';
import { requireAgencyRole } from './agency-role.js';
import { openPool } from './pools.js';
import { sqlOver, statementOf, type Sql } from './statements.js';
import { readInTransaction } from './transactions.js';

/** On whose behalf an agency's read runs. */
export interface AgencyReader {
  readonly hubId: string;
  /** Code of the agency; blank for somebody of none, who sees nothing. */
  readonly agency: string;
  readonly userId: string;
}

/**
 * The record as agencies read it: by a role to which PostgreSQL shows the checks of one agency that stand open to one of its users, and
 * what belongs to them, whatever a statement asks for.
 */
export interface AgencyReads {
  /** Statements that see what this reader may see, each in a transaction of its own. */
  as: (reader: AgencyReader) => Pick<Sql, 'rows'>;
  /**
   * Asks PostgreSQL for an answer.
   * @throws EnvironmentError if the role that signs in might see more than an agency may; any other error if PostgreSQL is away
   */
  requireAnswer: () => Promise<void>;
  close: () => Promise<void>;
}

/**
 * Opens the pool of the role by which agencies read. No connection is used whose role has not been looked at.
 * @param max the most connections at a time
 */
export function openAgencyReads(url: string, max: number): AgencyReads {
  const pool = openPool(url, {
    max,
    // With its policies a statement takes longer to plan than to run: it is planned once on each connection.
    settings: { plan_cache_mode: 'force_generic_plan' },
    verify: (client, done) => {
      requireAgencyRole(client).then(() => {
        done();
      }, done);
    },
  });
  return {
    as: ({ hubId, agency, userId }) => {
      const settings = statementOf`SELECT read_as(${hubId}, ${agency}, ${userId}::uuid)`;
      return sqlOver(async (statement) => readInTransaction(pool, settings, statement));
    },
    requireAnswer: async () => {
      await pool.query('SELECT 1');
    },
    close: () => pool.end(),
  };
}

/**
 * For a program that starts. PostgreSQL need not be there yet: each connection is looked at when it is made.
 * @throws EnvironmentError if the role by which agencies read might see more than they may
 */
export async function refuseMightyRole({ requireAnswer }: AgencyReads): Promise<void> {
  await requireAnswer().catch((error: unknown) => {
    if (error instanceof EnvironmentError) throw error;
  });
}
