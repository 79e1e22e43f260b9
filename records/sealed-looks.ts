import { createHash } from 'node:crypto';
import type { Sql } from './statements.js';

/** A seal over the looks that were recorded after the seal before it. */
export interface LookSeal {
  /** The last day that it covers, UTC, `YYYY-MM-DD`. */
  day: string;
  /** Place of the last look that it covers, as text: it has 64 bits. */
  lastSeq: string;
  count: number;
  hash: Uint8Array;
}

export const dayMilliseconds = 24 * 60 * 60 * 1000;

/** The instant at which a day ends. @param day UTC, `YYYY-MM-DD` */
export const endOf = (day: string): Date => new Date(Date.parse(day) + dayMilliseconds);

/** Where the first seal goes on from. */
export const noSeal = { lastSeq: '0', hash: new Uint8Array(32) } as const;

interface StoredLook {
  seq: string;
  at: Date;
  hubId: string;
  kind: string;
  what: string | null;
  userId: string | null;
  role: string | null;
  caseId: string | null;
  checkId: string | null;
  subjectId: string | null;
  items: number | null;
  why: string | null;
  terms: string | null;
  requestId: string | null;
  address: string | null;
}

/** Looks that are read together. */
const pageSize = 1000;

/**
 * Hashes the looks after one place up to another, page by page: SHA-256 over the hash of the seal before, the day, every look in the
 * order of its recording, and how many there were.
 * @param onLook told the instant of each
 */
export async function sealOver(
  sql: Pick<Sql, 'rows'>,
  previous: Pick<LookSeal, 'lastSeq' | 'hash'>,
  { day, lastSeq }: Pick<LookSeal, 'day' | 'lastSeq'>,
  onLook: (at: Date) => void = () => undefined,
): Promise<LookSeal> {
  const hash = createHash('sha256')
    .update(previous.hash)
    .update(inFields([day]), 'utf8');
  let count = 0;
  let after = previous.lastSeq;
  for (;;) {
    const looks = await sql.rows<StoredLook>`
      SELECT "seq", "at", "hubId", "kind", "what", "userId", "role", "caseId", "checkId", "subjectId", "items", "why", "terms", "requestId", "address"
      FROM "AccessEvent" WHERE "seq" > ${after}::bigint AND "seq" <= ${lastSeq}::bigint ORDER BY "seq", "at" LIMIT ${pageSize}`;
    hash.update(looks.map((look) => inFields(fieldsOf(look))).join(''), 'utf8');
    for (const { at } of looks) onLook(at);
    count += looks.length;
    after = looks.at(-1)?.seq ?? after;
    if (looks.length < pageSize) break;
  }
  hash.update(inFields([lastSeq, String(count)]), 'utf8');
  return { day, lastSeq, count, hash: new Uint8Array(hash.digest()) };
}

const fieldsOf = (look: StoredLook): (string | null)[] => [
  ...[look.seq, look.at.toISOString(), look.hubId, look.kind, look.what, look.userId, look.role],
  ...[look.caseId, look.checkId, look.subjectId, look.items === null ? null : String(look.items), look.why],
  ...[look.terms, look.requestId, look.address],
];

/**
 * Fields as text of which no two lists share a reading: before each stands its length in bytes of UTF-8 and a colon; one that is missing
 * is a hyphen.
 */
export const inFields = (fields: readonly (string | null)[]): string =>
  fields.map((field) => (field === null ? '-' : `${Buffer.byteLength(field, 'utf8')}:${field}`)).join('');
