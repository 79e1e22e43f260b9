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
}

/**
 * Finds who somebody is, or makes them known on first sight. Roles and agency are the newest that are known: what is said here is
 * noted if it is not older than what stands, and else counts for nothing, so that neither an old token nor one from before an
 * administrator's change brings roles back.
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
    SELECT "id", "enabled", "roles", "agency", "rolesAsOf" FROM "User"
    WHERE "hubId" = ${hubId} AND "provider" = ${provider} AND "subject" = ${subject}`;
  return row;
}

/** Writes down what is new. @returns undefined where something newer has been written meanwhile */
async function note(database: Database, identity: Identity): Promise<UserRow | undefined> {
  const { hubId, provider, subject, name, email, roles, agency, asOf } = identity;
  const [row] = await database.acts.rows<UserRow>`
    INSERT INTO "User" ("id", "hubId", "provider", "subject", "name", "email", "roles", "agency", "rolesAsOf")
    VALUES (gen_random_uuid(), ${hubId}, ${provider}, ${subject}, ${name ?? subject}, ${email ?? null}, ${[...roles]}::text[],
            ${agency}, ${asOf})
    ON CONFLICT ("hubId", "provider", "subject") DO UPDATE SET "roles" = excluded."roles", "agency" = excluded."agency",
      "rolesAsOf" = excluded."rolesAsOf", "name" = COALESCE(${name ?? null}::text, "User"."name"),
      "email" = COALESCE(excluded."email", "User"."email")
    WHERE "User"."rolesAsOf" <= excluded."rolesAsOf"
    RETURNING "id", "enabled", "roles", "agency", "rolesAsOf"`;
  return row;
}

function isNews({ asOf, roles, agency }: Identity, row: UserRow): boolean {
  if (asOf.getTime() !== row.rolesAsOf.getTime()) return asOf > row.rolesAsOf;
  return agency !== row.agency || roles.join(' ') !== row.roles.join(' ');
}

const known = ({ id, enabled, roles, agency }: UserRow): KnownUser => ({
  id,
  enabled,
  roles: roles.filter(isRole),
  agency,
});
