import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { installDemonstration } from '../local/demonstration.js';
import { startPostgres, type Postgres } from '../local/postgres.js';
import { createDatabase } from '../local/postgres-databases.js';
import { findTemporal } from '../local/temporal-binary.js';
import { startTemporal, type TemporalServer } from '../local/temporal.js';
import { migrate } from '../prisma/migrate.js';
import { openMailbox, type Mailbox } from './mailbox.js';
import { queueTables } from './plain/tables.js';
import { layDown, recordTables } from './yardsticks/tables.js';

/** The servers that all contestants use, as the embedded stack runs them, on a data folder of their own. */
export interface Servers {
  /** An absolute path, on the disk that holds the project. */
  readonly dataDir: string;
  readonly postgres: Postgres;
  readonly temporal: TemporalServer;
  readonly temporalVersion: string;
  readonly mailbox: Mailbox;
  /** Ends all of them and removes the data. */
  stop(): Promise<void>;
}

/** The database of each contestant. */
export const databases = { product: 'front_door', textbook: 'textbook', plain: 'plain' } as const;

/** Below which each benchmark has a data folder of its own while it runs. */
export const cacheFolder = fileURLToPath(new URL('../.cache/', import.meta.url));

/** The URL of another database of the same server, for the same role. */
export function databaseOf(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** Starts the servers and lays down what each contestant stores. What was started is stopped again if a later step fails. */
export async function startServers(): Promise<Servers> {
  await mkdir(cacheFolder, { recursive: true });
  const dataDir = await mkdtemp(`${cacheFolder}bench-`);
  const stops = [() => rm(dataDir, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const postgres = await startPostgres(dataDir);
    stops.push(() => postgres.stop());
    await layDownAll(postgres);
    const binary = await findTemporal({ dataDir });
    const temporal = await startTemporal(dataDir, binary);
    stops.push(() => temporal.stop());
    const mailbox = await openMailbox();
    stops.push(() => mailbox.stop());
    return { dataDir, postgres, temporal, temporalVersion: binary.serverVersion, mailbox, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function layDownAll({ administratorUrl, ownerUrl }: Postgres): Promise<void> {
  await migrate({ ownerUrl });
  await installDemonstration({ ownerUrl, policy: 'as-shipped' });
  await createDatabase(administratorUrl, databases.textbook);
  await layDown(databaseOf(ownerUrl, databases.textbook), recordTables);
  await createDatabase(administratorUrl, databases.plain);
  await layDown(databaseOf(ownerUrl, databases.plain), recordTables + queueTables);
}
