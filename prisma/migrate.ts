import { readOptions } from '../runtime/command-line.js';
import { readMigrationEnvironment } from '../runtime/environment.js';
import { runIfMain } from '../runtime/program.js';
import { migrationList, withSchemaEngine } from './engine.js';
import { requireRoles } from './roles.js';
import { seed } from './seed.js';

/**
 * Brings a database to the newest version of the record and sees that the default hub, policy and calendar are there.
 * Runs in this process, without Prisma's binary; does nothing the second time. `prisma migrate deploy` reads the same
 * table of applied migrations.
 * @param ownerUrl a PostgreSQL URL whose role owns the database and may create roles
 * @returns the names of the migrations that were applied now, in order
 * @throws EnvironmentError if a role that they grant rights to is missing
 */
export async function migrate({ ownerUrl }: { ownerUrl: string }): Promise<readonly string[]> {
  await requireRoles(ownerUrl);
  const migrationsList = await migrationList();
  const { appliedMigrationNames } = await withSchemaEngine(ownerUrl, async (engine) =>
    engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } }),
  );
  await seed(ownerUrl);
  return appliedMigrationNames;
}

const usage = `npm run migrate
  Brings the record to this version; nothing is done the second time. Needs MIGRATION_DATABASE_URL, PostgreSQL as the role that owns the record.`;

async function main(): Promise<void> {
  readOptions({}, usage);
  const applied = await migrate(readMigrationEnvironment(process.env));
  console.log(applied.length === 0 ? 'The record is up to date.' : `Applied ${applied.join(', ')}.`);
}

await runIfMain(import.meta.url, main);
