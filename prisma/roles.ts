import { Client } from 'pg';
import { EnvironmentError } from '../runtime/environment.js';

/** Whom the migrations grant rights to. They make these roles where they may. */
const granted = ['front_door_app', 'front_door_agency'];

/**
 * Looks, before anything is changed, whether the migrations can grant what they grant: one that fails half-way has to be mended by hand.
 * @throws EnvironmentError if a role is missing that the owner may not make
 */
export async function requireRoles(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: string }>(
      `SELECT g.role FROM unnest($1::text[]) g(role) JOIN pg_roles me ON me.rolname = current_user
       WHERE NOT (me.rolsuper OR me.rolcreaterole) AND NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = g.role)`,
      [granted],
    );
    if (rows.length === 0) return;
    throw new EnvironmentError(
      `Nothing was migrated: PostgreSQL lacks ${rows.map(({ role }) => role).join(' and ')}, and the owner of the record may not make roles. See "Upgrades" in docs/operations.md.`,
    );
  } finally {
    await client.end();
  }
}
