import { createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { codeDigits, codeLifeMinutes, mailboxMemoryHours, mostAttempts, pauseAfter } from '../domain/one-time-codes.js';
import type { KeyRing, SecretKey } from '../runtime/keys.js';
import type { Database } from './database.js';
import type { Transaction } from './transactions.js';

/** The name under which those who sign in by a code are known, as if it were an identity provider. */
export const codeProvider = 'one-time-code';

const minuteMilliseconds = 60_000;

/** What somebody gets who asks for a code; `id` stays in the browser that asked. */
export type IssuedCode = SentCode | { id: string };

/** A code that is to be sent. */
interface SentCode {
  id: string;
  code: string;
  /** Whether so many were asked for that strangers must wait: others may be at it. */
  crowded: boolean;
}

/** Who asks for a code: in a browser whose user is known to read the mailbox, or in any other. */
export type Asker = 'known-browser' | 'stranger';

interface Asked {
  hubId: string;
  address: string;
  asker: Asker;
  now: Date;
}

/**
 * Makes a code for an e-mail address, whether or not the address is known: anybody may refer. A stranger gets none while the mailbox
 * rests, and nothing is kept then that could be guessed.
 */
export async function issueCode({ acts }: Database, keys: KeyRing, asked: Asked): Promise<IssuedCode> {
  const { hubId, address, asker, now } = asked;
  const id = randomUUID();
  return acts.transaction(async (sql) => {
    const index = sql.sealing.blindIndex('email-address', address);
    // Of two that ask at once for one mailbox the second sees the code of the first.
    await sql.rows`SELECT pg_advisory_xact_lock(hashtext('OneTimeCode'), hashtext(${index}))`;
    const { sent, last } = await sentLately(sql, asked);
    const pause = pauseAfter(sent) * minuteMilliseconds;
    if (asker === 'stranger' && last !== null && now.getTime() - last.getTime() < pause) return { id };
    const code = newCode();
    const expiresAt = new Date(now.getTime() + codeLifeMinutes * minuteMilliseconds);
    sql.write`
      INSERT INTO "OneTimeCode" ("id", "hubId", "address", "addressIndex", "codeMac", "issuedAt", "expiresAt")
      VALUES (${id}::uuid, ${hubId}, ${sql.sealing.seal('OneTimeCode.address', id, address)}, ${index},
              ${macOf(keys.current, id, code).toString('base64url')}, ${now}, ${expiresAt})`;
    return { id, code, crowded: pause > 0 };
  });
}

const newCode = (): string =>
  randomInt(10 ** codeDigits)
    .toString()
    .padStart(codeDigits, '0');

/** How many codes were issued for an address lately, and when the last was; null if none was. */
async function sentLately(
  { rows, sealing }: Transaction,
  { hubId, address, now }: Asked,
): Promise<{ sent: number; last: Date | null }> {
  const [lately] = await rows<{ sent: number; last: Date | null }>`
    SELECT count(*)::int AS "sent", max("issuedAt") AS "last" FROM "OneTimeCode"
    WHERE "hubId" = ${hubId} AND "addressIndex" = ANY(${sealing.blindIndexes('email-address', address)})
      AND "issuedAt" > ${rememberedSince(now)}`;
  return lately ?? { sent: 0, last: null };
}

const rememberedSince = (now: Date): Date => new Date(now.getTime() - mailboxMemoryHours * 60 * minuteMilliseconds);

/** The address that a code was sent to within the last day; undefined where none was. */
export async function addressOfCode(
  { reads, sealing }: Database,
  { hubId, id, now }: { hubId: string; id: string; now: Date },
): Promise<string | undefined> {
  const [row] = await reads.rows<{ address: string }>`
    SELECT "address" FROM "OneTimeCode"
    WHERE "id" = ${id}::uuid AND "hubId" = ${hubId} AND "issuedAt" > ${rememberedSince(now)}`;
  return row === undefined ? undefined : sealing.open('OneTimeCode.address', id, row.address);
}

/** The account of an address. */
export interface OpenedAccount {
  userId: string;
  address: string;
}

interface CodeRow {
  address: string;
  codeMac: string;
}

/**
 * Takes a code in: each try counts, whether right or wrong, and a right one works once.
 * @param id of the code that this browser asked for
 * @returns the account that it opens, made known on first sight; undefined for a code that is wrong, used, too old or tried too often, and
 * for an account that is switched off
 */
export async function redeemCode(
  { acts }: Database,
  keys: KeyRing,
  { hubId, id, code, now }: { hubId: string; id: string; code: string; now: Date },
): Promise<OpenedAccount | undefined> {
  return acts.transaction(async (sql) => {
    const [row] = await sql.rows<CodeRow>`
      UPDATE "OneTimeCode" SET "attempts" = "attempts" + 1
      WHERE "id" = ${id}::uuid AND "hubId" = ${hubId} AND "usedAt" IS NULL AND "expiresAt" > ${now} AND "attempts" < ${mostAttempts}
      RETURNING "address", "codeMac"`;
    if (row === undefined || !isMacOf(keys, row.codeMac, id, code)) return undefined;
    sql.write`UPDATE "OneTimeCode" SET "usedAt" = ${now} WHERE "id" = ${id}::uuid`;
    const address = sql.sealing.open('OneTimeCode.address', id, row.address);
    const userId = await accountOf(sql, hubId, address, now);
    return userId === undefined ? undefined : { userId, address };
  });
}

/** The account of an address; two that ask at once get the same one. */
async function accountOf(sql: Transaction, hubId: string, address: string, now: Date): Promise<string | undefined> {
  // One account at a time is looked for and made: an address has one, whichever key its index was made with.
  await sql.rows`SELECT pg_advisory_xact_lock(hashtext('ReferrerAccount'))`;
  const known = await sql.rows<{ userId: string; enabled: boolean }>`
    SELECT u."id" AS "userId", u."enabled" FROM "ReferrerAccount" a JOIN "User" u ON u."id" = a."userId"
    WHERE a."hubId" = ${hubId} AND a."addressIndex" = ANY(${sql.sealing.blindIndexes('email-address', address)})`;
  const [account] = known;
  if (account !== undefined) return account.enabled ? account.userId : undefined;
  const [id, userId] = [randomUUID(), randomUUID()];
  sql.write`
    INSERT INTO "User" ("id", "hubId", "provider", "subject", "name", "roles", "providerRoles", "rolesAsOf")
    VALUES (${userId}::uuid, ${hubId}, ${codeProvider}, ${userId}, 'Referrer', ARRAY['referrer'], ARRAY['referrer'], ${now})`;
  sql.write`
    INSERT INTO "ReferrerAccount" ("id", "hubId", "userId", "address", "addressIndex")
    VALUES (${id}::uuid, ${hubId}, ${userId}::uuid, ${sql.sealing.seal('ReferrerAccount.address', id, address)},
            ${sql.sealing.blindIndex('email-address', address)})`;
  return userId;
}

/** Removes codes and counts of attempts that no longer matter. */
export async function forgetOldCodes({ acts }: Database, now: Date): Promise<void> {
  await Promise.all([
    acts.run`DELETE FROM "OneTimeCode" WHERE "issuedAt" < ${rememberedSince(now)}`,
    acts.run`DELETE FROM "Attempts" WHERE "expire" < ${now.getTime()}`,
  ]);
}

/** A code is guessed in no time by whoever holds its hash: without the key, the MAC tells nothing. */
const macOf = (key: SecretKey, id: string, code: string): Buffer =>
  createHmac('sha256', key.derive('one-time-codes')).update(`${id}:${code}`, 'utf8').digest();

function isMacOf(keys: KeyRing, stored: string, id: string, code: string): boolean {
  const expected = Buffer.from(stored, 'base64url');
  return keys.all.some((key) => {
    const given = macOf(key, id, code);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
