import type { CaseStart, Situation } from '../domain/process.js';
import { workOnCase } from './acts.js';
import type { Database } from './database.js';
import { hearSituation } from './situation.js';
import type { Sql } from './statements.js';

/**
 * Closes a case whose outcome has been told, if nothing is owed any more: no message on its way, no clock running. Otherwise it
 * changes nothing. Either way it answers how the case stands, heard under the same lock, so that a closed case has been heard
 * to its last event.
 */
export async function closeCase(database: Database, start: CaseStart, now: Date): Promise<Situation> {
  return workOnCase(database, start.caseId, now, {
    read: async (sql) => Promise.all([hearSituation(sql, start), clocksRun(sql, start)]),
    work: (open, [situation, clocksRunning]) => {
      if (situation.stage !== 'outcome' || situation.noticesOwed > 0 || clocksRunning) return situation;
      open.row.stage = 'closed';
      open.row.closedAt = open.at;
      open.append({
        type: 'case-closed',
        actorId: null,
        actorRole: 'process',
        facts: { heardSeq: situation.heardSeq },
      });
      return { ...situation, stage: 'closed' };
    },
  });
}

async function clocksRun(sql: Sql, { caseId }: CaseStart): Promise<boolean> {
  const [running] = await sql.rows`
    SELECT 1 FROM "Deadline" WHERE "caseId" = ${caseId}::uuid AND "settledAt" IS NULL LIMIT 1`;
  return running !== undefined;
}
