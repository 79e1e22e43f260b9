import type { KeyRing } from '../runtime/keys.js';
import { isSignedBy } from '../runtime/signing.js';
import type { Database } from './database.js';
import { lateLooks, looksOutOfPlace } from './late-looks.js';
import { endOf, noSeal, sealOver, type LookSeal } from './sealed-looks.js';
import { hashOfText, headHash, readPayload, type DigestPayload, type SealedHead, type StoredDigest } from './seals.js';

/** What was verified of one sealed day. */
export interface VerifiedDay {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  looks: number;
  heads: number;
  /** What is not as it was sealed, a sentence each. */
  broken: string[];
}

/** A day as its rows stand, where they still do. */
interface StoredDay {
  day: string;
  lastSeq: string | null;
  count: number | null;
  hash: Uint8Array | null;
  payload: string | null;
  keyId: string | null;
  signature: Uint8Array | null;
}

/**
 * Follows the seals from the first day to the last: that its looks are those that were sealed, and none of them of a day that had been
 * sealed before, that its digest is signed and follows the one before, and that every head in it is still an entry of the log of its case.
 */
export async function* verifyEveryDay(database: Database, keys: KeyRing): AsyncGenerator<VerifiedDay> {
  const days = await database.reads.rows<StoredDay>`
    SELECT to_char("day", 'YYYY-MM-DD') AS "day", s."lastSeq", s."count", s."hash", d."payload", d."keyId", d."signature"
    FROM "AccessSeal" s FULL JOIN "DailyDigest" d USING ("day") ORDER BY 1`;
  const vouched = vouchedFor(days, keys);
  let seal: PreviousSeal = noSeal;
  let previous: string | null = null;
  for (const stored of days) {
    const said = saidBy(stored, keys, vouched);
    const found = sealOf(stored);
    const looks = await verifyLooks(database, seal, stored.day, found);
    const heads = await verifyHeads(database, stored.day);
    const broken = [
      ...looks,
      ...heads.broken,
      ...('broken' in said ? [said.broken] : againstDigest(said.payload, { found, previous, heads })),
    ];
    yield { day: stored.day, looks: found?.count ?? 0, heads: heads.count, broken };
    seal = found ?? seal;
    previous = stored.payload === null ? previous : hashOfText(stored.payload);
  }
}

/**
 * The days whose digest the next one names: where that one is good, so is this, though its own key may no longer be on the ring. From
 * the last day back, as far as the chain holds.
 */
function vouchedFor(days: readonly StoredDay[], keys: KeyRing): Set<string> {
  const vouched = new Set<string>();
  for (const [index, later] of [...days.entries()].reverse()) {
    const said = saidBy(later, keys, vouched);
    const earlier = days[index - 1];
    const isNamed = 'payload' in said && said.payload.previous === hashOfText(earlier?.payload ?? '');
    if (earlier !== undefined && isNamed) vouched.add(earlier.day);
  }
  return vouched;
}

const sealOf = ({ day, lastSeq, count, hash }: StoredDay): LookSeal | undefined =>
  lastSeq === null || count === null || hash === null ? undefined : { day, lastSeq, count, hash };

/** What a digest says, if it is signed, or vouched for where its key is gone. */
function saidBy(
  { day, payload, keyId, signature }: StoredDay,
  keys: KeyRing,
  vouched: ReadonlySet<string>,
): { payload: DigestPayload } | { broken: string } {
  if (payload === null || keyId === null || signature === null) return { broken: `The digest of ${day} is gone.` };
  const isVouchedFor = vouched.has(day) && !keys.all.some(({ id }) => id === keyId);
  const complaint = isVouchedFor ? undefined : signatureComplaint(keys, { payload, keyId, signature });
  return complaint === undefined ? { payload: readPayload(payload) } : { broken: `The digest of ${day} ${complaint}.` };
}

/** What is wrong with a signature; undefined where nothing is. */
export function signatureComplaint(keys: KeyRing, { payload, keyId, signature }: StoredDigest): string | undefined {
  const key = keys.all.find(({ id }) => id === keyId);
  if (key === undefined) return `is signed under the key ${keyId}, which is not among SECRET_KEYS`;
  return isSignedBy(key, payload, signature) ? undefined : 'is not what was signed';
}

/** The seal on which the next one stands; no day before the first. */
type PreviousSeal = Pick<LookSeal, 'lastSeq' | 'hash'> & Partial<Pick<LookSeal, 'day'>>;

