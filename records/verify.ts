// `npm run audit:verify`: follows the log of every case from its first event to its head, and the seals over looks and heads from the
// first day to the last, and whether sealed columns hold anything in the clear, and names what is not as it was recorded. With `--digest`, also holds a digest that was kept elsewhere against
// the record. It only reads, as the application's role.
import { readFile } from 'node:fs/promises';
import { EnvironmentError, readAuditEnvironment } from '../runtime/environment.js';
import { loadVariables, readOptions, variablesFile } from '../runtime/command-line.js';
import type { KeyRing } from '../runtime/keys.js';
import { runIfMain } from '../runtime/program.js';
import { verifyEveryLog } from './chain.js';
import { openDatabase, type Database } from './database.js';
import { openKeptDigest, verifyKeptDigest, type KeptDigest } from './kept-digest.js';
import { columnsInRecord, unsealedColumns } from './sealed-form.js';
import { UnreadableColumn } from './sealing.js';
import { verifyEveryDay, verifyNothingSlippedIn } from './verify-seals.js';

/** What one part of the record came to. */
interface Verified {
  /** How much was read, and that it is whole. */
  says: string;
  /** How many complaints there were. */
  broken: number;
}

const usage = `npm run audit:verify [-- --env-file FILE] [--digest FILE]
  Reads the whole record and names what is not as it was recorded. Needs DATABASE_URL and SECRET_KEYS.
  --env-file  a file with these variables, where they are not in the environment
  --digest    a file that npm run audit:digest wrote: what the record was then, to be held against what it is now`;

async function main(): Promise<void> {
  const { 'env-file': file, digest } = readOptions({ ...variablesFile, digest: { type: 'string' } }, usage);
  loadVariables(file);
  const { databaseUrl, keys } = readAuditEnvironment(process.env);
  const kept = digest === undefined ? undefined : await keptIn(digest, keys);
  const database = openDatabase(databaseUrl, keys);
  try {
    const verified = await Promise.all([verifyLogs(database), verifySealed(database), verifyDays(database, keys)]);
    if (kept !== undefined) verified.push(await verifyKept(database, kept));
    for (const { says, broken } of verified) if (broken === 0) console.log(says);
    const broken = verified.reduce((sum, each) => sum + each.broken, 0);
    if (broken > 0) throw new EnvironmentError(`The record is not what was recorded, in ${counted(broken, 'place')}.`);
  } catch (error) {
    if (!(error instanceof UnreadableColumn)) throw error;
    throw new EnvironmentError(`${error.message}: without it, nothing can be said of the logs.`, { cause: error });
  } finally {
    await database.close();
  }
}

async function verifyLogs(database: Database): Promise<Verified> {
  const read = { cases: 0, events: 0, broken: 0 };
  for await (const { reference, events, brokenAt } of verifyEveryLog(database)) {
    read.cases += 1;
    read.events += events;
    if (brokenAt !== undefined) read.broken += complain([`${reference}: entry ${brokenAt} is not what was recorded.`]);
  }
  const says = `${counted(read.events, 'event')} of ${counted(read.cases, 'case')} read: every log is whole.`;
  return { says, broken: read.broken };
}

async function verifySealed(database: Database): Promise<Verified> {
  const columns = await unsealedColumns(database);
  const broken = columns.flatMap(({ column, plain, isGuarded }) => [
    ...(plain === 0 ? [] : [`${column}: ${counted(plain, 'value')} in the clear, which the service did not write.`]),
    ...(isGuarded ? [] : [`${column}: the constraint that keeps values in the clear out is gone.`]),
  ]);
  return {
    says: `${counted(columnsInRecord.length, 'sealed column')} read: nothing is in the clear.`,
    broken: complain(broken),
  };
}

async function verifyDays(database: Database, keys: KeyRing): Promise<Verified> {
  const read = { days: 0, looks: 0, heads: 0, broken: 0 };
  let last = '';
  for await (const { day, looks, heads, broken } of verifyEveryDay(database, keys)) {
    read.days += 1;
    read.looks += looks;
    read.heads += heads;
    read.broken += complain(broken);
    last = day;
  }
  read.broken += complain(await verifyNothingSlippedIn(database, keys));
  const content = `${counted(read.looks, 'look')} and ${counted(read.heads, 'head')} of cases`;
  const says = `${counted(read.days, 'sealed day')} with ${content} read, up to ${last}: every seal is whole.`;
  return { says: read.days === 0 ? 'No day is sealed yet.' : says, broken: read.broken };
}

async function verifyKept(database: Database, kept: KeptDigest): Promise<Verified> {
  const broken = await verifyKeptDigest(database, kept);
  return { says: `The record agrees with the kept digest of ${kept.day}.`, broken: complain(broken) };
}

/** The digest in a file. @throws EnvironmentError where it is of no use, before the record is read: that is no fault of the record */
async function keptIn(file: string, keys: KeyRing): Promise<KeptDigest> {
  const opened = openKeptDigest(keys, await contentOf(file));
  if ('unusable' in opened)
    throw new EnvironmentError(`${opened.unusable} The record was not verified: name another file than ${file}.`);
  return opened.kept;
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new EnvironmentError(`${file} cannot be read: name a file that npm run audit:digest wrote.`, {
      cause: error,
    });
  }
}

function complain(sentences: readonly string[]): number {
  for (const sentence of sentences) console.error(sentence);
  return sentences.length;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

await runIfMain(import.meta.url, main);
