import { createHmac } from 'node:crypto';
import sql, { empty, type Sql as Fragment } from 'sql-template-tag';
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
 * Records a look, over a pool or in a transaction. A reference, or the id of a check without its case, is kept as the case and check that it
 * leads to, and not at all where it leads nowhere; a case that has been found is kept as it is given.
 * @throws LookUnrecorded with its cause
 */
export async function recordLook(to: Pick<Sql, 'run'>, look: Look): Promise<void> {
  const { hubId, at, kind, what, userId, role, on, items, why, terms, requestId, address } = look;
  const { caseId, checkId, from } = placeOf(look);
  try {
    await to.run`
      INSERT INTO "AccessEvent" ("hubId", "at", "kind", "what", "userId", "role", "caseId", "checkId", "subjectId", "items", "why", "terms", "requestId", "address")
      SELECT ${hubId}, ${at}::timestamptz, ${kind}, ${what}, ${userId}::uuid, ${role}, ${caseId}, ${checkId}, ${on?.subjectId ?? null}::uuid,
             ${items ?? null}::int, ${why ?? null}, ${terms ?? null}, ${requestId ?? null}::uuid, ${address ?? null} ${from}`;
  } catch (error) {
    throw new LookUnrecorded('A look could not be recorded', { cause: error });
  }
}

/** Case and check of a look, and what they are read from: nothing, where they have been found already or there are none. */
function placeOf({ hubId, on = {} }: Look): Record<'caseId' | 'checkId' | 'from', Fragment> {
  const { caseId, reference, checkId } = on;
  if (caseId !== undefined || (reference === undefined && checkId === undefined)) {
    return { caseId: sql`${caseId ?? null}::uuid`, checkId: sql`${checkId ?? null}::uuid`, from: empty };
  }
  return {
    caseId: sql`COALESCE(r."caseId", k."caseId")`,
    checkId: sql`k."id"`,
    from: sql`
      FROM (SELECT) AS look
      LEFT JOIN "Referral" r ON r."hubId" = ${hubId} AND r."reference" = ${reference ?? null}
      LEFT JOIN "AgencyCheck" k ON k."id" = ${checkId ?? null}::uuid AND k."hubId" = ${hubId}`,
  };
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
  to: Transaction,
  { hubId, caseId, at }: { hubId: string; caseId: string; at: Date },
  messages: readonly SentMessage[],
  why: 'uncertain' | null,
): void {
  to.write`
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
