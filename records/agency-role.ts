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
  writes: 'may write or create something',
  readsMore: 'may read more than agencies are shown',
  seesPastPolicies: 'reads tables whose row-level security is off',
  worksAsOwner: 'may call functions that work as their owner, beyond those of agencies',
} as const;
type Fault = keyof typeof faults;

/**
 * All that agencies may ever be shown, by table: the grants of the migrations, and no other. PostgreSQL may grant less, not more, to
 * whomever: the role that signs in, front_door_agency, or everybody.
 */
const shown: Readonly<Record<string, readonly string[]>> = {
  AgencyCheck: [
    'id',
    'hubId',
    'caseId',
    'agency',
    'state',
    'rating',
    'question',
    'legalBasis',
    'dueAt',
    'settledAt',
    'claimedById',
  ],
  AgencyCheckPerson: ['checkId', 'personId'],
  Case: ['id', 'reference', 'version', 'restricted'],
  Person: ['id', 'firstName', 'lastName', 'dateOfBirth', 'expectedDate', 'address'],
  CasePerson: ['caseId', 'personId', 'relationship', 'position'],
  CheckAnswer: ['id', 'checkId', 'at', 'analysis', 'rating'],
  CheckResult: ['answerId', 'personId', 'result', 'systemsSearched'],
  CheckInformation: ['answerId', 'position', 'personId', 'kind', 'text', 'sharing'],
  Document: ['id', 'caseId', 'checkId', 'at', 'name', 'kind', 'size', 'state'],
  DocumentContent: ['documentId', 'content'],
  CaseAccess: ['caseId', 'userId'],
  GlassBreak: ['caseId', 'userId', 'until'],
  PersonLink: ['userId', 'personId', 'liftedAt'],
};

/** The functions that look as the owner: for the walls, for the names of colleagues, and for what a visitor must know of those asked about. */
const asOwner = ['read_as', 'cases_of_person', 'colleagues_of_reader', 'warnings_about'];

const shownColumns = Object.entries(shown).flatMap(([table, columns]) =>
  columns.map((column) => `public.${table}.${column}`),
);

/** `ours` are all relations but PostgreSQL's own and those that extensions bring, such as the statistics of statements. */
const question = `
  WITH ours AS (SELECT c.oid, c.relname, c.relkind, c.relrowsecurity AND c.relforcerowsecurity AS "isWalled", n.nspname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
  SELECT r.rolsuper AS "isSuperuser", r.rolbypassrls AS "bypassesPolicies", r.rolcreaterole OR r.rolreplication AS "makesRoles",
    EXISTS (SELECT FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid AND d.deptype = 'o') AS "owns",
    EXISTS (SELECT FROM pg_roles o WHERE o.oid <> r.oid AND o.rolname <> 'front_door_agency' AND pg_has_role(r.oid, o.oid, 'MEMBER')) AS "hasOtherRights",
    NOT EXISTS (SELECT FROM pg_roles o WHERE o.rolname = 'front_door_agency' AND pg_has_role(r.oid, o.oid, 'USAGE')) AS "lacksRights",
    EXISTS (SELECT FROM ours o WHERE o.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND (has_table_privilege(r.oid, o.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') OR has_any_column_privilege(r.oid, o.oid, 'INSERT, UPDATE, REFERENCES')))
      OR EXISTS (SELECT FROM ours o WHERE CASE WHEN o.relkind = 'S' THEN has_sequence_privilege(r.oid, o.oid, 'USAGE, SELECT, UPDATE') END)
      OR has_schema_privilege(r.oid, 'public', 'CREATE') AS "writes",
    EXISTS (SELECT FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid WHERE o.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
      AND has_column_privilege(r.oid, o.oid, a.attnum, 'SELECT') AND concat_ws('.', o.nspname, o.relname, a.attname) <> ALL ($1::text[])) AS "readsMore",
    EXISTS (SELECT FROM ours o WHERE o.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT o."isWalled" AND has_any_column_privilege(r.oid, o.oid, 'SELECT')) AS "seesPastPolicies",
    EXISTS (SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND p.prosecdef AND p.proname <> ALL ($2::text[]) AND has_function_privilege(r.oid, p.oid, 'EXECUTE')) AS "worksAsOwner"
  FROM pg_roles r WHERE r.rolname = session_user`;

/**
 * Asks PostgreSQL who it is that reads for agencies. Row-level security does not hold for superusers, for roles that bypass it, nor for
 * those that may become another; and it is no wall before what a role may read without it, by whichever grant.
 * @throws EnvironmentError unless the role has the rights of `front_door_agency` and nothing beyond them
 */
export async function requireAgencyRole(client: PoolClient): Promise<void> {
  const { rows } = await client.query<Record<Fault, boolean>>(question, [shownColumns, asOwner]);
  const found = (Object.keys(faults) as Fault[]).filter((fault) => rows[0]?.[fault] !== false);
  if (found.length === 0) return;
  throw new EnvironmentError(
    `Front Door cannot serve agencies: the role of AGENCY_DATABASE_URL ${found.map((fault) => faults[fault]).join(', and ')}. It must be a role of its own that has the rights of front_door_agency and no others: see docs/operations.md.`,
  );
}
