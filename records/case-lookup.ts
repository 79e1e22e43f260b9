import type { Stage } from '../domain/case.js';
import type { Database } from './database.js';

/** Where a reference leads. */
export interface FoundCase {
  caseId: string;
  reference: string;
  version: number;
  stage: Stage;
}

/** The case that a reference opens: that of any of its referrals. Undefined if the hub has none. */
export async function findCase(database: Database, hubId: string, reference: string): Promise<FoundCase | undefined> {
  const [found] = await database.reads.rows<FoundCase>`
    SELECT c."id" AS "caseId", c."reference", c."version", c."stage"
    FROM "Referral" r JOIN "Case" c ON c."id" = r."caseId" WHERE r."hubId" = ${hubId} AND r."reference" = ${reference}`;
  return found;
}

/** Whether an agency knows of a case, because it has been asked about it. */
export async function agencyKnowsCase(database: Database, caseId: string, agency: string): Promise<boolean> {
  const [check] = await database.reads.rows`
    SELECT 1 FROM "AgencyCheck" WHERE "caseId" = ${caseId}::uuid AND "agency" = ${agency} LIMIT 1`;
  return check !== undefined;
}
