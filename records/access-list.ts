import fragment from 'sql-template-tag';
import { listableRoles } from '../domain/permissions.js';
import { missingFromList, type ListedUser } from '../domain/restriction.js';
import { Refused, type OpenCase } from './open-case.js';
import type { Sql } from './statements.js';
import { isLinked } from './walls.js';

/** A user of the hub who may be on an access list: enabled, with a role by which they see cases or checks, and not linked to a person on the case. */
export interface Listable extends ListedUser {
  isListed: boolean;
}

/** Of a restriction in force: what somebody was last told that its list lacks, and when. */
export interface ListNote {
  restrictionId: string;
  listLacks: string[];
  listToldAt: Date | null;
}

/** The users on the list of a case, and those named besides, as far as they may be on it; and the agencies that have been asked. */
export interface ListInHand {
  users: Listable[];
  asked: string[];
  /** Undefined where the case is not restricted. */
  note: ListNote | undefined;
}

/** A user `u` who has any use for a place on an access list. */
export const isListable = fragment`u."roles" && ${[...listableRoles]}::text[]`;

export async function listInHand(
  sql: Sql,
  caseId: string,
  hubId: string,
  named: readonly string[] = [],
): Promise<ListInHand> {
  const [users, asked, [note]] = await Promise.all([
    sql.rows<Listable>`
      SELECT u."id" AS "userId", u."roles", u."agency", a."userId" IS NOT NULL AS "isListed"
      FROM "User" u LEFT JOIN "CaseAccess" a ON a."userId" = u."id" AND a."caseId" = ${caseId}::uuid
      WHERE u."hubId" = ${hubId} AND u."enabled" AND ${isListable} AND (a."userId" IS NOT NULL OR u."id" = ANY(${[...named]}::uuid[]))
        AND NOT ${isLinked(fragment`u."id"`, fragment`${caseId}::uuid`)}`,
    sql.rows<{ agency: string }>`SELECT DISTINCT "agency" FROM "AgencyCheck" WHERE "caseId" = ${caseId}::uuid`,
    sql.rows<ListNote>`
      SELECT "id" AS "restrictionId", "listLacks", "listToldAt" FROM "CaseRestriction"
      WHERE "caseId" = ${caseId}::uuid AND "liftedAt" IS NULL`,
  ]);
  return { users, asked: asked.map(({ agency }) => agency), note };
}

const lacks = (missing: readonly string[]): string =>
  missing.map((what) => (what === 'hub-manager' ? 'a hub manager' : `somebody of ${what}`)).join(', ');

/**
 * @param pointer the field that would mend it
 * @throws Refused `invalid-input` for a list without a hub manager, or without somebody of an agency that has been asked
 */
export function requireComplete(listed: readonly ListedUser[], asked: readonly string[], pointer: string): void {
  const missing = missingFromList(listed, asked);
  if (missing.length === 0) return;
  throw new Refused({
    code: 'invalid-input',
    detail: 'The access list of a restricted case must always hold a hub manager and somebody of every agency asked.',
    errors: [{ pointer, detail: `The list would lack ${lacks(missing)}.` }],
  });
}

/**
 * Before agencies are asked about a restricted case, its list must name somebody of each: nobody else would be told.
 * @throws Refused `access-list-incomplete`
 */
export async function requireNamed({ row, sql }: OpenCase, agencies: readonly string[]): Promise<void> {
  if (!row.restricted) return;
  const { users, asked } = await listInHand(sql, row.id, row.hubId);
  const missing = missingFromList(users, [...asked, ...agencies]);
  if (missing.length === 0) return;
  throw new Refused({
    code: 'access-list-incomplete',
    detail: `The case is restricted, and its access list lacks ${lacks(missing)}. Put them on the list, then ask.`,
  });
}
