import { once } from 'node:events';
import { EnvironmentError } from '../runtime/environment.js';
import { announcement } from './announcement.js';
import { openDataFolder } from './data-folder.js';
import { openLogs } from './guard.js';
import { requireFreePort } from './ports.js';
import { forgetProcess, takeFolder, waitOutRemains } from './processes.js';
import { StartRefused } from './refusal.js';
import { readSettings } from './settings.js';
import { startStack } from './stack.js';
import { openSteps, seconds } from './steps.js';

const lookForLauncherEveryMs = 500;

/** Why a stop was asked for; the reason of the signal that ends a start early. */
class StopAsked extends Error {
  override readonly name = 'StopAsked';
}

/** Ctrl-C and its kin ask for a stop; asking twice is asking once. */
function listenForStop(): AbortSignal {
  const asked = new AbortController();
  const ask = (): void => {
    asked.abort(new StopAsked());
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, ask);
  // Whoever killed npm alone meant this process as well.
  const launcher = process.ppid;
  if (process.env.npm_lifecycle_event === 'start') {
    setInterval(() => {
      if (process.ppid !== launcher) ask();
    }, lookForLauncherEveryMs).unref();
  }
  // A terminal that is gone is no reason to stop without order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return asked.signal;
}

async function run(signal: AbortSignal): Promise<void> {
  const begunAt = performance.now();
  const steps = openSteps(console.log);
  const settings = readSettings(process.env);
  const dataDir = await openDataFolder(settings.dataDir);
  const mine = await takeFolder(dataDir);
  try {
    const remains = await waitOutRemains(dataDir);
    if (remains > 0) steps.say('  An earlier start was killed; what it left running has ended.');
    await requireFreePort(settings.port);
    await openLogs(dataDir);
    const stack = await startStack({ settings, dataDir, steps, signal });
    const { port, secret } = settings;
    const startedInMs = performance.now() - begunAt;
    steps.say(announcement({ port, secret, dataDir, temporalUi: stack.temporalUi, startedInMs }));
    if (!signal.aborted) await once(signal, 'abort');
    steps.say('\nStopping …');
    const stoppingAt = performance.now();
    await stack.stop();
    steps.say(`Stopped (${seconds(performance.now() - stoppingAt)}).`);
  } finally {
    await forgetProcess(dataDir, mine);
  }
}

/** @returns the exit code */
function report(error: unknown): number {
  if (error instanceof StopAsked) {
    console.log('Stopped before the start was complete.');
    return 0;
  }
  const isPlain = error instanceof StartRefused || error instanceof EnvironmentError;
  console.error(isPlain ? `\n${error.message}` : error);
  return 1;
}

process.exitCode = await run(listenForStop()).then(() => 0, report);
process.exit();
