import sql, { type Sql as Fragment } from 'sql-template-tag';
import { rolesGranted } from '../domain/permissions.js';
import { isLinked } from './walls.js';

/*
 * Who holds cases. A case keeps its holder while they are switched off, have another role, or stand before a wall: it is shown as held by
 * somebody who is not available, counts as held by nobody, and anybody may take it on.
 */

/** Who holds something, as colleagues see it. Why somebody is not available is not told. */
export interface Holder {
  id: string;
  name: string;
  available: boolean;
}

/** Who holds a case, as a row has it that was read with `isHeld`. */
export const holderIn = (row: { ownerId: string | null; ownerName: string | null; isHeld: boolean }): Holder | null =>
  row.ownerId === null || row.ownerName === null
    ? null
    : { id: row.ownerId, name: row.ownerName, available: row.isHeld };

/** Roles by which somebody may hold a case. */
const holdingRoles: readonly string[] = rolesGranted('claim-case');

/** A user `u` of the hub who may hold cases. */
export const mayHoldCases = (hubId: string | Fragment): Fragment =>
  sql`u."hubId" = ${hubId} AND u."enabled" AND u."roles" && ${holdingRoles}::text[]`;

/**
 * That a case `c` of a hub, told by its id or as the statement writes it, is held by somebody who can work on it; never null. Who could is
 * found once for all cases, and where there are many, so are those who are linked to people on cases: hardly anyone is.
 */
export const isHeld = (hubId: string | Fragment): Fragment => sql`
  ((c."ownerId" IN (SELECT u."id" FROM "User" u WHERE ${mayHoldCases(hubId)})
    AND NOT (c."restricted" AND NOT EXISTS (SELECT FROM "CaseAccess" a WHERE a."caseId" = c."id" AND a."userId" = c."ownerId"))
    AND NOT ${isLinked(sql`c."ownerId"`, sql`c."id"`)}) IS TRUE)`;

const agencyRoles: readonly string[] = rolesGranted('answer-check');

/** A user `h` who may answer checks of the agency of the check `k`. */
const mayHoldChecks = sql`h."enabled" AND h."hubId" = k."hubId" AND h."agency" = k."agency" AND h."roles" && ${agencyRoles}::text[]`;

/** A user `h` who may answer the check `k` of the case `c`. */
export const mayHoldCheck = sql`
  (${mayHoldChecks} AND NOT ${isLinked(sql`h."id"`, sql`c."id"`)}
   AND (NOT c."restricted" OR EXISTS (SELECT FROM "CaseAccess" a WHERE a."caseId" = c."id" AND a."userId" = h."id")))`;

/** Those whom a reader of checks may know by name: an agency its own people, the hub everybody. Under this name they stand in place of users. */
const knownTo = (agency: string | null): Fragment => (agency === null ? sql`"User"` : sql`colleagues_of_reader()`);

/**
 * Who holds a check `k`, as JSON; null where nobody does of whom the reader may know. Of walls an agency sees only the reader's own: whether a
 * colleague stands before one is not asked.
 */
export const holderOfCheck = (agency: string | null): Fragment => sql`
  (SELECT json_build_object('id', h."id", 'name', h."name", 'available', ${mayHoldChecks}) FROM ${knownTo(agency)} h WHERE h."id" = k."claimedById")`;

/** That a check `k` is held by somebody who may answer it, as far as the reader may know; never null. */
export const isCheckHeld = (agency: string | null): Fragment => sql`
  (k."claimedById" IS NOT NULL AND EXISTS (SELECT FROM ${knownTo(agency)} h WHERE h."id" = k."claimedById" AND ${mayHoldChecks}))`;

/** A colleague `h` of the agency of the reader who may answer checks. */
export const mayAnswerFor = ({ hubId }: { hubId: string }, agency: string): Fragment =>
  sql`h."enabled" AND h."hubId" = ${hubId} AND h."agency" = ${agency} AND h."roles" && ${agencyRoles}::text[]`;
