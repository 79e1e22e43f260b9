import type { Stage } from '../domain/case.js';
import type { Policy, Rating } from '../domain/policy.js';
import type { CaseStart, Situation } from '../domain/process.js';
import type { Sql } from './database.js';

interface SituationRow {
  hubId: string;
  reference: string;
  stage: Stage;
  rating: Rating | null;
  courseSeq: number;
  heardSeq: number;
  noticesOwed: number;
  agenciesToAsk: number;
  dueAt: Date | null;
  nextStepAt: Date | null;
  graceMilliseconds: Policy['graceMilliseconds'];
}

/** A workflow was started for a case that the record does not know so. Its words are references and ids only. */
export class CaseMismatch extends Error {
  override readonly name = 'CaseMismatch';
}

/**
 * Reads what the process needs to know of its case, and notes that it has heard everything up to now: both from one snapshot,
 * so that nothing counts as heard that was not read.
 * @throws CaseMismatch if the case is not the one that the workflow was started for
 */
export async function hearSituation(sql: Sql, start: CaseStart): Promise<Situation> {
  const situation = await readSituation(sql, start);
  if (situation.unheard) {
    await sql.$executeRaw`
      UPDATE "CaseCourse" SET "heardSeq" = ${situation.heardSeq},
        "unheardSince" = CASE WHEN "courseSeq" > ${situation.heardSeq} THEN "unheardSince" END
      WHERE "caseId" = ${start.caseId}::uuid AND "heardSeq" < ${situation.heardSeq}`;
  }
  return situation.situation;
}

async function readSituation(
  sql: Sql,
  start: CaseStart,
): Promise<{ situation: Situation; heardSeq: number; unheard: boolean }> {
  const [row] = await sql.$queryRaw<SituationRow[]>`
    SELECT c."hubId", c."reference", c."stage", c."rating", k."courseSeq", k."heardSeq", c."nextDueAt" AS "dueAt",
           n."owed" AS "noticesOwed", n."toAsk" AS "agenciesToAsk", d."nextStepAt", p."graceMilliseconds"
    FROM "Case" c
    JOIN "CaseCourse" k ON k."caseId" = c."id",
    LATERAL (SELECT count(*)::int AS "owed", count(*) FILTER (WHERE "kind" = 'check-request')::int AS "toAsk"
             FROM "Notice" WHERE "caseId" = c."id" AND "state" IN ('due', 'sending')) n,
    LATERAL (SELECT min("nextStepAt") AS "nextStepAt" FROM "Deadline" WHERE "caseId" = c."id" AND "settledAt" IS NULL) d,
    LATERAL (SELECT ("rules"->>'graceMilliseconds')::int AS "graceMilliseconds" FROM "Policy"
             WHERE "hubId" = c."hubId" AND "effectiveFrom" <= clock_timestamp() ORDER BY "version" DESC LIMIT 1) p
    WHERE c."id" = ${start.caseId}::uuid`;
  if (row?.reference !== start.reference || row.hubId !== start.hubId) {
    throw new CaseMismatch(
      `The record knows no case ${start.caseId} of reference ${start.reference} in hub ${start.hubId}`,
    );
  }
  return {
    heardSeq: row.courseSeq,
    unheard: row.heardSeq < row.courseSeq,
    situation: {
      stage: row.stage,
      rating: row.rating,
      heardSeq: row.courseSeq,
      noticesOwed: row.noticesOwed,
      agenciesToAsk: row.agenciesToAsk,
      dueAt: row.dueAt?.toISOString() ?? null,
      nextStepAt:
        row.nextStepAt === null ? null : new Date(row.nextStepAt.getTime() + row.graceMilliseconds).toISOString(),
    },
  };
}
