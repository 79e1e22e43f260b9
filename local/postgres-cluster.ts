import { createHmac, randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runGuarded } from './guard.js';
import { reasonOf, StartRefused } from './refusal.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { PostgresUser } from './postgres-user.js';

/** The major version of PostgreSQL whose files this project reads. */
const postgresMajor = '18';

/** The role that initdb creates. */
export const superuser = 'postgres';

/** A PostgreSQL data folder on disk. */
export interface Cluster {
  readonly folder: string;
  /** How the server itself names the folder; see `nameFromInside`. */
  readonly folderFromInside: string;
  /** The password of a role, derived from the one secret that the data folder keeps. */
  readonly passwordOf: (role: string) => string;
}

/** The server's environment: plain messages and UTC, and nothing of the person's own PG variables. */
export const serverEnvironment: NodeJS.ProcessEnv = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

/**
 * Opens `DATA_DIR/postgres`, and fills it at the first start (about a second).
 * @throws StartRefused when another major version of PostgreSQL wrote it, or it cannot be created
 */
export async function openCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  user: PostgresUser | undefined,
): Promise<Cluster> {
  const home = join(dataDir, 'postgres');
  const folder = join(home, 'data');
  await mkdir(home, { recursive: true, mode: 0o700 });
  const secret = await keptSecret(join(home, 'secret'));
  const passwordOf = (role: string): string => createHmac('sha256', secret).update(role).digest('hex');
  const found = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (found === undefined) await initialise(dataDir, folder, binaries, user, passwordOf(superuser));
  else if (found.trim() !== postgresMajor) throw new StartRefused(otherVersion(folder, found.trim()));
  return { folder, folderFromInside: nameFromInside(folder, user), passwordOf };
}

const otherVersion = (folder: string, found: string): string =>
  `${folder} was written by PostgreSQL ${found}, and this version of Front Door runs PostgreSQL ${postgresMajor}: start the version that wrote it, or name another DATA_DIR.`;

/**
 * The user `postgres` often cannot pass the folders above its own (a DATA_DIR of mode 0700, a project in root's home), and
 * opening them to it would open them to others. The server is started with its folder as working directory and finds it
 * there without passing any of them.
 */
function nameFromInside(folder: string, user: PostgresUser | undefined): string {
  return user !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

async function keptSecret(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '') return kept;
  const secret = randomBytes(32).toString('hex');
  await writeFile(file, secret, { mode: 0o600 });
  return secret;
}

/** Fills a folder beside the final one and renames it, so that a start killed half-way leaves nothing that looks whole. */
async function initialise(
  dataDir: string,
  folder: string,
  binaries: PostgresBinaries,
  user: PostgresUser | undefined,
  password: string,
): Promise<void> {
  const draft = `${folder}.draft`;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    if (user !== undefined) await chown(draft, user.uid, user.gid);
    await runInitdb(dataDir, draft, binaries, user, password);
    await rename(draft, folder);
  } catch (error) {
    throw new StartRefused(`PostgreSQL's data folder ${folder} could not be created: ${reasonOf(error)}`);
  }
}

/** The password goes over as an open file, for the same reason that the folder is named from inside. */
async function runInitdb(
  dataDir: string,
  draft: string,
  { initdb }: PostgresBinaries,
  user: PostgresUser | undefined,
  password: string,
): Promise<void> {
  const passwordFile = `${draft}.password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  const input = await open(passwordFile, 'r');
  await rm(passwordFile);
  const args = [
    `--pgdata=${nameFromInside(draft, user)}`,
    `--username=${superuser}`,
    '--pwfile=/dev/stdin',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // Upper and lower case of every script, and the same order on every platform.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  const errand = { role: 'initdb', command: initdb, args, cwd: draft, env: serverEnvironment };
  try {
    await runGuarded(dataDir, { ...errand, ...(user && { user }), stopSignal: 'SIGTERM', input });
  } finally {
    await input.close();
  }
}
