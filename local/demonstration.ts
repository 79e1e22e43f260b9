import { Client } from 'pg';
import { asShipped, policyInSeconds, type Policy } from '../domain/policy.js';
import { personas } from './personas.js';

/** Which deadlines the demonstration runs on: those of a real hub, or some short enough to watch. */
export type DemonstrationPolicy = 'as-shipped' | 'seconds';

const policies: Record<DemonstrationPolicy, Policy> = { 'as-shipped': asShipped, seconds: policyInSeconds };
const hubId = 'hub';

/** Name of the embedded identity provider, under which its personas are known whatever port it has. */
export const embeddedProvider = 'embedded';

/** The client of that provider as which the service lets browsers sign in. */
export const webClientId = 'front-door';

/**
 * Makes the personas known, so that they get messages before their first sign-in, and puts the policy in force that this start
 * asks for: as a new version, where another one is in force, so that deadlines planned before keep theirs.
 */
export async function installDemonstration({
  ownerUrl,
  policy,
}: {
  ownerUrl: string;
  policy: DemonstrationPolicy;
}): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const { persona, displayName, email, roles, agency } of personas) {
      await client.query(
        `INSERT INTO "User" ("id", "hubId", "provider", "subject", "name", "email", "roles", "agency")
         VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
        [hubId, embeddedProvider, persona, displayName, email, roles, agency ?? null],
      );
    }
    await client.query(
      `INSERT INTO "Policy" ("hubId", "version", "rules", "effectiveFrom")
       SELECT "hubId", "version" + 1, $2::jsonb, now() FROM "Policy" p
       WHERE "hubId" = $1 AND "version" = (SELECT max("version") FROM "Policy" WHERE "hubId" = $1) AND p."rules"->>'name' <> $3`,
      [hubId, JSON.stringify(policies[policy]), policies[policy].name],
    );
  } finally {
    await client.end();
  }
}
