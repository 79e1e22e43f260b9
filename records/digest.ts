// `npm run audit:digest`: prints the newest signed digest of the record as JSON, to be kept elsewhere; `npm run audit:verify -- --digest …`
// holds it against the record later. It only reads, as the application's role.
import { pipeline } from 'node:stream/promises';
import { loadVariables, readOptions, variablesFile } from '../runtime/command-line.js';
import { readAuditEnvironment } from '../runtime/environment.js';
import { runIfMain } from '../runtime/program.js';
import { openDatabase } from './database.js';
import { newestDigest } from './kept-digest.js';

const usage = `npm run --silent audit:digest [-- --env-file FILE]
  Prints the newest signed digest of the record, to be kept elsewhere. Needs DATABASE_URL and SECRET_KEYS.
  --env-file  a file with these variables, where they are not in the environment`;

async function main(): Promise<void> {
  const { 'env-file': file } = readOptions(variablesFile, usage);
  loadVariables(file);
  const { databaseUrl, keys } = readAuditEnvironment(process.env);
  const database = openDatabase(databaseUrl, keys);
  try {
    await pipeline(newestDigest(database, keys), process.stdout, { end: false });
  } finally {
    await database.close();
  }
}

await runIfMain(import.meta.url, main);