async function verifyLooks(
  { reads }: Database,
  previous: PreviousSeal,
  day: string,
  found: LookSeal | undefined,
): Promise<string[]> {
  if (found === undefined) return [`The seal over the looks of ${day} is gone.`];
  const late = lateLooks(previous.day === undefined ? undefined : endOf(previous.day));
  const made = await sealOver(reads, previous, found, late.see);
  return [...againstSeal(made, found), ...late.sentences()];
}

function againstSeal(made: LookSeal, { day, count, hash }: LookSeal): string[] {
  if (made.count !== count)
    return [`The looks of ${day} are not what was sealed: ${count} were, and there are ${made.count}.`];
  return same(made.hash, hash) ? [] : [`The looks of ${day}, or their seal, are not what was sealed.`];
}

interface VerifiedHeads {
  count: number;
  hash: string;
  broken: string[];
}

/** A head, and whether the log of its case still holds it. */
interface FollowedHead extends SealedHead {
  held: boolean;
}

const pageSize = 1000;

async function verifyHeads({ reads }: Database, day: string): Promise<VerifiedHeads> {
  const hashing = headHash();
  const broken: string[] = [];
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const heads = await reads.rows<FollowedHead>`
      SELECT s."caseId", s."seq", s."reference", s."hash", e."hash" IS NOT NULL AND e."hash" = s."hash" AS "held"
      FROM "SealedHead" s LEFT JOIN "CaseEvent" e ON e."caseId" = s."caseId" AND e."seq" = s."seq"
      WHERE s."day" = ${day}::date AND s."caseId" > ${after}::uuid ORDER BY s."caseId" LIMIT ${pageSize}`;
    for (const head of heads) {
      hashing.add(head);
      if (!head.held) broken.push(lostHead(head, day));
    }
    after = heads.at(-1)?.caseId ?? after;
    if (heads.length < pageSize) return { ...hashing.end(), broken };
  }
}

/** What is said of a head that the log of its case holds no more. */
export const lostHead = ({ reference, seq }: Pick<SealedHead, 'reference' | 'seq'>, day: string): string =>
  `${reference}: entry ${seq}, sealed on ${day}, is gone or another one.`;

interface Found {
  found: LookSeal | undefined;
  previous: string | null;
  heads: VerifiedHeads;
}

function againstDigest(said: DigestPayload, { found, previous, heads }: Found): string[] {
  const { day, looks } = said;
  const isItsSeal =
    found === undefined ||
    (looks.hash === Buffer.from(found.hash).toString('hex') &&
      looks.count === found.count &&
      looks.lastSeq === found.lastSeq);
  return [
    ...(isItsSeal ? [] : [`The seal over the looks of ${day} is not the one in its digest.`]),
    ...(said.previous === previous ? [] : [`The digest of ${day} does not follow the one before it.`]),
    ...(said.heads.hash === heads.hash ? [] : [`The heads of cases sealed on ${day} are not those in its digest.`]),
  ];
}

/** How long before a digest an event may have been recorded for the digest to hold it, whatever the clocks did. */
const graceMilliseconds = 24 * 60 * 60 * 1000;

/**
 * What somebody put in where no seal covers it: looks of days that had been sealed, and cases that rested when the last digest was made
 * and whose head no digest holds, for they got events, or came as a whole, in between.
 * @returns a sentence for each
 */
export const verifyNothingSlippedIn = async (database: Database, keys: KeyRing): Promise<string[]> => [
  ...(await looksOutOfPlace(database)),
  ...(await casesSlippedIn(database, keys)),
];

async function casesSlippedIn({ reads }: Database, keys: KeyRing): Promise<string[]> {
  const [last] = await reads.rows<StoredDigest>`
    SELECT "payload", "keyId", "signature" FROM "DailyDigest" ORDER BY "day" DESC LIMIT 1`;
  if (last === undefined || signatureComplaint(keys, last) !== undefined) return [];
  const restedSince = new Date(Date.parse(readPayload(last.payload).sealedAt) - graceMilliseconds);
  const slippedIn = await reads.rows<{ reference: string }>`
    SELECT c."reference" FROM "Case" c
    WHERE c."lastEventAt" < ${restedSince}
      AND NOT EXISTS (SELECT FROM "SealedHead" s WHERE s."caseId" = c."id" AND s."seq" = c."lastSeq")
    ORDER BY c."id"`;
  return slippedIn.map(({ reference }) => `${reference}: its last entry is older than the last digest, and in none.`);
}

const same = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;
