// `npm run ring -- --all`: rings every case in flight, after a restore of PostgreSQL or of Temporal. A case whose workflow was
// lost gets a new run, which reads the record and goes on from there; the others read it once more. Ringing twice is harmless.
import { openDatabase } from './database.js';
import { ringEveryCase } from './relay.js';
import { readWorkerEnvironment } from '../runtime/environment.js';

if (!process.argv.includes('--all')) {
  console.error('Say what to ring: npm run ring -- --all');
  process.exit(2);
}

const environment = readWorkerEnvironment(process.env);
const database = openDatabase(environment.databaseUrl);
try {
  const rung = await ringEveryCase(database, environment.temporal);
  console.log(`Rang ${rung} case${rung === 1 ? '' : 's'}.`);
} finally {
  await database.close();
}
