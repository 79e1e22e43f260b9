import { z } from 'zod';
import { EnvironmentError } from '../runtime/environment.js';
import type { KeyRing } from '../runtime/keys.js';
import { publicKeyOf } from '../runtime/signing.js';
import type { Database } from './database.js';
import { headHash, readPayload, type SealedHead, type StoredDigest } from './seals.js';
import { lostHead, signatureComplaint } from './verify-seals.js';

const hexadecimal = z.string().regex(/^[0-9a-f]{64}$/);

/** A digest as it is kept elsewhere. */
const keptDigest = z.strictObject({
  /** The text that was signed. */
  payload: z.string(),
  keyId: z.string(),
  /** PEM. */
  publicKey: z.string(),
  /** Ed25519, base64. */
  signature: z.base64(),
  heads: z.array(
    z.strictObject({ caseId: z.guid(), seq: z.int().positive(), reference: z.string(), hash: hexadecimal }),
  ),
});

const pageSize = 1000;

/**
 * The newest digest with its heads and the public key, as JSON in pieces; a head stands on a line of its own.
 * @throws EnvironmentError where no day is sealed yet, or its key is not on the ring
 */
export async function* newestDigest({ reads }: Database, keys: KeyRing): AsyncGenerator<string> {
  const [digest] = await reads.rows<StoredDigest>`
    SELECT "payload", "keyId", "signature" FROM "DailyDigest" ORDER BY "day" DESC LIMIT 1`;
  if (digest === undefined)
    throw new EnvironmentError('No day is sealed yet: the API seals each an hour after its end.');
  const { payload, keyId } = digest;
  const { day } = readPayload(payload);
  const key = keys.all.find(({ id }) => id === keyId);
  if (key === undefined)
    throw new EnvironmentError(
      `The newest digest, of ${day}, is signed under the key ${keyId}, which is not among SECRET_KEYS: put it back, or wait for the next one.`,
    );
  const signature = Buffer.from(digest.signature).toString('base64');
  const signed = JSON.stringify({ payload, keyId, publicKey: publicKeyOf(key), signature });
  yield `${signed.slice(0, -1)},"heads":[`;
  let after = '00000000-0000-0000-0000-000000000000';
  let separator = '\n';
  for (;;) {
    const heads = await reads.rows<SealedHead>`
      SELECT "caseId", "seq", "reference", "hash" FROM "SealedHead"
      WHERE "day" = ${day}::date AND "caseId" > ${after}::uuid ORDER BY "caseId" LIMIT ${pageSize}`;
    for (const { hash, ...head } of heads) {
      yield separator + JSON.stringify({ ...head, hash: Buffer.from(hash).toString('hex') });
      separator = ',\n';
    }
    after = heads.at(-1)?.caseId ?? after;
    if (heads.length < pageSize) break;
  }
  yield '\n]}\n';
}

/** A digest that was kept elsewhere, of which is known that it is signed and whole. */
export interface KeptDigest {
  day: string;
  /** The text that was signed. */
  payload: string;
  heads: readonly SealedHead[];
}

/**
 * Opens a digest that was kept elsewhere.
 * @param text what `newestDigest` once gave
 * @returns in a sentence, why nothing can be learnt from it
 */
export function openKeptDigest(keys: KeyRing, text: string): { kept: KeptDigest } | { unusable: string } {
  const read = readKept(text);
  if (read === undefined) return { unusable: 'The file is no digest as npm run audit:digest writes it.' };
  const { payload, keyId } = read;
  const complaint = signatureComplaint(keys, { payload, keyId, signature: Buffer.from(read.signature, 'base64') });
  if (complaint !== undefined) return { unusable: `The kept digest ${complaint}.` };
  const said = readPayload(payload);
  const heads = read.heads.map((head) => ({ ...head, hash: new Uint8Array(Buffer.from(head.hash, 'hex')) }));
  const hashing = headHash();
  for (const head of heads) hashing.add(head);
  return hashing.end().hash === said.heads.hash
    ? { kept: { day: said.day, payload, heads } }
    : { unusable: `The heads in the kept digest of ${said.day} were changed.` };
}

/**
 * Holds a digest that was kept elsewhere against the record: the record must hold it, and the log of every case in it must still have the
 * entry that was its head.
 * @returns what does not agree, a sentence each
 */
export const verifyKeptDigest = async (database: Database, { day, payload, heads }: KeptDigest): Promise<string[]> => [
  ...(await verifyHeld(database, day, payload)),
  ...(await lostHeads(database, day, heads)),
];

function readKept(text: string): z.output<typeof keptDigest> | undefined {
  try {
    return keptDigest.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function verifyHeld({ reads }: Database, day: string, payload: string): Promise<string[]> {
  const [held] = await reads.rows<{ payload: string }>`SELECT "payload" FROM "DailyDigest" WHERE "day" = ${day}::date`;
  if (held === undefined) return [`The record has no digest of ${day} any more.`];
  return held.payload === payload ? [] : [`The record has another digest of ${day} than the kept one.`];
}

async function lostHeads({ reads }: Database, day: string, heads: readonly SealedHead[]): Promise<string[]> {
  const lost: string[] = [];
  for (let from = 0; from < heads.length; from += pageSize) {
    const page = heads.slice(from, from + pageSize);
    const held = await reads.rows<Pick<SealedHead, 'caseId' | 'hash'>>`
      SELECT e."caseId", e."hash" FROM unnest(${page.map(({ caseId }) => caseId)}::uuid[], ${page.map(({ seq }) => seq)}::int[]) AS k("caseId", "seq")
      JOIN "CaseEvent" e ON e."caseId" = k."caseId" AND e."seq" = k."seq"`;
    const hashes = new Map(held.map(({ caseId, hash }) => [caseId, hash]));
    lost.push(
      ...page.filter(({ caseId, hash }) => !isSame(hash, hashes.get(caseId))).map((head) => lostHead(head, day)),
    );
  }
  return lost;
}

const isSame = (left: Uint8Array, right: Uint8Array | undefined): boolean =>
  right !== undefined && Buffer.compare(left, right) === 0;
