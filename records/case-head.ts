import type { Stage } from '../domain/case.js';
import type { Rating } from '../domain/policy.js';
import type { Database } from './database.js';
import type { Sight } from './sight.js';

/** What stands above everything that is shown of a case. */
export interface CaseHead {
  reference: string;
  stage: Stage;
  rating: Rating | null;
  immediateDanger: boolean;
}

/** Reads the head of a case alone. Throws if there is no such case. */
export async function readCaseHead(
  { reads }: Pick<Database, 'reads'>,
  { caseId }: Sight<'see-case'>,
): Promise<CaseHead> {
  const [head] = await reads.rows<CaseHead>`
    SELECT "reference", "stage", "rating", "immediateDanger" FROM "Case" WHERE "id" = ${caseId}::uuid`;
  if (head === undefined) throw new Error(`There is no case ${caseId}`);
  return head;
}
