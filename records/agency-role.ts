import type { PoolClient } from 'pg';
import { EnvironmentError } from '../runtime/environment.js';

/** What a role may not be or have by which agencies read, and how each is said. */
const faults = {
  isSuperuser: 'is a superuser',
  bypassesPolicies: 'bypasses row-level security',
  makesRoles: 'may make roles or replicate',
  owns: 'owns something',
  hasOtherRights: 'has the rights of other roles than front_door_agency',
  lacksRights: 'does not have the rights of front_door_agency',
} as const;
type Fault = keyof typeof faults;

const question = `
  SELECT r.rolsuper AS "isSuperuser", r.rolbypassrls AS "bypassesPolicies", r.rolcreaterole OR r.rolreplication AS "makesRoles",
    EXISTS (SELECT FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid AND d.deptype = 'o') AS "owns",
    EXISTS (SELECT FROM pg_roles o WHERE o.oid <> r.oid AND o.rolname <> 'front_door_agency' AND pg_has_role(r.oid, o.oid, 'MEMBER')) AS "hasOtherRights",
    NOT EXISTS (SELECT FROM pg_roles o WHERE o.rolname = 'front_door_agency' AND pg_has_role(r.oid, o.oid, 'USAGE')) AS "lacksRights"
  FROM pg_roles r WHERE r.rolname = session_user`;

/**
 * Asks PostgreSQL who it is that reads for agencies. Row-level security does not hold for superusers, for roles that bypass it, nor for
 * those that may become another.
 * @throws EnvironmentError unless the role has the rights of `front_door_agency` and nothing beyond them
 */
export async function requireAgencyRole(client: PoolClient): Promise<void> {
  const { rows } = await client.query<Record<Fault, boolean>>(question);
  const found = (Object.keys(faults) as Fault[]).filter((fault) => rows[0]?.[fault] !== false);
  if (found.length === 0) return;
  throw new EnvironmentError(
    `Front Door cannot serve agencies: the role of AGENCY_DATABASE_URL ${found.map((fault) => faults[fault]).join(', and ')}. It must be a role of its own that has the rights of front_door_agency and no others: see docs/operations.md.`,
  );
}
