// `npm run ring -- --all`: rings every case in flight, after a restore of PostgreSQL or of Temporal. A case whose workflow was
// lost gets a new run, which reads the record and goes on from there; the others read it once more. Ringing twice is harmless.
import { Connection } from '@temporalio/client';
import { EnvironmentError, readWorkerEnvironment } from '../runtime/environment.js';
import { loadVariables, readOptions, variablesFile } from '../runtime/command-line.js';
import { runIfMain } from '../runtime/program.js';
import { connectionTo, type TemporalServer } from '../runtime/temporal-server.js';
import { openDatabase } from './database.js';
import { ringEveryCase } from './relay.js';

const usage = `npm run ring -- --all [--env-file FILE]
  Rings every case in flight, after a restore of PostgreSQL or of Temporal.
  --env-file  a file with the variables of the worker, where they are not in the environment (npm start leaves DATA_DIR/worker.env)`;

async function main(): Promise<void> {
  const { all, 'env-file': file } = readOptions({ all: { type: 'boolean' }, ...variablesFile }, usage);
  if (all !== true) throw new EnvironmentError(`Say what to ring.\n\n${usage}`);
  loadVariables(file);
  const environment = readWorkerEnvironment(process.env);
  await findTemporal(environment.temporal);
  const database = openDatabase(environment.databaseUrl, environment.keys);
  try {
    const { rung, unrung } = await ringEveryCase({ database, ...environment });
    console.log(`Rang ${rung} case${rung === 1 ? '' : 's'}.`);
    if (unrung.length > 0) throw new EnvironmentError(`Could not ring ${unrung.join(', ')}: try again.`);
  } finally {
    await database.close();
  }
}

/** @throws EnvironmentError where nobody is who could be rung */
async function findTemporal(server: TemporalServer): Promise<void> {
  try {
    const connection = await Connection.connect({ ...connectionTo(server), connectTimeout: '3s' });
    await connection.close();
  } catch (error) {
    throw new EnvironmentError(`Temporal does not answer at ${server.address}. Start it, then ring again.`, {
      cause: error,
    });
  }
}

await runIfMain(import.meta.url, main);
