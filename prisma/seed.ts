import { Client } from 'pg';
import { defaultCalendar } from '../domain/calendar.js';
import { agencies, asShipped } from '../domain/policy.js';

const hub = { id: 'hub', name: 'The hub', operationsEmail: 'operations@hub.example' };

/**
 * Lays down what every installation starts from and later administers: one hub, its agencies, policy and calendar as
 * shipped. Rows that are there already stay as they are.
 */
export async function seed(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(
      'INSERT INTO "Hub" ("id", "name", "operationsEmail") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [hub.id, hub.name, hub.operationsEmail],
    );
    for (const { code, name } of agencies) {
      await client.query(
        'INSERT INTO "Agency" ("hubId", "code", "name", "email") VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
        [hub.id, code, name, `${code}@agencies.example`],
      );
    }
    await client.query(
      'INSERT INTO "Policy" ("hubId", "version", "rules", "effectiveFrom") VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING',
      [hub.id, asShipped.version, JSON.stringify(asShipped)],
    );
    await client.query(
      'INSERT INTO "Calendar" ("hubId", "version", "rules", "effectiveFrom") VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING',
      [hub.id, defaultCalendar.version, JSON.stringify(defaultCalendar)],
    );
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
