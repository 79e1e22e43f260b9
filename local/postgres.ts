import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { logOf, startGuarded, type GuardedProgram } from './guard.js';
import { freePort } from './ports.js';
import { postgresBinaries } from './postgres-binaries.js';
import { openCluster, serverEnvironment, superuser, type Cluster } from './postgres-cluster.js';
import { createDatabase, createRoles, databaseUrl, databaseUrls, type DatabaseUrls } from './postgres-databases.js';
import { postgresUser, type PostgresUser } from './postgres-user.js';
import { commandLine } from './processes.js';
import { StartRefused } from './refusal.js';

/** The name of the record's database. */
const databaseName = 'front_door';
const role = 'postgresql';
const lookEveryMs = 25;
/** How long a server of an earlier start may take to end. */
const otherServerMs = 30_000;
/** How long the server may take to answer; after a crash it first reads its log. */
const readyMs = 60_000;

export interface PostgresOptions {
  /** The port to listen on; a free one when left out. */
  readonly port?: number;
  /** Settings beyond the stack's own, by PostgreSQL's names. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The running server, with the database `front_door` in it. */
export interface Postgres extends DatabaseUrls {
  readonly port: number;
  readonly pid: number;
  /** The URL of a superuser, for creating databases beside the record's. */
  readonly administratorUrl: string;
  /** Its exit code, once it has ended. */
  readonly exited: Promise<number>;
  /** Shuts down at once but in good order: whoever is still connected is cut off. Close pools first. */
  stop(): Promise<void>;
}

/** The stack's settings: nothing personal in the server's log, and many small pools. */
const stackSettings = {
  max_connections: '200',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
} as const;

/**
 * Starts PostgreSQL 18 on `DATA_DIR/postgres`, on loopback, creating the data folder, roles and the database `front_door`
 * at the first start (about 2 s; later 0.3 s). A server of a killed start is waited for.
 * @param dataDir an absolute path
 * @throws StartRefused for a data folder of another version, or when the server does not start
 */
export async function startPostgres(dataDir: string, options: PostgresOptions = {}): Promise<Postgres> {
  const user = await postgresUser();
  const binaries = await postgresBinaries(user);
  const cluster = await openCluster(dataDir, binaries, user);
  await waitForOtherServer(dataDir, cluster.folder);

  const port = options.port ?? (await freePort());
  const server = { port, passwordOf: cluster.passwordOf };
  const administratorUrl = databaseUrl(server, superuser, 'postgres');
  const start = (): Promise<GuardedProgram> =>
    startServer(dataDir, binaries.postgres, cluster, user, { ...options.settings, port: String(port) });
  const program = await untilReady(start, logOf(dataDir, role), administratorUrl);
  await createRoles(administratorUrl, cluster.passwordOf);
  await createDatabase(administratorUrl, databaseName);
  return {
    port,
    pid: program.pid,
    administratorUrl,
    ...databaseUrls(server, databaseName),
    exited: program.exited,
    stop: () => program.stop(),
  };
}

function startServer(
  dataDir: string,
  postgres: string,
  cluster: Cluster,
  user: PostgresUser | undefined,
  settings: Readonly<Record<string, string>>,
): Promise<GuardedProgram> {
  // The last one names the data folder on the command line, where -D may not.
  const all = { ...stackSettings, ...settings, 'front_door.data_dir': dataDir };
  return startGuarded(dataDir, {
    role,
    command: postgres,
    args: [
      '-D',
      cluster.folderFromInside,
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    cwd: cluster.folder,
    env: serverEnvironment,
    ...(user && { user }),
    stopSignal: 'SIGINT',
  });
}

/**
 * PostgreSQL leaves `postmaster.pid` behind when it is killed, and takes any process under that number for a living
 * server. A living one is waited for; a number that now belongs to something else is forgotten.
 */
async function waitForOtherServer(dataDir: string, folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  const deadline = Date.now() + otherServerMs;
  for (;;) {
    const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
    if (!(pid > 0)) return;
    const command = await commandLine(pid);
    if (!command.includes('postgres') || !command.includes(dataDir)) return rm(file, { force: true });
    if (Date.now() > deadline) {
      throw new StartRefused(`Another PostgreSQL (process ${pid}) is running on ${folder}: stop it first.`);
    }
    await pause(lookEveryMs);
  }
}

/** Starts until the server answers; tries again while processes of a killed server still hold its shared memory. */
async function untilReady(
  start: () => Promise<GuardedProgram>,
  logFile: string,
  administratorUrl: string,
): Promise<GuardedProgram> {
  const deadline = Date.now() + otherServerMs;
  for (;;) {
    const logged = await stat(logFile).then(
      ({ size }) => size,
      () => 0,
    );
    const program = await start();
    if (await answers(program, administratorUrl)) return program;
    await program.stop();
    const complaint = (await readFile(logFile)).subarray(logged).toString();
    if (!/pre-existing shared memory|"postmaster.pid" already exists/.test(complaint) || Date.now() > deadline) {
      const reason = /FATAL: +(.*)/.exec(complaint)?.[1] ?? 'it does not answer';
      throw new StartRefused(`PostgreSQL did not start: ${reason} (log: ${logFile}).`);
    }
    await pause(lookEveryMs);
  }
}

/** Whether the server came up: false when it ended, or did not answer within a minute. */
async function answers(program: GuardedProgram, url: string): Promise<boolean> {
  const deadline = Date.now() + readyMs;
  const ended = program.exited.then(() => 'ended' as const);
  while (Date.now() < deadline) {
    if (await canConnect(url)) return true;
    if ((await Promise.race([ended, pause(lookEveryMs)])) === 'ended') return false;
  }
  return false;
}

async function canConnect(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  // A connection that breaks while it is being made is an answer as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}
