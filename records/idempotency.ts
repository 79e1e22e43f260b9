import type { ActRequest } from './case-record.js';
import type { Database } from './database.js';
import { Refused } from './open-case.js';
import type { Sql } from './statements.js';
import type { Transaction } from './transactions.js';

type Claimant = Pick<ActRequest, 'actor' | 'idempotency' | 'now'>;

interface KeptAnswer {
  requestHash: Uint8Array;
  body: unknown;
}

/**
 * The answer that this request was given before, if its key was used. Two requests with one key wait for each other: the
 * claim is an insert, and the second meets the first one's row once that is committed.
 * @throws Refused `idempotency-key-reused` if the key came with another request
 */
export async function claimAnswer(sql: Sql, claimant: Claimant): Promise<unknown> {
  const { actor, idempotency, now } = claimant;
  if (idempotency === undefined) return undefined;
  const claimed = await sql.run`
    INSERT INTO "IdempotencyRecord" ("hubId", "actorId", "key", "requestHash", "body", "createdAt")
    VALUES (${actor.hubId}, ${actor.userId}::uuid, ${idempotency.key}, ${idempotency.requestHash}, '{}'::jsonb, ${now})
    ON CONFLICT DO NOTHING`;
  return claimed === 1 ? undefined : keptAnswer(sql, claimant);
}

/** Stores the answer under the key that `claimAnswer` took in the same transaction. */
export function keepAnswer(sql: Transaction, { actor, idempotency }: Claimant, answer: object): void {
  if (idempotency === undefined) return;
  sql.write`
    UPDATE "IdempotencyRecord" SET "body" = ${JSON.stringify(answer)}::jsonb
    WHERE "hubId" = ${actor.hubId} AND "actorId" = ${actor.userId}::uuid AND "key" = ${idempotency.key}`;
}

/**
 * The answer given before, read before a request is looked at further: a repeated request is answered as it was, whatever has
 * happened to the case since.
 * @throws Refused `idempotency-key-reused` if the key came with another request
 */
export async function findAnswer(database: Database, claimant: Claimant): Promise<unknown> {
  return keptAnswer(database.reads, claimant);
}

async function keptAnswer(sql: Sql, { actor, idempotency }: Claimant): Promise<unknown> {
  if (idempotency === undefined) return undefined;
  const [kept] = await sql.rows<KeptAnswer>`
    SELECT "requestHash", "body" FROM "IdempotencyRecord"
    WHERE "hubId" = ${actor.hubId} AND "actorId" = ${actor.userId}::uuid AND "key" = ${idempotency.key}`;
  if (kept === undefined) return undefined;
  if (Buffer.from(kept.requestHash).equals(idempotency.requestHash)) return kept.body;
  throw new Refused({
    code: 'idempotency-key-reused',
    detail: 'This Idempotency-Key came with another request before. Send a new request under a new key.',
  });
}

/** How long an answer is kept for a request that comes again. */
const keptMilliseconds = 7 * 24 * 60 * 60 * 1000;

/** Removes the answers that no repeated request will ask for any more. */
export async function forgetOldAnswers(database: Database, now: Date): Promise<void> {
  await database.acts
    .run`DELETE FROM "IdempotencyRecord" WHERE "createdAt" < ${new Date(now.getTime() - keptMilliseconds)}`;
}
