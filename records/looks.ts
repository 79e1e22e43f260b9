import { createHmac } from 'node:crypto';
import type { Look } from '../domain/looks.js';
import type { NoticeKind, Recipient } from '../domain/notices.js';
import type { KeyRing } from '../runtime/keys.js';
import type { Sql } from './statements.js';
import type { Transaction } from './transactions.js';

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

/** A message that went out, or perhaps did: a look at its case by those whom it told. */
export interface SentMessage {
  what: NoticeKind;
  role: Recipient;
  checkId: string | null;
  /** To how many addresses; null where that is no longer known. */
  items: number | null;
}

/** Records messages about a case as looks, in the transaction that settles them. @param why null where they certainly went out */
export function recordSent(
  sql: Transaction,
  { hubId, caseId, at }: { hubId: string; caseId: string; at: Date },
  messages: readonly SentMessage[],
  why: 'uncertain' | null,
): void {
  sql.write`
    INSERT INTO "AccessEvent" ("hubId", "at", "kind", "what", "role", "caseId", "checkId", "items", "why")
    SELECT ${hubId}, ${at}::timestamptz, 'sent', m."what", m."role", ${caseId}::uuid, m."checkId", m."items", ${why}
    FROM jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) AS m("what" text, "role" text, "checkId" uuid, "items" int)`;
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
