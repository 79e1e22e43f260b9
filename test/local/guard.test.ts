import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startGuarded, type GuardedErrand } from '../../local/guard.js';
import { startPostgres, type Postgres } from '../../local/postgres.js';
import { beganAt, commandLine, waitOutRemains } from '../../local/processes.js';
import { dataFolders } from './data-folders.js';
import { until } from './until.js';

const dataFolder = dataFolders();
const parentFile = fileURLToPath(new URL('./guarded-parent.ts', import.meta.url));
const isGone = async (pid: number): Promise<boolean> => (await beganAt(pid)) === undefined;

type Started = Pick<Postgres, 'pid' | 'ownerUrl'>;

/** Starts a program in a parent process that the test may kill. */
async function inParent(
  what: 'idler' | 'postgres',
  dataDir: string,
): Promise<{ parent: ChildProcess; started: Started }> {
  const parent = spawn(process.execPath, ['--import', 'tsx', parentFile, what, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  return { parent, started: JSON.parse(line.toString()) as Started };
}

const recordedPids = async (dataDir: string): Promise<number[]> =>
  (await readdir(join(dataDir, 'run'))).map((name) => Number(name.split('.').at(-1)));

function idler(dataDir: string): GuardedErrand {
  const args = ['--eval', 'setInterval(() => undefined, 1e9)'];
  return { role: 'idler', command: process.execPath, args, cwd: dataDir, env: {}, stopSignal: 'SIGTERM' };
}

describe('a guarded program', () => {
  it('ends with its guard when the parent is killed', async () => {
    const dataDir = await dataFolder();
    const { parent, started } = await inParent('idler', dataDir);
    const pids = await recordedPids(dataDir);
    expect(pids).toHaveLength(2);
    expect(pids).toContain(started.pid);

    parent.kill('SIGKILL');

    for (const pid of pids) await until(`process ${pid} is gone`, () => isGone(pid));
  });

  it('names the data folder on the command line of its guard, which is in a process group of its own', async () => {
    const dataDir = await dataFolder();
    const program = await startGuarded(dataDir, idler(dataDir));
    const [guard] = (await recordedPids(dataDir)).filter((pid) => pid !== program.pid);

    expect(await commandLine(guard ?? 0)).toContain(`--data-dir=${dataDir}`);
    expect(() => process.kill(-(guard ?? 0), 0)).not.toThrow();
    await program.stop();
    expect(await isGone(program.pid)).toBe(true);
    expect(await recordedPids(dataDir)).toEqual([]);
  });

  it('is ended as well when its guard is killed', async () => {
    const dataDir = await dataFolder();
    const program = await startGuarded(dataDir, idler(dataDir));
    const [guard] = (await recordedPids(dataDir)).filter((pid) => pid !== program.pid);

    process.kill(guard ?? 0, 'SIGKILL');
    await program.exited;

    expect(await isGone(program.pid)).toBe(true);
  });

  it('is ended at the next start when parent and guard were killed together', async () => {
    const dataDir = await dataFolder();
    const { parent, started } = await inParent('idler', dataDir);
    const [guard] = (await recordedPids(dataDir)).filter((pid) => pid !== started.pid);
    parent.kill('SIGKILL');
    process.kill(guard ?? 0, 'SIGKILL');

    await waitOutRemains(dataDir);

    expect(await isGone(started.pid)).toBe(true);
    expect(await recordedPids(dataDir)).toEqual([]);
  });

  it('that cannot be started says why', async () => {
    const dataDir = await dataFolder();

    await expect(startGuarded(dataDir, { ...idler(dataDir), command: join(dataDir, 'nothing') })).rejects.toThrow(
      'ENOENT',
    );
  });

  it('writes to a log in the data folder', async () => {
    const dataDir = await dataFolder();
    const program = await startGuarded(dataDir, { ...idler(dataDir), args: ['--eval', 'console.log("heard")'] });

    expect(await program.exited).toBe(0);
    expect(await readFile(join(dataDir, 'log', 'idler.log'), 'utf8')).toBe('heard\n');
  });
});

describe('PostgreSQL after its parent was killed', () => {
  it('is started again at once, with what was committed', async () => {
    const dataDir = await dataFolder();
    const { parent, started } = await inParent('postgres', dataDir);
    const client = new pg.Client({ connectionString: started.ownerUrl });
    // The server goes away beneath it.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('CREATE TABLE kept AS SELECT 42 AS answer');
    parent.kill('SIGKILL');

    const again = await startPostgres(dataDir);

    expect(await isGone(started.pid)).toBe(true);
    const reader = new pg.Client({ connectionString: again.ownerUrl });
    await reader.connect();
    expect((await reader.query('SELECT answer FROM kept')).rows).toEqual([{ answer: 42 }]);
    await reader.end();
    await client.end();
    await again.stop();
  });
});
