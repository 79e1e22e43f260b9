import type { Stage } from '../domain/case.js';
import type { Policy, Rating } from '../domain/policy.js';
import type { CaseStart, Situation } from '../domain/process.js';
import type { Sql } from './statements.js';

interface SituationRow {
  stage: Stage;
  rating: Rating | null;
  courseSeq: number;
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
  const [row] = await sql.rows<SituationRow>`
    WITH situation AS (
      SELECT c."stage", c."rating", k."courseSeq", c."nextDueAt" AS "dueAt",
             n."owed" AS "noticesOwed", n."toAsk" AS "agenciesToAsk", d."nextStepAt", p."graceMilliseconds"
      FROM "Case" c
      JOIN "CaseCourse" k ON k."caseId" = c."id",
      LATERAL (SELECT count(*)::int AS "owed", count(*) FILTER (WHERE "kind" = 'check-request')::int AS "toAsk"
               FROM "Notice" WHERE "caseId" = c."id" AND "state" IN ('due', 'sending')) n,
      LATERAL (SELECT min("nextStepAt") AS "nextStepAt" FROM "Deadline" WHERE "caseId" = c."id" AND "settledAt" IS NULL) d,
      LATERAL (SELECT ("rules"->>'graceMilliseconds')::int AS "graceMilliseconds" FROM "Policy"
               WHERE "hubId" = c."hubId" AND "effectiveFrom" <= clock_timestamp() ORDER BY "version" DESC LIMIT 1) p
      WHERE c."id" = ${start.caseId}::uuid AND c."reference" = ${start.reference} AND c."hubId" = ${start.hubId}
    ), heard AS (
      UPDATE "CaseCourse" k SET "heardSeq" = s."courseSeq",
        "unheardSince" = CASE WHEN k."courseSeq" > s."courseSeq" THEN k."unheardSince" END
      FROM situation s WHERE k."caseId" = ${start.caseId}::uuid AND k."heardSeq" < s."courseSeq"
    )
    SELECT * FROM situation`;
  if (row === undefined) {
    throw new CaseMismatch(
      `The record knows no case ${start.caseId} of reference ${start.reference} in hub ${start.hubId}`,
    );
  }
  const { stage, rating, courseSeq, noticesOwed, agenciesToAsk, dueAt, nextStepAt, graceMilliseconds } = row;
  return {
    stage,
    rating,
    heardSeq: courseSeq,
    told: {},
    noticesOwed,
    agenciesToAsk,
    dueAt: dueAt?.toISOString() ?? null,
    nextStepAt: nextStepAt === null ? null : new Date(nextStepAt.getTime() + graceMilliseconds).toISOString(),
  };
}
