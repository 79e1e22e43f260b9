import { createHmac } from 'node:crypto';
import type { Look } from '../domain/looks.js';
import type { KeyRing } from '../runtime/keys.js';
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
  const { hubId, at, kind, what, userId, role, on = {}, items, why, terms, requestId, address } = look;
  try {
    await sql.run`
      INSERT INTO "AccessEvent" ("hubId", "at", "kind", "what", "userId", "role", "caseId", "checkId", "subjectId", "items", "why", "terms", "requestId", "address")
      SELECT ${hubId}, ${at}::timestamptz, ${kind}, ${what}, ${userId}::uuid, ${role}, COALESCE(${on.caseId ?? null}::uuid, r."caseId", k."caseId"),
             k."id", ${on.subjectId ?? null}::uuid, ${items ?? null}::int, ${why ?? null}, ${terms ?? null}, ${requestId ?? null}::uuid, ${address ?? null}
      FROM (SELECT) AS look
      LEFT JOIN "Referral" r ON r."hubId" = ${hubId} AND r."reference" = ${on.reference ?? null}
      LEFT JOIN "AgencyCheck" k ON k."id" = ${on.checkId ?? null}::uuid AND k."hubId" = ${hubId}`;
  } catch (error) {
    throw new LookUnrecorded('A look could not be recorded', { cause: error });
  }
}

/**
 * What somebody searched for, as it is kept: the id of the key in use and an HMAC-SHA-256 under it. The same words give the same
 * hash, however they were typed, for as long as the key is in use.
 */
export function hashedTerms({ current }: KeyRing, terms: string): string {
  const words = terms.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
  const mac = createHmac('sha256', current.derive('blind-index')).update(`looks:${words}`, 'utf8').digest('base64url');
  return `${current.id}:${mac}`;
}
