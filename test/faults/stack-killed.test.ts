import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { freePort } from '../../local/ports.js';
import { answerCheck, decide, readCase, screen, submit } from '../service/steps.js';
import type { Caller } from '../support/caller.js';
import { runProgram } from '../support/run-program.js';
import { signedIn, startStack, type StartedStack } from '../support/started-stack.js';
import { dataFolder, within } from './installation.js';

let folder: Awaited<ReturnType<typeof dataFolder>>;
let port: number;
let stack: StartedStack;
let personas: { as: (who: string) => Caller };

beforeAll(async () => {
  folder = await dataFolder();
  port = await freePort();
  personas = { as: signedIn(port) };
  stack = await startStack(folder.dataDir, port);
}, 120_000);
afterAll(async () => {
  await stack.interrupt();
  await folder.remove();
}, 60_000);

interface Mail {
  to: string;
  subject: string;
  headers: Record<string, string>;
}
const caughtMail = async (): Promise<Mail[]> => (await personas.as('hub-worker').get('/local/mail')).body as Mail[];

const whenMailed = (reference: string, count: number): Promise<Mail[]> =>
  within(30, `${count} mails of the case`, async () => {
    const mails = (await caughtMail()).filter(({ subject }) => subject.startsWith(reference));
    return mails.length >= count ? mails : undefined;
  });

/** The programs that say in the record which keys they have. */
async function programsRunning(): Promise<unknown[]> {
  const { MIGRATION_DATABASE_URL } = parseEnv(await readFile(join(folder.dataDir, 'worker.env'), 'utf8'));
  const owner = new Client({ connectionString: MIGRATION_DATABASE_URL });
  await owner.connect();
  const { rows } = await owner.query<{ program: string }>('SELECT "program" FROM "RunningProcess" ORDER BY 1');
  await owner.end();
  return rows.map(({ program }) => program);
}

/** The command lines of this machine that name a folder. */
async function processesNaming(dataDir: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-eo', 'pid=,command=']);
  return stdout.split('\n').filter((line) => line.includes(dataDir));
}

it('npm start has its Temporal pages ask the service what payloads say, and the service answers no other page', async () => {
  const settings = (await (await fetch(`${stack.temporalUi}/api/v1/settings`)).json()) as Record<string, unknown>;
  const askedBy = async (origin: string): Promise<number> => {
    const asking = { origin, 'access-control-request-method': 'POST' };
    const path = '/codec/decode';
    return (await personas.as('administrator').send(path, { method: 'OPTIONS', headers: asking })).status;
  };

  expect(settings.Codec).toMatchObject({ Endpoint: `http://localhost:${port}/codec` });
  expect([await askedBy(stack.temporalUi), await askedBy('http://localhost:1')]).toEqual([204, 403]);
});

it('npm start leaves a note by which the programs beside it find the record, as the application and as its owner', async () => {
  const note = ['--env-file', join(folder.dataDir, 'worker.env')];
  expect(await programsRunning()).toEqual(['api', 'worker']);
  const rotated = await runProgram('records/rotate.ts', {}, ...note);
  const verified = await runProgram('records/verify.ts', {}, ...note);

  expect(rotated).toMatchObject({ complaint: '', succeeded: true });
  expect(rotated.said).toMatch(/\nEverything is sealed with the key embedded-[^\n]+\.$/);
  expect(verified).toMatchObject({ complaint: '', succeeded: true });
});

it('npm start that was killed in the middle of a case starts again at once, and the case goes on to its end', async () => {
  const reference = await submit(personas);
  const { checks } = await screen(personas, reference);
  await whenMailed(reference, 9);
  const [first, ...others] = checks;
  if (first !== undefined) await answerCheck(personas, first);
  await stack.kill();

  stack = await startStack(folder.dataDir, port);
  expect(stack.readyAfterSeconds).toBeLessThan(60);
  for (const check of others) await answerCheck(personas, check);
  await decide(personas, reference);
  const mails = await whenMailed(reference, 10);
  await within(20, 'the case to be closed', async () =>
    (await readCase(personas, reference)).stage === 'closed' ? true : undefined,
  );
  expect(mails.at(-1)).toMatchObject({
    to: 'tessa@school.example',
    subject: `${reference}: the outcome of your referral`,
  });
  expect(new Set(mails.map(({ headers }) => headers['message-id'])).size).toBe(10);
}, 150_000);

it('Ctrl-C ends npm start in good order and leaves no process that names the data folder', async () => {
  expect(await stack.interrupt()).toMatch(/^Stopped \(/);
  expect(await processesNaming(folder.dataDir)).toEqual([]);
  expect(await readdir(join(folder.dataDir, 'run'))).toEqual([]);
}, 60_000);
