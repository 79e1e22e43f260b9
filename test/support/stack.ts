import { randomUUID } from 'node:crypto';
import { createDatabase, dropDatabase, type DatabaseUrls } from '../../local/postgres-databases.js';
import { stackVariables } from './stack-variables.js';

/** A database of a test's own, migrated and empty but for what every installation starts from. */
export interface FreshDatabase extends DatabaseUrls {
  /** For a superuser. */
  readonly administratorUrl: string;
  /** Removes it, with whoever is still connected. */
  drop(): Promise<void>;
}

/** Copies the migrated database (about 50 ms), so that test files run side by side and leave nothing to each other. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const administratorUrl = told('administratorUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await createDatabase(administratorUrl, name, databaseOf(told('ownerUrl')));
  return {
    ownerUrl: inDatabase(told('ownerUrl'), name),
    applicationUrl: inDatabase(told('applicationUrl'), name),
    agencyUrl: inDatabase(told('agencyUrl'), name),
    administratorUrl: inDatabase(administratorUrl, name),
    drop: () => dropDatabase(administratorUrl, name),
  };
}

/** The folder of everything that the servers of the run write: their logs in `log`, Temporal's store in `temporal`. */
export const stackFolder = (): string => told('dataDir');

/** Host and port of the run's Temporal server, whose workflows can skip time. Take a task queue of your own. */
export const temporalAddress = (): string => told('temporalAddress');

/** The bundled workflow code, for a worker's `workflowBundle`. */
export const workflowBundle = (): { codePath: string } => ({ codePath: told('workflowBundle') });

function told(what: keyof typeof stackVariables): string {
  const value = process.env[stackVariables[what]];
  if (value === undefined)
    throw new Error(`This test needs the stack: its folder stands among "alone" in jest.config.js.`);
  return value;
}

const databaseOf = (url: string): string => new URL(url).pathname.slice(1);

function inDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
