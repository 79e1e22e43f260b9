import type { Look } from '../domain/looks.js';
import type { Sql } from './statements.js';

/** A look that could not be recorded: what was looked at is not given. */
export class LookUnrecorded extends Error {
  override readonly name = 'LookUnrecorded';
}

/**
 * Records a look, over a pool or in a transaction. A reference or the id of a check is kept as the case and check that it leads to, and
 * not at all where it leads nowhere.
 * @throws LookUnrecorded with its cause
 */
export async function recordLook(sql: Pick<Sql, 'run'>, look: Look): Promise<void> {
  const { hubId, at, kind, what, userId, role, items, why, terms, requestId, address } = look;
  const on = namesOf(look);
  try {
    await sql.run`
      INSERT INTO "AccessEvent" ("hubId", "at", "kind", "what", "userId", "role", "caseId", "checkId", "subjectId", "items", "why", "terms", "requestId", "address")
      SELECT ${hubId}, ${at}::timestamptz, ${kind}, ${what}, ${userId}::uuid, ${role}, COALESCE(${on.caseId}::uuid, r."caseId", k."caseId"),
             k."id", ${on.subjectId}::uuid, ${items ?? null}::int, ${why ?? null}, ${terms ?? null}, ${requestId ?? null}::uuid, ${address ?? null}
      FROM (SELECT) AS look
      LEFT JOIN "Referral" r ON r."hubId" = ${hubId} AND r."reference" = ${on.reference}
      LEFT JOIN "AgencyCheck" k ON k."id" = ${on.checkId}::uuid AND k."hubId" = ${hubId}`;
  } catch (error) {
    throw new LookUnrecorded('A look could not be recorded', { cause: error });
  }
}

interface Names {
  caseId: string | null;
  reference: string | null;
  checkId: string | null;
  subjectId: string | null;
}

const namesOf = ({ on }: Look): Names => ({ caseId: null, reference: null, checkId: null, subjectId: null, ...on });
