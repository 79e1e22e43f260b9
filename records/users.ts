import type { Role } from '../domain/roles.js';
import type { Database } from './database.js';

/** A person or system as a verified token describes them. */
export interface Identity {
  hubId: string;
  /** Stable name of the identity provider; with `subject` it is who they are. */
  provider: string;
  subject: string;
  name: string;
  email?: string;
  roles: readonly Role[];
  agency: string | null;
}

interface KnownUser {
  id: string;
  enabled: boolean;
}

/**
 * Finds the user of a token, or makes them known on first sight. What the token says of roles and agency is noted when it
 * changes, since messages are sent to roles.
 * @returns the user's id; undefined if the user has been disabled
 */
export async function identify(database: Database, identity: Identity): Promise<string | undefined> {
  const { hubId, provider, subject, name, email, roles, agency } = identity;
  const [user] = await database.acts.rows<KnownUser>`
    INSERT INTO "User" ("id", "hubId", "provider", "subject", "name", "email", "roles", "agency")
    VALUES (gen_random_uuid(), ${hubId}, ${provider}, ${subject}, ${name}, ${email ?? null}, ${[...roles]}::text[], ${agency})
    ON CONFLICT ("hubId", "provider", "subject") DO UPDATE SET "roles" = excluded."roles", "agency" = excluded."agency",
      "email" = COALESCE(excluded."email", "User"."email")
    RETURNING "id", "enabled"`;
  return user?.enabled === true ? user.id : undefined;
}
