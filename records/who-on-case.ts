import fragment from 'sql-template-tag';
import type { Database } from './database.js';
import { holderIn, isHeld, mayHoldCheck, type Holder } from './holders.js';

/** Somebody who did something. */
export interface Named {
  id: string;
  name: string;
}

/** How an agency is reached. */
export interface AgencyContact {
  /** As administrators have it. */
  name: string;
  /** Its shared mailbox. */
  email: string;
}

/** Who holds a case and its checks, who acted on it, and how its agencies are reached. */
export interface WhoOnCase {
  owner: Holder | null;
  /** By the id of the user; somebody of whom nothing is known any more has no name. */
  named: (userId: string) => Named;
  /** By the id of the check. */
  holderOf: (checkId: string) => Holder | null;
  /** By the code of the agency. */
  contactOf: (agency: string) => AgencyContact | null;
}

interface WhoRow {
  ownerId: string | null;
  ownerName: string | null;
  isHeld: boolean;
  people: Named[];
  holders: (Holder & { checkId: string })[];
  contacts: (AgencyContact & { code: string })[];
}

/** In one statement: a case is read often, and by few connections. */
export async function whoIsOnCase({ reads }: Pick<Database, 'reads'>, caseId: string): Promise<WhoOnCase> {
  const [row] = await reads.rows<WhoRow>`
    SELECT c."ownerId", (SELECT o."name" FROM "User" o WHERE o."id" = c."ownerId") AS "ownerName", ${isHeld(fragment`c."hubId"`)} AS "isHeld",
      COALESCE((SELECT json_agg(json_build_object('id', u."id", 'name', u."name")) FROM "User" u WHERE u."id" IN (
        SELECT s."byId" FROM "Screening" s WHERE s."caseId" = c."id" UNION SELECT d."byId" FROM "DecisionRound" d WHERE d."caseId" = c."id")), '[]') AS "people",
      COALESCE((SELECT json_agg(json_build_object('checkId', k."id", 'id', h."id", 'name', h."name", 'available', ${mayHoldCheck}))
        FROM "AgencyCheck" k JOIN "User" h ON h."id" = k."claimedById" WHERE k."caseId" = c."id"), '[]') AS "holders",
      COALESCE((SELECT json_agg(json_build_object('code', a."code", 'name', a."name", 'email', a."email")) FROM "Agency" a WHERE a."hubId" = c."hubId"), '[]') AS "contacts"
    FROM "Case" c WHERE c."id" = ${caseId}::uuid`;
  if (row === undefined) throw new Error(`There is no case ${caseId}`);
  const names = new Map(row.people.map(({ id, name }) => [id, name]));
  const holders = new Map(row.holders.map(({ checkId, ...holder }) => [checkId, holder]));
  const mailboxes = new Map(row.contacts.map(({ code, ...contact }) => [code, contact]));
  return {
    owner: holderIn(row),
    named: (id) => ({ id, name: names.get(id) ?? '' }),
    holderOf: (checkId) => holders.get(checkId) ?? null,
    contactOf: (agency) => mailboxes.get(agency) ?? null,
  };
}
