import { execFile } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { productVersion } from '../runtime/version.js';
import { median } from './figures.js';
import type { Servers } from './servers.js';

/** On what the figures were measured. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  /** How long the disk takes to confirm a write of 8 KiB, in milliseconds. */
  readonly confirmedWriteMs: number;
  readonly node: string;
  readonly postgresql: string;
  /** Settings on which durability depends. */
  readonly durability: string;
  readonly temporal: string;
  readonly product: string;
  /** Of the project's repository; "changed" where files differ from it. */
  readonly commit: string;
}

/** Describes the machine, the servers and the version of the project. */
export async function describeMachine({
  dataDir,
  postgres,
  temporalVersion,
}: Pick<Servers, 'dataDir' | 'postgres' | 'temporalVersion'>): Promise<Machine> {
  const [setting, confirmedWriteMs, commit] = await Promise.all([
    settingsOf(postgres.administratorUrl),
    confirmedWrite(dataDir),
    commitOfProject(),
  ]);
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    confirmedWriteMs,
    node: process.version,
    postgresql: setting.server_version ?? 'unknown',
    durability: `fsync ${setting.fsync ?? '?'}, synchronous_commit ${setting.synchronous_commit ?? '?'}; Temporal on SQLite, WAL, synchronous NORMAL`,
    temporal: temporalVersion,
    product: productVersion(),
    commit,
  };
}

async function settingsOf(url: string): Promise<Readonly<Partial<Record<string, string>>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; setting: string }>(
      `SELECT name, setting FROM pg_settings WHERE name IN ('server_version', 'fsync', 'synchronous_commit')`,
    );
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  } finally {
    await client.end();
  }
}

/** The middle of fifty writes, each confirmed by the disk as PostgreSQL asks for it. */
async function confirmedWrite(folder: string): Promise<number> {
  const file = join(folder, 'confirmed-write');
  const handle = await open(file, 'w');
  const times: number[] = [];
  for (let count = 0; count < 50; count += 1) {
    const begunAt = performance.now();
    await handle.write(Buffer.alloc(8192));
    await handle.datasync();
    times.push(performance.now() - begunAt);
  }
  await handle.close();
  await rm(file);
  return median(times);
}

async function commitOfProject(): Promise<string> {
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)('git', args, { cwd: fileURLToPath(new URL('..', import.meta.url)) })).stdout.trim();
  try {
    const changed = await git('status', '--porcelain');
    return `${await git('rev-parse', '--short=12', 'HEAD')}${changed === '' ? '' : ', changed'}`;
  } catch {
    return 'unknown';
  }
}
