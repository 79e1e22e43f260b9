import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { forgetProcess, takeFolder } from '../../local/processes.js';
import { freePort } from '../../local/ports.js';
import { dataFolders } from './data-folders.js';

interface Ended {
  readonly code: number;
  /** What it wrote for the person, without the lines of its steps. */
  readonly sentence: string;
}

const dataFolder = dataFolders();
const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the program of `npm start` to its end. */
async function start(environment: NodeJS.ProcessEnv): Promise<Ended> {
  const program = spawn(process.execPath, ['--import', 'tsx', 'local/start.ts'], {
    cwd: projectFolder,
    env: { ...process.env, PORT: String(await freePort()), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [sentence, [code]] = await Promise.all([text(program.stderr), once(program, 'exit') as Promise<[number]>]);
  return { code, sentence: sentence.trim() };
}

describe('npm start that cannot be', () => {
  it('names a port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';

    const { code, sentence } = await start({ DATA_DIR: await dataFolder(), PORT: port });
    other.close();

    expect({ code, sentence }).toEqual({
      code: 1,
      sentence: `Port ${port} is in use: stop what listens there, or choose another with PORT=….`,
    });
  });

  it('names a port that is none', async () => {
    expect(await start({ DATA_DIR: await dataFolder(), PORT: '70000' })).toEqual({
      code: 1,
      sentence: 'PORT is "70000": give a number from 1 to 65535.',
    });
  });

  it('names a policy that it does not know', async () => {
    const { code, sentence } = await start({ DATA_DIR: await dataFolder(), DEMO_POLICY: 'minutes' });

    expect(code).toBe(1);
    expect(sentence).toMatch(/^DEMO_POLICY is "minutes": .*\.$/);
  });

  it('names a folder that cannot be written', async () => {
    const file = join(await dataFolder(), 'a-file');
    await writeFile(file, 'in the way');

    const { code, sentence } = await start({ DATA_DIR: join(file, 'data') });

    expect(code).toBe(1);
    expect(sentence).toBe(`${file}/data cannot be written (ENOTDIR): name a DATA_DIR that can.`);
  });

  it('names a folder of another layout and leaves it as it is', async () => {
    const dataDir = await dataFolder();
    await writeFile(join(dataDir, 'VERSION'), '0\n');

    const { code, sentence } = await start({ DATA_DIR: dataDir });

    expect(code).toBe(1);
    expect(sentence).toMatch(/holds data of layout 0, and this version of Front Door reads layout 1: [^\n]*$/);
    expect(await readdir(dataDir)).toEqual(['VERSION']);
  });

  it('names another start that runs on the folder', async () => {
    const dataDir = await dataFolder();
    const mine = await takeFolder(dataDir);

    const { code, sentence } = await start({ DATA_DIR: dataDir });
    await forgetProcess(dataDir, mine);

    expect(code).toBe(1);
    expect(sentence).toBe(
      `Another npm start (process ${process.pid}) is running on ${dataDir}: stop it, or name another DATA_DIR.`,
    );
  });

  it('names data of another PostgreSQL, and leaves nothing running', async () => {
    const dataDir = await dataFolder();
    await mkdir(join(dataDir, 'postgres', 'data'), { recursive: true });
    await writeFile(join(dataDir, 'postgres', 'data', 'PG_VERSION'), '17\n');

    const { code, sentence } = await start({ DATA_DIR: dataDir });

    expect(code).toBe(1);
    expect(sentence).toMatch(/written by PostgreSQL 17, [^\n]*$/);
    expect(await readdir(join(dataDir, 'run'))).toEqual([]);
  });
});
