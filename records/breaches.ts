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
 * Records every deadline of the case that was missed by the instant of this act or doing. Whoever locks the case first does
 * this, before anything is settled or planned again: a breach is a fact about instants, and noticing it late never erases it.
 */
export async function recordBreaches(open: OpenCase): Promise<void> {
  const { row, sql, now } = open;
  if (row.nextDueAt === null || row.nextDueAt >= now) return;
  const missed = await sql.$queryRaw<MissedDeadline[]>`
    WITH missed AS (
      UPDATE "Deadline" SET "breachedAt" = "dueAt"
      WHERE "caseId" = ${row.id}::uuid AND "settledAt" IS NULL AND "breachedAt" IS NULL AND "dueAt" < ${now}
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
