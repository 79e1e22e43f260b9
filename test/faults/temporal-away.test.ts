import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { findTemporal, type TemporalBinary } from '../../local/temporal-binary.js';
import { startTemporal, type TemporalServer } from '../../local/temporal.js';
import { aScreening } from '../service/bodies.js';
import { answerCheck, decide, readCase, screen, submit } from '../service/steps.js';
import type { ApiProgram, Program } from '../support/processes.js';
import { dataFolder, openInstallation, within, type Installation } from './installation.js';
import { casesWithBrokenLog, eventCounts, hasCaughtUp, noticesOf } from './record.js';

let folder: Awaited<ReturnType<typeof dataFolder>>;
let binary: TemporalBinary;
let temporal: TemporalServer;
let installation: Installation;
let api: ApiProgram;
let worker: Program;

beforeAll(async () => {
  folder = await dataFolder();
  binary = await findTemporal({ dataDir: folder.dataDir });
  temporal = await startTemporal(folder.dataDir, binary);
  installation = await openInstallation(temporal.address);
  [api, worker] = await Promise.all([installation.startApi(), installation.startWorker()]);
}, 90_000);
afterAll(async () => {
  await installation.close();
  await temporal.stop();
  await folder.remove();
});

async function killTemporal(): Promise<void> {
  process.kill(temporal.pid, 'SIGKILL');
  await temporal.exited;
}

/** @returns when its port answered, in milliseconds since the epoch */
async function startTemporalAgain(): Promise<number> {
  const { ports } = temporal;
  const starting = startTemporal(folder.dataDir, binary, { ports });
  const answeredAt = await within(30, 'Temporal to listen', async () =>
    (await listensOn(ports.grpc)) ? Date.now() : undefined,
  );
  temporal = await starting;
  return answeredAt;
}

async function listensOn(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const caughtUp = (reference: string) => async (): Promise<true | undefined> =>
  (await hasCaughtUp(installation, reference)) ? true : undefined;

it('while Temporal is away every act counts, and within 10 s of its return the process has caught up, nothing done twice', async () => {
  const earlier = await submit(api);
  const [child] = (await readCase(api, earlier)).people.map(({ id }) => id);
  const checks = ['police', 'health', 'education'].map((agency) => ({ agency, persons: [child] }));
  const asked = await screen(api, earlier, { ...aScreening, checks });
  await within(30, 'the agencies to be asked', caughtUp(earlier));

  await killTemporal();
  const later = await submit(api);
  for (const check of asked.checks) await answerCheck(api, check);
  expect(await readCase(api, earlier)).toMatchObject({ stage: 'decision', version: 5 });
  expect(await readCase(api, later)).toMatchObject({ stage: 'received' });
  const ready = await api.anonymous.get('/ready');
  expect([ready.status, ready.body]).toEqual([
    200,
    { status: 'ready', dependencies: { postgresql: 'up', temporal: 'degraded', mail: 'up' } },
  ]);

  const answeredAt = await startTemporalAgain();
  for (const reference of [earlier, later]) await within(30, 'the process to catch up', caughtUp(reference));
  const seconds = (Date.now() - answeredAt) / 1000;
  expect(seconds).toBeLessThanOrEqual(10);

  await decide(api, earlier);
  await within(20, 'the case to be closed', async () =>
    (await readCase(api, earlier)).stage === 'closed' ? true : undefined,
  );
  const ids = installation.mails.caught.map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await noticesOf(installation, later)).toEqual([{ kind: 'acknowledgement', state: 'sent', attempts: 1 }]);
  expect(await eventCounts(installation, earlier)).toEqual({
    ...{ 'referral-received': 1, 'case-screened': 1, 'check-answered': 2, 'last-check-answered': 1 },
    ...{ 'case-decided': 1, 'notice-sent': 5, 'case-closed': 1 },
  });
  expect(await casesWithBrokenLog(installation)).toEqual([]);
}, 120_000);

it('nobody is named in what API and worker wrote meanwhile', () => {
  const lines = [...api.lines, ...worker.lines];
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.filter((line) => /Nia|Mona|Invented|Tessa|Nowhere Lane|coat/.test(line))).toEqual([]);
});
