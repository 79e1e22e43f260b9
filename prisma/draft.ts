// Prints the SQL that takes an empty database to schema.prisma: what the next migration is cut from.
// `npm run migration -- postgresql://owner@host/any-database`
import { readFile } from 'node:fs/promises';
import { EnvironmentError } from '../runtime/environment.js';
import { runIfMain } from '../runtime/program.js';
import { withSchemaEngine } from './engine.js';

/** The SQL of schema.prisma, for an empty database. The database named by `ownerUrl` is only connected to. */
export async function draftMigration(ownerUrl: string): Promise<string> {
  const content = await readFile(new URL('./schema.prisma', import.meta.url), 'utf8');
  return withSchemaEngine(ownerUrl, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? '';
  });
}

await runIfMain(import.meta.url, async () => {
  const [, , url] = process.argv;
  if (url === undefined)
    throw new EnvironmentError('Name a database: npm run migration -- postgresql://owner@host/name');
  console.log(await draftMigration(url));
});
