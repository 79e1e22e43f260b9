// `npm run ring -- --all`: rings every case in flight, after a restore of PostgreSQL or of Temporal. A case whose workflow was
// lost gets a new run, which reads the record and goes on from there; the others read it once more. Ringing twice is harmless.
import { loadEnvFile } from 'node:process';
import { parseArgs } from 'node:util';
import { EnvironmentError, readWorkerEnvironment } from '../runtime/environment.js';
import { runIfMain } from '../runtime/program.js';
import { openDatabase } from './database.js';
import { ringEveryCase } from './relay.js';

const usage = `Say what to ring: npm run ring -- --all [--env-file FILE]
  --env-file  a file with the variables of the worker, where they are not in the environment (npm start leaves DATA_DIR/worker.env)`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { all: { type: 'boolean' }, 'env-file': { type: 'string' } } });
  if (values.all !== true) throw new EnvironmentError(usage);
  if (values['env-file'] !== undefined) loadEnvFile(values['env-file']);
  const environment = readWorkerEnvironment(process.env);
  const database = openDatabase(environment.databaseUrl);
  try {
    const rung = await ringEveryCase(database, environment.temporal);
    console.log(`Rang ${rung} case${rung === 1 ? '' : 's'}.`);
  } finally {
    await database.close();
  }
}

await runIfMain(import.meta.url, main);
