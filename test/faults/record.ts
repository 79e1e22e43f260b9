import { createHash, createHmac } from 'node:crypto';
import { sealingWith } from '../../records/sealing.js';
import { keyRing } from '../support/keys.js';
import type { Installation } from './installation.js';

type Reads = Pick<Installation, 'rows'>;

interface Link {
  caseId: string;
  seq: number;
  metadata: string;
  contentMac: Buffer | null;
  hash: Buffer;
  /** In order, sealed; the salt in hexadecimal digits. */
  parts: { part: number; salt: string; content: string }[];
  lastSeq: number;
  lastHash: Buffer;
}

/**
 * Recomputes the chain of every case from the stored bytes: SHA-256 over the hash before, the length of the metadata in 32 bits,
 * the metadata, and the HMACs of the parts of the content as they were written.
 * @returns the cases whose log is not whole
 */
export async function casesWithBrokenLog(record: Reads): Promise<string[]> {
  const links = await record.rows<Link>(
    `SELECT c."id" AS "caseId", e."seq", e."metadata", e."contentMac", e."hash", c."lastSeq", c."lastHash",
       (SELECT coalesce(json_agg(json_build_object('part', x."part", 'salt', encode(x."salt", 'hex'), 'content', x."content") ORDER BY x."part"), '[]')
        FROM "CaseEventContent" x WHERE x."caseId" = e."caseId" AND x."seq" = e."seq") AS "parts"
     FROM "Case" c JOIN "CaseEvent" e ON e."caseId" = c."id" ORDER BY 1, 2`,
  );
  const cases = await record.rows<{ id: string }>('SELECT "id" FROM "Case"');
  return cases.map(({ id }) => id).filter((id) => !isWhole(links.filter(({ caseId }) => caseId === id)));
}

function isWhole(log: readonly Link[]): boolean {
  let head = Buffer.alloc(32);
  for (const [index, { caseId, seq, metadata, contentMac, hash, parts }] of log.entries()) {
    const macs = Buffer.concat(parts.map((part) => macOf(`${caseId}:${seq}:${part.part}`, part)));
    head = createHash('sha256').update(head).update(lengthOf(metadata)).update(metadata, 'utf8').update(macs).digest();
    if (seq !== index + 1 || !head.equals(hash) || !macs.equals(contentMac ?? Buffer.alloc(0))) return false;
  }
  const last = log.at(-1);
  return last?.lastSeq === log.length && last.lastHash.equals(head);
}

const sealing = sealingWith(keyRing());

/** Of what was written, not of what is stored: its encryption is nothing to the chain. */
function macOf(row: string, { salt, content }: Link['parts'][number]): Buffer {
  const opened = sealing.openBytes('CaseEventContent.salt', row, Buffer.from(salt, 'hex'));
  const written = sealing.open('CaseEventContent.content', row, content);
  return createHmac('sha256', opened).update(written, 'utf8').digest();
}

function lengthOf(metadata: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(metadata, 'utf8'));
  return length;
}

export interface NoticeRow {
  kind: string;
  state: string;
  attempts: number;
}

/** The messages of a case. */
export const noticesOf = (record: Reads, reference: string): Promise<NoticeRow[]> =>
  record.rows(
    `SELECT n."kind", n."state", n."attempts" FROM "Notice" n JOIN "Case" c ON c."id" = n."caseId" WHERE c."reference" = $1`,
    [reference],
  );

/** Whether the process of a case has heard of everything and has sent everything. */
export async function hasCaughtUp(record: Reads, reference: string): Promise<boolean> {
  const [behind] = await record.rows(
    `SELECT FROM "Case" c JOIN "CaseCourse" k ON k."caseId" = c."id" WHERE c."reference" = $1 AND (k."heardSeq" < k."courseSeq"
       OR EXISTS (SELECT FROM "Notice" n WHERE n."caseId" = c."id" AND n."state" IN ('due', 'sending')))`,
    [reference],
  );
  return behind === undefined;
}

/** How often each type of event stands in the log of a case. */
export async function eventCounts(record: Reads, reference: string): Promise<Record<string, number>> {
  const rows = await record.rows<{ type: string; count: number }>(
    `SELECT e."type", count(*)::int AS "count" FROM "CaseEvent" e JOIN "Case" c ON c."id" = e."caseId" WHERE c."reference" = $1 GROUP BY 1`,
    [reference],
  );
  return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
}
