import type { Recipient } from '../domain/notices.js';
import type { Role } from '../domain/roles.js';
import type { OpenCase } from './open-case.js';

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
}

/** Which role a message is for; the referrer is found by the referral instead. */
const roleTold: Record<Exclude<Recipient, 'referrer'>, Role> = {
  agency: 'agency-worker',
  'agency-lead': 'agency-lead',
  'decision-maker': 'decision-maker',
  'hub-manager': 'hub-manager',
  'hub-worker': 'hub-worker',
  'duty-team': 'duty-team',
};

/**
 * Finds the addresses for messages at the moment of sending: the enabled users of the role (and agency) that is told; where
 * there are none, the agency's shared mailbox or the hub's operations address. An empty list means that nobody is left.
 */
export async function findRecipients(
  open: OpenCase,
  notices: readonly Addressed[],
): Promise<(notice: Addressed) => string[]> {
  const roles = [...new Set(notices.flatMap(({ tells }) => (tells === 'referrer' ? [] : [roleTold[tells]])))];
  const [users, fallbacks] = roles.length === 0 ? [[], []] : await Promise.all([usersOf(open, roles), mailboxes(open)]);
  return ({ tells, agency, referrerEmail }) => {
    if (tells === 'referrer') return referrerEmail === null ? [] : [referrerEmail];
    const told = users.filter(
      (user) => user.roles.includes(roleTold[tells]) && (agency === null || user.agency === agency),
    );
    const found = told.length > 0 ? told : fallbacks.filter((fallback) => fallback.agency === agency);
    return [...new Set(found.map(({ email }) => email))];
  };
}

const usersOf = async ({ sql, row }: OpenCase, roles: readonly Role[]): Promise<User[]> =>
  sql.rows<User>`
    SELECT "email", "roles", "agency" FROM "User"
    WHERE "enabled" AND "hubId" = ${row.hubId} AND "email" IS NOT NULL AND "roles" && ${roles}::text[]`;

const mailboxes = async ({ sql, row }: OpenCase): Promise<Pick<User, 'agency' | 'email'>[]> =>
  sql.rows<Pick<User, 'agency' | 'email'>>`
    SELECT "code" AS "agency", "email" FROM "Agency" WHERE "hubId" = ${row.hubId}
    UNION ALL SELECT NULL, "operationsEmail" FROM "Hub" WHERE "id" = ${row.hubId}`;
