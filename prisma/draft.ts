// Prints the SQL that takes an empty database to schema.prisma: what the next migration is cut from.
// `npm run migration -- postgresql://owner@host/empty-database`
import { readFile } from 'node:fs/promises';
import { openSchemaEngine } from './engine.js';

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('Name an empty database: npm run migration -- postgresql://owner@host/name');

const engine = await openSchemaEngine(url);
const { stdout } = await engine.diff({
  from: { tag: 'empty' },
  to: {
    tag: 'schemaDatamodel',
    files: [{ path: 'schema.prisma', content: await readFile(new URL('./schema.prisma', import.meta.url), 'utf8') }],
  },
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
console.log(stdout);
