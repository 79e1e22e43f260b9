import type { CaseStart } from '../domain/process.js';
import type { Database } from './database.js';

/** Wait before a case that has been rung is rung again, while its workflow has not heard: 5 s, 10 s, 20 s … at most 60 s. */
const repeatSeconds = { first: 5, most: 60 } as const;

/** How long after a ring that did not get through the next one is tried. */
const retrySeconds = 1;

interface UnheardCase extends CaseStart {
  rating: string | null;
}

/**
 * Claims cases whose workflow has not heard of their last change and that may be rung now, Red ones first. Each is put off, so
 * that several processes do not ring the same case at once; nothing stays locked.
 */
export async function claimUnheard(database: Database, most: number): Promise<CaseStart[]> {
  const claimed = await database.acts.rows<UnheardCase>`
    WITH unheard AS (
      SELECT k."caseId" FROM "CaseCourse" k JOIN "Case" c ON c."id" = k."caseId"
      WHERE k."heardSeq" < k."courseSeq" AND k."ringAt" <= clock_timestamp()
      ORDER BY (c."rating" = 'red') DESC NULLS LAST, k."ringAt" LIMIT ${most} FOR UPDATE OF k SKIP LOCKED
    )
    UPDATE "CaseCourse" k SET "rings" = k."rings" + 1,
      "ringAt" = clock_timestamp() + make_interval(secs => least(${repeatSeconds.first}::int * power(2, k."rings"), ${repeatSeconds.most}::int))
    FROM unheard, "Case" c WHERE k."caseId" = unheard."caseId" AND c."id" = k."caseId"
    RETURNING c."hubId", c."id" AS "caseId", c."reference", c."rating"`;
  return claimed
    .sort((a, b) => Number(b.rating === 'red') - Number(a.rating === 'red'))
    .map(({ hubId, caseId, reference }) => ({ hubId, caseId, reference }));
}

/** Notes that rings did not get through, so that they are tried again at once when Temporal is back. */
export async function ringAgainSoon(database: Database, caseIds: readonly string[]): Promise<void> {
  await database.acts.run`
    UPDATE "CaseCourse" SET "ringAt" = clock_timestamp() + make_interval(secs => ${retrySeconds}), "rings" = 0
    WHERE "caseId" = ANY(${[...caseIds]}::uuid[]) AND "heardSeq" < "courseSeq"`;
}

/** Every case in flight, and every closed one that still owes somebody a message: those that must have a workflow. */
export async function casesInFlight(database: Database): Promise<CaseStart[]> {
  return database.reads.rows<CaseStart>`
    SELECT c."hubId", c."id" AS "caseId", c."reference" FROM "Case" c
    WHERE c."closedAt" IS NULL
       OR EXISTS (SELECT FROM "Notice" n WHERE n."caseId" = c."id" AND n."state" IN ('due', 'sending'))
    ORDER BY (c."rating" = 'red') DESC NULLS LAST, c."nextDueAt" NULLS LAST`;
}
