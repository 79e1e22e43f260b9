import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker, type LogEntry } from '@temporalio/worker';
import { createCaseActivities } from '../activities/case.js';
import { createTelling } from '../activities/telling.js';
import { openMailer } from '../post/mailer.js';
import { openDatabase } from '../records/database.js';
import { tellKeysInUse } from '../records/keys-in-use.js';
import { systemClock } from '../runtime/clock.js';
import { readWorkerEnvironment, refuseDevelopmentSecrets, type WorkerEnvironment } from '../runtime/environment.js';
import { openLog, type Log } from '../runtime/log.js';
import { processConverter } from '../runtime/process-payloads.js';
import { runIfMain } from '../runtime/program.js';
import { connectionTo, type TemporalServer } from '../runtime/temporal-server.js';
import { onlyFirst } from '../runtime/trouble.js';

/** Where the workflow code stands: beside this file, compiled or not as this file is. */
const workflowsPath = fileURLToPath(
  new URL(`./case${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

export interface RunningWorker {
  /** Ends when the worker has stopped: after `stop`, or with the error that ended it. */
  ended: Promise<void>;
  stop: () => Promise<void>;
}

/** What fits two cores; the activities' concurrency is that of the connection pool. */
const limits = {
  maxCachedWorkflows: 500,
  maxConcurrentWorkflowTaskExecutions: 20,
  maxConcurrentActivityTaskExecutions: 20,
  maxConcurrentLocalActivityExecutions: 20,
} as const;

/** How often a worker that starts before Temporal looks whether it is there. */
const lookMilliseconds = 1000;

/** Starts the worker of the cases' processes. Waits for Temporal to be there; after that it survives Temporal's absence. */
async function startWorker(environment: WorkerEnvironment, log: Log): Promise<RunningWorker> {
  const { databaseUrl, temporal, mail, publicUrl, keys } = environment;
  const database = openDatabase(databaseUrl, keys, { reads: 5, acts: 15 });
  const mailer = openMailer(mail);
  const connection = await connectOnceThere(temporal, (error) => {
    const fields = { address: temporal.address, code: certificateTrouble(error), error };
    log.warn(fields, 'The worker does not reach Temporal, and goes on trying');
  });
  const telling = createTelling({ database, mailer, publicUrl, mailDomain: new URL(publicUrl).hostname });
  const worker = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    dataConverter: processConverter(keys),
    workflowsPath,
    activities: createCaseActivities({ database, telling, clock: systemClock }),
    // A worker that died must not keep its cases waiting for it.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: '10s',
    ...limits,
  });
  const keysInUse = tellKeysInUse({
    ...{ database, program: 'worker', keys },
    onTrouble: (error) => {
      log.warn({ error }, 'The record could not be told which keys are in use');
    },
  });
  const ended = worker.run().finally(async () => {
    await Promise.all([telling.finish(), keysInUse.stop()]);
    mailer.close();
    await Promise.all([database.close(), connection.close()]);
  });
  return {
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

/** What was wrong with a certificate, in a word of TLS; undefined where it was something else. */
const certificateTrouble = (error: unknown): string | undefined =>
  /InvalidCertificate\((\w+)|fatal alert: (\w+)/.exec(String(error))?.slice(1).join('');

/** @param onTrouble told once if it has to be tried again */
async function connectOnceThere(
  server: TemporalServer,
  onTrouble: (error: unknown) => void,
): Promise<NativeConnection> {
  const trouble = onlyFirst(onTrouble);
  for (;;) {
    try {
      return await NativeConnection.connect(connectionTo(server));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'TransportError') throw error;
      trouble.tell(error);
      await pause(lookMilliseconds);
    }
  }
}

/** Passes on what the SDK logs: its own constant sentences and the ids of the process, never an error's words. */
function sdkLogger(log: Log): DefaultLogger {
  return new DefaultLogger('WARN', ({ level, message, meta }: LogEntry) => {
    const { workflowId, runId, activityType, attempt, error } = (meta ?? {}) as Record<string, string | undefined>;
    log[level === 'ERROR' ? 'error' : 'warn']({ workflowId, runId, activity: activityType, attempt, error }, message);
  });
}

/** Runs the worker of this process until it is told to stop: by a signal, or by the parent that is gone. */
export async function work(environment: WorkerEnvironment): Promise<void> {
  const log = openLog('worker', environment.logLevel);
  Runtime.install({
    logger: sdkLogger(log),
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
  });
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(signal, resolve);
  });
  const worker = await Promise.race([startWorker(environment, log), asked.then(() => undefined)]);
  if (worker === undefined) process.exit(0);
  log.info({ address: environment.temporal.address }, 'The worker is running');
  process.send?.('ready');
  await Promise.race([asked, worker.ended]);
  await worker.stop();
  if (process.connected) process.disconnect();
}

/** The worker as a program of its own, outside the embedded stack. */
async function main(): Promise<void> {
  refuseDevelopmentSecrets(process.env);
  await work(readWorkerEnvironment(process.env));
}

await runIfMain(import.meta.url, main);
