import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { TestProvider } from '../api/provider.js';
import { MailSink } from '../support/mail-sink.js';
import { startApi, startWorker, type ApiProgram, type Program, type Surroundings } from '../support/processes.js';
import { freshDatabase, type FreshDatabase } from '../support/stack.js';

/** Everything around the service's programs, and whichever of them a test has started. */
export class Installation {
  private readonly programs: Program[] = [];

  constructor(
    readonly surroundings: Surroundings,
    readonly mails: MailSink,
    private readonly owner: pg.Client,
    readonly database: FreshDatabase,
    private readonly closeRest: () => Promise<void>,
  ) {}

  /** @param changes what this process is told otherwise */
  async startApi(changes: Partial<Surroundings> = {}): Promise<ApiProgram> {
    return this.keep(await startApi({ ...this.surroundings, ...changes }));
  }

  /**
   * @param changes what this process is told otherwise
   * @param saying what it logs when it is where the test wants it; that it runs when left out
   */
  async startWorker(changes: Partial<Surroundings> = {}, saying?: string): Promise<Program> {
    return this.keep(await startWorker({ ...this.surroundings, ...changes }, saying));
  }

  /** Rows of the record, read as its owner. */
  async rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.owner.query<Row>(sql, [...values])).rows;
  }

  async close(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.kill()));
    await this.owner.end();
    await this.closeRest();
  }

  private keep<P extends Program>(program: P): P {
    this.programs.push(program);
    return program;
  }
}

/**
 * A fresh database, a mail server, a sign-in provider and a task queue, on a Temporal server that runs.
 * @param changes what its programs are told beside
 */
export async function openInstallation(
  temporalAddress: string,
  changes: Partial<Surroundings> = {},
): Promise<Installation> {
  const [database, provider] = await Promise.all([freshDatabase(), TestProvider.start()]);
  const mails = new MailSink();
  await mails.open();
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const surroundings = {
    databaseUrl: database.applicationUrl,
    agencyDatabaseUrl: database.agencyUrl,
    temporalAddress,
    taskQueue: `test-${randomUUID()}`,
    smtpUrl: mails.url,
    provider,
    ...changes,
  };
  return new Installation(surroundings, mails, owner, database, async () => {
    await mails.goAway();
    await provider.goAway();
    await database.drop();
  });
}

/**
 * Looks until what it finds is defined.
 * @param seconds how long at most
 * @param what for the message when it does not come
 */
export async function within<T>(
  seconds: number,
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain for ${what}`);
    await pause(20);
  }
}

/** A folder of a test's own, of mode 0700. @returns the folder, and what removes it */
export async function dataFolder(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'front-door-faults-'));
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}
