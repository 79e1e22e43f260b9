// `npm run keys:rotate`: seals everything confidential in the record with the first key of SECRET_KEYS, beside a service that runs, after
// a key was added or the record was brought over from before its columns were sealed. It runs as the owner of the record, for what is
// recorded is nobody else's to touch; ended early, it goes on where it was. With `--from-plain` it also seals what stands there in the clear:
// for the record from before its columns were sealed, once, since whatever somebody had put there would be sealed as well.
import { loadVariables, readOptions, variablesFile } from '../runtime/command-line.js';
import { EnvironmentError, readRotationEnvironment } from '../runtime/environment.js';
import { runIfMain } from '../runtime/program.js';
import { requireKeyInUse } from './keys-in-use.js';
import { resealEverything } from './rotation.js';
import { sealingWith, takingPlain, UnreadableColumn } from './sealing.js';

const usage = `npm run keys:rotate [-- --env-file FILE] [--from-plain] [--service-stands-still]
  Seals everything confidential in the record with the first key of SECRET_KEYS, as the owner of the record (MIGRATION_DATABASE_URL).
  --env-file              a file with these variables, where they are not in the environment
  --from-plain            also what stands there in the clear: once, for a record from before its columns were sealed
  --service-stands-still  though no process of the service runs that could say that it has the key`;

async function main(): Promise<void> {
  const {
    'env-file': file,
    'from-plain': fromPlain,
    'service-stands-still': standsStill,
  } = readOptions(
    { ...variablesFile, 'from-plain': { type: 'boolean' }, 'service-stands-still': { type: 'boolean' } },
    usage,
  );
  loadVariables(file);
  const { ownerUrl, keys } = readRotationEnvironment(process.env);
  await requireKeyInUse(ownerUrl, keys, standsStill === true ? 'go on' : 'refuse');
  const sealing = sealingWith(keys);
  try {
    const pass = resealEverything(ownerUrl, keys, fromPlain === true ? takingPlain(sealing) : sealing);
    for await (const { table, rows } of pass) {
      console.log(`${table}: ${rows} row${rows === 1 ? '' : 's'} sealed anew.`);
    }
  } catch (error) {
    if (!(error instanceof UnreadableColumn)) throw error;
    throw new EnvironmentError(`${error.message}. What was sealed before it stays so.`, { cause: error });
  }
  console.log(`Everything is sealed with the key ${keys.current.id}.`);
}

await runIfMain(import.meta.url, main);
