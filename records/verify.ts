// `npm run audit:verify`: follows the log of every case from its first event to its head, and names the first entry of each log that is
// not what was recorded. It only reads, as the application's role.
import { EnvironmentError, readWorkerEnvironment } from '../runtime/environment.js';
import { loadVariables, readOptions, variablesFile } from '../runtime/command-line.js';
import { runIfMain } from '../runtime/program.js';
import { verifyEveryLog } from './chain.js';
import { openDatabase } from './database.js';
import { UnreadableColumn } from './sealing.js';

async function main(): Promise<void> {
  const { 'env-file': file } = readOptions(variablesFile);
  loadVariables(file);
  const { databaseUrl, keys } = readWorkerEnvironment(process.env);
  const database = openDatabase(databaseUrl, keys);
  try {
    const counted = { cases: 0, events: 0, broken: 0 };
    for await (const { reference, events, brokenAt } of verifyEveryLog(database)) {
      counted.cases += 1;
      counted.events += events;
      if (brokenAt === undefined) continue;
      counted.broken += 1;
      console.error(`${reference}: entry ${brokenAt} is not what was recorded.`);
    }
    const read = `${counted.events} events of ${counted.cases} cases`;
    if (counted.broken > 0)
      throw new EnvironmentError(
        `${read} read: ${counted.broken} ${counted.broken === 1 ? 'log is' : 'logs are'} broken.`,
      );
    console.log(`${read} read: every log is whole.`);
  } catch (error) {
    if (!(error instanceof UnreadableColumn)) throw error;
    throw new EnvironmentError(`${error.message}: without it, nothing can be said of the logs.`, { cause: error });
  } finally {
    await database.close();
  }
}

await runIfMain(import.meta.url, main);
