import fragment from 'sql-template-tag';
import type { Recipient } from '../domain/notices.js';
import type { Role } from '../domain/roles.js';
import type { OpenCase } from './open-case.js';
import { isLinked } from './walls.js';

interface Addressed {
  tells: Recipient;
  agency: string | null;
  /** Of the referral that the message is about. */
  referrerEmail: string | null;
}

interface User {
  email: string;
  roles: string[];
  agency: string | null;
  isListed: boolean;
}

/** Which role a message is for; the referrer is found by the referral instead. */
const roleTold: Record<Exclude<Recipient, 'referrer'>, Role> = {
  agency: 'agency-worker',
  'agency-lead': 'agency-lead',
  'decision-maker': 'decision-maker',
  'hub-manager': 'hub-manager',
  'hub-worker': 'hub-worker',
  'duty-team': 'duty-team',
  'privacy-officer': 'privacy-officer',
};

/** Who is told of a restricted case where nobody on its list has the role that a message is for, in this order. */
const fallbackRoles = ['hub-manager', 'privacy-officer'] as const satisfies readonly Role[];

/**
 * Finds the addresses for messages at the moment of sending: the enabled users of the role (and agency) that is told and who may see the
 * case; where there are none, the agency's shared mailbox or the hub's operations address. Of a restricted case only the people on its list
 * are told, then its hub managers, then the privacy officer, and never a mailbox. An empty list means that nobody is left.
 */
export async function findRecipients(
  open: OpenCase,
  notices: readonly Addressed[],
): Promise<(notice: Addressed) => string[]> {
  const roles = notices.flatMap(({ tells }) => (tells === 'referrer' ? [] : [roleTold[tells]]));
  if (roles.length === 0) return ({ referrerEmail }) => addressed(referrerEmail);
  const { restricted } = open.row;
  const [users, mailboxes] = await Promise.all([
    usersOf(open, [...new Set([...roles, ...(restricted ? fallbackRoles : [])])]),
    restricted ? [] : mailboxesOf(open),
  ]);
  const having = (role: Role, agency: string | null): User[] =>
    users.filter(
      (user) => user.roles.includes(role) && (agency === null || user.agency === agency) && maySee(user, role),
    );
  const maySee = ({ isListed }: User, role: Role): boolean => !restricted || isListed || role === 'privacy-officer';
  return ({ tells, agency, referrerEmail }) => {
    if (tells === 'referrer') return addressed(referrerEmail);
    const told = [
      having(roleTold[tells], agency),
      ...(restricted ? fallbackRoles.map((role) => having(role, null)) : []),
      mailboxes.filter((mailbox) => mailbox.agency === agency),
    ].find((found) => found.length > 0);
    return [...new Set((told ?? []).map(({ email }) => email))];
  };
}

const addressed = (email: string | null): string[] => (email === null ? [] : [email]);

/** Whoever is linked to a person on the case is not told of it. */
const usersOf = async ({ sql, row }: OpenCase, roles: readonly Role[]): Promise<User[]> =>
  sql.rows<User>`
    SELECT u."email", u."roles", u."agency", a."userId" IS NOT NULL AS "isListed"
    FROM "User" u LEFT JOIN "CaseAccess" a ON a."userId" = u."id" AND a."caseId" = ${row.id}::uuid
    WHERE u."enabled" AND u."hubId" = ${row.hubId} AND u."email" IS NOT NULL AND u."roles" && ${roles}::text[]
      AND NOT ${isLinked(fragment`u."id"`, fragment`${row.id}::uuid`)}`;

const mailboxesOf = async ({ sql, row }: OpenCase): Promise<Pick<User, 'agency' | 'email'>[]> =>
  sql.rows<Pick<User, 'agency' | 'email'>>`
    SELECT "code" AS "agency", "email" FROM "Agency" WHERE "hubId" = ${row.hubId}
    UNION ALL SELECT NULL, "operationsEmail" FROM "Hub" WHERE "id" = ${row.hubId}`;
