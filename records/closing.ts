import type { CaseStart, Situation } from '../domain/process.js';
import { workOnCase } from './acts.js';
import type { Database } from './database.js';
import type { OpenCase } from './open-case.js';
import { hearSituation } from './situation.js';

/**
 * Closes a case whose outcome has been told, if the record has not moved on since the event that the process heard last and
 * nothing is owed any more: no message on its way, no clock running. Otherwise it changes nothing. Either way it tells how
 * the case stands.
 */
export async function closeCase(database: Database, start: CaseStart, heardSeq: number, now: Date): Promise<Situation> {
  return workOnCase(database, start.caseId, now, async (open) => {
    const situation = await hearSituation(open.sql, start);
    if (situation.stage !== 'outcome' || situation.heardSeq !== heardSeq || situation.noticesOwed > 0) return situation;
    if (await clocksRun(open)) return situation;
    open.row.stage = 'closed';
    open.row.closedAt = open.at;
    open.append({ type: 'case-closed', actorId: null, actorRole: 'process', facts: { heardSeq } });
    return { ...situation, stage: 'closed' };
  });
}

async function clocksRun({ sql, row }: OpenCase): Promise<boolean> {
  const [running] = await sql.rows`
    SELECT 1 FROM "Deadline" WHERE "caseId" = ${row.id}::uuid AND "settledAt" IS NULL LIMIT 1`;
  return running !== undefined;
}
