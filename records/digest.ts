// `npm run audit:digest`: prints the newest signed digest of the record as JSON, to be kept elsewhere; `npm run audit:verify -- --digest …`
// holds it against the record later. It only reads, as the application's role.
import { pipeline } from 'node:stream/promises';
import { loadVariables, readOptions, variablesFile } from '../runtime/command-line.js';
import { readWorkerEnvironment } from '../runtime/environment.js';
import { runIfMain } from '../runtime/program.js';
import { openDatabase } from './database.js';
import { newestDigest } from './kept-digest.js';

async function main(): Promise<void> {
  const { 'env-file': file } = readOptions(variablesFile);
  loadVariables(file);
  const { databaseUrl, keys } = readWorkerEnvironment(process.env);
  const database = openDatabase(databaseUrl, keys);
  try {
    await pipeline(newestDigest(database, keys), process.stdout, { end: false });
  } finally {
    await database.close();
  }
}

await runIfMain(import.meta.url, main);
