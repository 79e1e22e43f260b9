import type { OpenCase } from './open-case.js';

interface MissedDeadline {
  id: string;
  checkId: string | null;
  clock: string;
  plan: number;
  dueAt: Date;
  agency: string | null;
}

/**
 * Records every deadline of the case that was missed by an instant: that of an act itself, and for a doing of the process one
 * that leaves acts of just before the deadline the time to arrive. Whoever locks the case first does
 * this, before anything is settled or planned again: a breach is a fact about instants, and noticing it late never erases it.
 */
export async function recordBreaches(open: OpenCase, by: Date): Promise<void> {
  const { row, sql } = open;
  if (row.nextDueAt === null || row.nextDueAt >= by) return;
  const missed = await sql.rows<MissedDeadline>`
    WITH missed AS (
      UPDATE "Deadline" SET "breachedAt" = "dueAt"
      WHERE "caseId" = ${row.id}::uuid AND "settledAt" IS NULL AND "breachedAt" IS NULL AND "dueAt" < ${by}
      RETURNING "id", "checkId", "clock", "plan", "dueAt"
    ) SELECT missed.*, c."agency" FROM missed LEFT JOIN "AgencyCheck" c ON c."id" = missed."checkId" ORDER BY missed."dueAt", c."agency"`;
  for (const deadline of missed) {
    open.append({
      type: 'deadline-breached',
      actorId: null,
      actorRole: 'process',
      businessKey: `breach:${deadline.checkId ?? deadline.clock}:${deadline.plan}`,
      facts: {
        clock: deadline.clock,
        checkId: deadline.checkId,
        agency: deadline.agency,
        dueAt: deadline.dueAt.toISOString(),
      },
    });
  }
}
