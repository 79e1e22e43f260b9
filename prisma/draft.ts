// Prints the SQL that takes an empty database to schema.prisma: what the next migration is cut from.
// `npm run migration -- postgresql://owner@host/any-database`
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
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

async function main([url]: readonly string[]): Promise<void> {
  if (url === undefined) throw new Error('Name a database: npm run migration -- postgresql://owner@host/name');
  console.log(await draftMigration(url));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(process.argv.slice(2));
}
