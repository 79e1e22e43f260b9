import { createHash } from 'node:crypto';
import sql, { empty } from 'sql-template-tag';
import type { KeyRing } from '../runtime/keys.js';
import { signatureOf } from '../runtime/signing.js';
import type { Database } from './database.js';
import { dayMilliseconds, endOf, inFields, noSeal, sealOver, type LookSeal } from './sealed-looks.js';
import type { Sql } from './statements.js';
import type { Transaction } from './transactions.js';

/** What a day's digest says: the text that is signed holds this as JSON, instants in UTC and hashes in hexadecimal. */
export interface DigestPayload {
  /** The last day that it covers, `YYYY-MM-DD`. */
  day: string;
  sealedAt: string;
  /** The seal over the looks. */
  looks: { count: number; lastSeq: string; hash: string };
  /** The heads of the cases that had changed since the digest before. */
  heads: { count: number; hash: string };
  /** Hash of the signed text of the digest before; null in the first. */
  previous: string | null;
  keyId: string;
}

/** A digest as it is stored. */
export interface StoredDigest {
  payload: string;
  keyId: string;
  signature: Uint8Array;
}

/** Head of the log of a case, as a day's digest holds it. */
export interface SealedHead {
  caseId: string;
  seq: number;
  reference: string;
  hash: Uint8Array;
}

/** So long after its end a day is sealed: by then every look of it is recorded. */
const restMilliseconds = 60 * 60 * 1000;

/** The last day that can be sealed, UTC, `YYYY-MM-DD`. */
export const sealableDay = (now: Date): string =>
  new Date(now.getTime() - restMilliseconds - dayMilliseconds).toISOString().slice(0, 10);

/**
 * Seals the last finished day, and with it every day before that was left out: its looks into one batch, and the head of every case
 * that has changed since the last time into a signed digest. One process does it; nobody else is held up meanwhile.
 * @returns the day; undefined where there is nothing to seal, or another process is at it
 */
export async function sealFinishedDays(database: Database, keys: KeyRing, now: Date): Promise<string | undefined> {
  const day = sealableDay(now);
  if (!(await isOpen(database.reads, day))) return undefined;
  return database.acts.transaction(async (tx) => {
    const [{ mine } = { mine: false }] = await tx.rows<{ mine: boolean }>`
      SELECT pg_try_advisory_xact_lock(hashtext('daily seal')) AS "mine"`;
    if (!mine || !(await isOpen(tx, day))) return undefined;
    const looks = await sealLooks(tx, day);
    await writeDigest(tx, keys, { day, now, looks });
    return day;
  });
}

async function isOpen({ rows }: Pick<Sql, 'rows'>, day: string): Promise<boolean> {
  const sealed = await rows`SELECT FROM "AccessSeal" WHERE "day" >= ${day}::date LIMIT 1`;
  return sealed.length === 0;
}

/**
 * Looks are sealed in the order of their recording, up to the last one of the day. One that is recorded after its day was sealed, thus more
 * than an hour late, falls into the next seal; nothing is left out and nothing sealed is touched, but verification names it
 * (records/late-looks.ts), for the service records none so late.
 */
async function sealLooks(tx: Transaction, day: string): Promise<LookSeal> {
  const [previous = noSeal] = await tx.rows<Pick<LookSeal, 'lastSeq' | 'hash'>>`
    SELECT "lastSeq", "hash" FROM "AccessSeal" ORDER BY "day" DESC LIMIT 1`;
  const [last] = await tx.rows<{ lastSeq: string | null }>`
    SELECT max("seq") AS "lastSeq" FROM "AccessEvent"
    WHERE "seq" > ${previous.lastSeq}::bigint AND "at" < ${endOf(day)}`;
  const seal = await sealOver(tx, previous, { day, lastSeq: last?.lastSeq ?? previous.lastSeq });
  tx.write`
    INSERT INTO "AccessSeal" ("day", "lastSeq", "count", "hash")
    VALUES (${day}::date, ${seal.lastSeq}::bigint, ${seal.count}, ${seal.hash})`;
  return seal;
}

interface Sealing {
  day: string;
  now: Date;
  looks: LookSeal;
}

async function writeDigest(tx: Transaction, keys: KeyRing, { day, now, looks }: Sealing): Promise<void> {
  const [previous] = await tx.rows<{ payload: string }>`
    SELECT "payload" FROM "DailyDigest" ORDER BY "day" DESC LIMIT 1`;
  const heads = await sealHeads(tx, day, previous === undefined ? undefined : readPayload(previous.payload).sealedAt);
  const payload = JSON.stringify({
    day,
    sealedAt: now.toISOString(),
    looks: { count: looks.count, lastSeq: looks.lastSeq, hash: hex(looks.hash) },
    heads,
    previous: previous === undefined ? null : hashOfText(previous.payload),
    keyId: keys.current.id,
  } satisfies DigestPayload);
  tx.write`
    INSERT INTO "DailyDigest" ("day", "payload", "keyId", "signature")
    VALUES (${day}::date, ${payload}, ${keys.current.id}, ${signatureOf(keys.current, payload)})`;
}

/** Cases that are sealed together. */
const pageSize = 1000;

/**
 * Seals the heads that are not sealed yet, of the cases that have an event since the day before the last digest; of all cases the first
 * time. A day costs what happened on it: no case is looked at for being there.
 */
async function sealHeads(
  tx: Transaction,
  day: string,
  lastSealedAt: string | undefined,
): Promise<DigestPayload['heads']> {
  const changed =
    lastSealedAt === undefined
      ? empty
      : sql`JOIN (SELECT DISTINCT "caseId" FROM "CaseEvent" WHERE "at" >= ${new Date(Date.parse(lastSealedAt) - dayMilliseconds)}) e
            ON e."caseId" = c."id"`;
  const hashing = headHash();
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const heads = await tx.rows<SealedHead>`
      INSERT INTO "SealedHead" ("caseId", "seq", "day", "reference", "hash")
      SELECT c."id", c."lastSeq", ${day}::date, c."reference", c."lastHash" FROM "Case" c ${changed}
      WHERE c."id" > ${after}::uuid
        AND NOT EXISTS (SELECT FROM "SealedHead" s WHERE s."caseId" = c."id" AND s."seq" = c."lastSeq")
      ORDER BY c."id" LIMIT ${pageSize}
      RETURNING "caseId", "seq", "reference", "hash"`;
    heads.sort((left, right) => (left.caseId < right.caseId ? -1 : 1));
    for (const head of heads) hashing.add(head);
    after = heads.at(-1)?.caseId ?? after;
    if (heads.length < pageSize) return hashing.end();
  }
}

interface HeadHash {
  add: (head: SealedHead) => void;
  end: () => DigestPayload['heads'];
}

/** Hash over heads that come in the order of their cases' ids. */
export function headHash(): HeadHash {
  const hash = createHash('sha256');
  let count = 0;
  return {
    add: ({ caseId, seq, reference, hash: head }) => {
      hash.update(inFields([caseId, String(seq), reference, hex(head)]), 'utf8');
      count += 1;
    },
    end: () => ({ count, hash: hash.digest('hex') }),
  };
}

/** What a signed text says. */
export const readPayload = (payload: string): DigestPayload => JSON.parse(payload) as DigestPayload;

/** SHA-256 of a signed text, in hexadecimal: by it the next digest names this one. */
export const hashOfText = (payload: string): string => createHash('sha256').update(payload, 'utf8').digest('hex');

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
