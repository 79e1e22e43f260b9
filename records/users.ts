import sql, { type Sql as Fragment } from 'sql-template-tag';
import { isRole, type Role } from '../domain/roles.js';
import type { Database } from './database.js';

/** A person or system as a verified token, or a sign-in, describes them. */
export interface Identity {
  hubId: string;
  /** Stable name of the identity provider; with `subject` it is who they are. */
  provider: string;
  subject: string;
  name?: string;
  email?: string;
  roles: readonly Role[];
  agency: string | null;
  /** Since when roles and agency are known to be these: when the provider issued the token. */
  asOf: Date;
}

/** A user as the record knows them at this moment. */
export interface KnownUser {
  id: string;
  enabled: boolean;
  roles: readonly Role[];
  agency: string | null;
}

interface UserRow {
  id: string;
  enabled: boolean;
  roles: string[];
  agency: string | null;
  rolesAsOf: Date;
  said: string[];
  agencySaid: string | null;
}

/** What the provider said last of a user, who may be from a version that did not keep it apart. */
export const saidOfUser = {
  roles: sql`COALESCE("User"."providerRoles", "User"."roles")`,
  agency: sql`CASE WHEN "User"."providerRoles" IS NULL THEN "User"."agency" ELSE "User"."providerAgency" END`,
};

/** The roles that count, in SQL: the provider's and those that were given here, without those that were taken here (domain/role-changes.ts). */
const rolesCounting = (said: Fragment): Fragment => sql`
  ARRAY(SELECT r FROM unnest(${said} || "User"."givenRoles") WITH ORDINALITY AS x(r, n)
        WHERE r <> ALL (COALESCE("User"."takenRoles", '{}')) GROUP BY r ORDER BY min(n))`;

/**
 * Finds who somebody is, or makes them known on first sight. Of what the provider says the newest counts: what is said here is noted if it
 * is not older than what stands, and else counts for nothing, so that no old token brings roles back. What administrators gave and took
 * stands beside it, whatever any token says.
 */
export async function identify(database: Database, identity: Identity): Promise<KnownUser> {
  const found = await find(database, identity);
  if (found !== undefined && !isNews(identity, found)) return known(found);
  const noted = (await note(database, identity)) ?? (await find(database, identity));
  if (noted === undefined) throw new Error('A user has vanished from the record');
  return known(noted);
}

async function find(database: Database, { hubId, provider, subject }: Identity): Promise<UserRow | undefined> {
  const [row] = await database.reads.rows<UserRow>`
    SELECT "id", "enabled", "roles", "agency", "rolesAsOf", ${saidOfUser.roles} AS "said", ${saidOfUser.agency} AS "agencySaid" FROM "User"
    WHERE "hubId" = ${hubId} AND "provider" = ${provider} AND "subject" = ${subject}`;
  return row;
}

/** Writes down what is new. @returns undefined where something newer has been written meanwhile */
async function note(database: Database, identity: Identity): Promise<UserRow | undefined> {
  const { hubId, provider, subject, name, email, roles, agency, asOf } = identity;
  const [row] = await database.acts.rows<UserRow>`
    INSERT INTO "User" ("id", "hubId", "provider", "subject", "name", "email", "roles", "agency", "providerRoles", "providerAgency", "rolesAsOf")
    VALUES (gen_random_uuid(), ${hubId}, ${provider}, ${subject}, ${name ?? subject}, ${email ?? null}, ${[...roles]}::text[], ${agency},
            ${[...roles]}::text[], ${agency}, ${asOf})
    ON CONFLICT ("hubId", "provider", "subject") DO UPDATE SET "roles" = ${rolesCounting(sql`excluded."providerRoles"`)},
      "agency" = COALESCE("User"."givenAgency", excluded."providerAgency"),
      "providerRoles" = excluded."providerRoles", "providerAgency" = excluded."providerAgency",
      "rolesAsOf" = excluded."rolesAsOf", "name" = COALESCE(${name ?? null}::text, "User"."name"),
      "email" = COALESCE(excluded."email", "User"."email")
    WHERE "User"."rolesAsOf" <= excluded."rolesAsOf"
    RETURNING "id", "enabled", "roles", "agency", "rolesAsOf", "providerRoles" AS "said", "providerAgency" AS "agencySaid"`;
  return row;
}

function isNews({ asOf, roles, agency }: Identity, row: UserRow): boolean {
  if (asOf.getTime() !== row.rolesAsOf.getTime()) return asOf > row.rolesAsOf;
  return agency !== row.agencySaid || roles.join(' ') !== row.said.join(' ');
}

const known = ({ id, enabled, roles, agency }: UserRow): KnownUser => ({
  id,
  enabled,
  roles: roles.filter(isRole),
  agency,
});
