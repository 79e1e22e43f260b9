import { agencyInForce, rolesInForce, type HeldRoles } from '../domain/role-changes.js';
import type { Transaction } from './transactions.js';
import { saidOfUser } from './users.js';

/** What a user holds, and of what it comes. The user's row is locked by whoever asks. @throws Error where there is no such user */
export async function heldRoles(sql: Transaction, userId: string): Promise<HeldRoles> {
  const [row] = await sql.rows<HeldRoles>`
    SELECT ${saidOfUser.roles} AS "said", ${saidOfUser.agency} AS "agencySaid", COALESCE("givenRoles", '{}') AS "given",
           COALESCE("takenRoles", '{}') AS "taken", "givenAgency" AS "agencyGiven"
    FROM "User" WHERE "id" = ${userId}::uuid`;
  if (row === undefined) throw new Error(`There is no user ${userId}`);
  return row;
}

/** Has a user hold something else, from their next request on. */
export function writeHeldRoles(sql: Transaction, userId: string, held: HeldRoles): void {
  sql.write`
    UPDATE "User" SET "roles" = ${rolesInForce(held)}::text[], "agency" = ${agencyInForce(held)},
      "providerRoles" = ${held.said}::text[], "providerAgency" = ${held.agencySaid},
      "givenRoles" = ${held.given}::text[], "takenRoles" = ${held.taken}::text[], "givenAgency" = ${held.agencyGiven}
    WHERE "id" = ${userId}::uuid`;
}

/** What is given here goes with an account that is switched off, and what waits is overtaken; what is taken stays taken. */
export async function forgetGiven(sql: Transaction, userId: string): Promise<void> {
  const held = await heldRoles(sql, userId);
  writeHeldRoles(sql, userId, { ...held, given: [], agencyGiven: null });
  sql.write`UPDATE "RoleChange" SET "state" = 'overtaken' WHERE "userId" = ${userId}::uuid AND "state" = 'pending'`;
}
