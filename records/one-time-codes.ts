import { createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { codeDigits, codeLifeMinutes, mostAttempts } from '../domain/one-time-codes.js';
import type { KeyRing, SecretKey } from '../runtime/keys.js';
import type { Database } from './database.js';
import type { Transaction } from './transactions.js';

/** The name under which those who sign in by a code are known, as if it were an identity provider. */
export const codeProvider = 'one-time-code';

/** A code as it goes to whoever asked for it; `id` stays in the browser that asked. */
export interface IssuedCode {
  id: string;
  code: string;
}

/** Makes a code for an e-mail address, whether or not the address is known: anybody may refer. */
export async function issueCode(
  { acts, sealing }: Database,
  keys: KeyRing,
  { hubId, address, now }: { hubId: string; address: string; now: Date },
): Promise<IssuedCode> {
  const id = randomUUID();
  const code = randomInt(10 ** codeDigits)
    .toString()
    .padStart(codeDigits, '0');
  const expiresAt = new Date(now.getTime() + codeLifeMinutes * 60_000);
  await acts.run`
    INSERT INTO "OneTimeCode" ("id", "hubId", "address", "codeMac", "expiresAt")
    VALUES (${id}::uuid, ${hubId}, ${sealing.seal('OneTimeCode.address', id, address)}, ${macOf(keys.current, id, code).toString('base64url')}, ${expiresAt})`;
  return { id, code };
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
    INSERT INTO "User" ("id", "hubId", "provider", "subject", "name", "roles", "rolesAsOf")
    VALUES (${userId}::uuid, ${hubId}, ${codeProvider}, ${userId}, 'Referrer', ARRAY['referrer'], ${now})`;
  sql.write`
    INSERT INTO "ReferrerAccount" ("id", "hubId", "userId", "address", "addressIndex")
    VALUES (${id}::uuid, ${hubId}, ${userId}::uuid, ${sql.sealing.seal('ReferrerAccount.address', id, address)},
            ${sql.sealing.blindIndex('email-address', address)})`;
  return userId;
}

/** Removes codes and counts of attempts that no longer matter. */
export async function forgetOldCodes({ acts }: Database, now: Date): Promise<void> {
  await Promise.all([
    acts.run`DELETE FROM "OneTimeCode" WHERE "expiresAt" < ${now}`,
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
