// Health checks of the containers: `node dist/runtime/health-check.js api`, or `worker`. A check that fails says why in one sentence.
import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { systemClock } from './clock.js';
import { EnvironmentError, readTemporalEnvironment, type Variables } from './environment.js';
import { runIfMain } from './program.js';
import { connectionTo } from './temporal-server.js';

const patienceMilliseconds = 8000;
/** A worker's poll lasts a minute at most, and Temporal notes each as it comes in. */
const lastSeenSeconds = 120;

/** Each throws, saying what is the matter, where something is. */
const checks: Readonly<Record<string, (variables: Variables) => Promise<void>>> = {
  /** The API says itself whether it is ready. */
  api: async ({ PORT = '' }) => {
    const signal = AbortSignal.timeout(patienceMilliseconds);
    const { status } = await fetch(`http://127.0.0.1:${PORT}/ready`, { signal });
    if (status !== 200) throw new Error(`/ready answers ${status}`);
  },

  /** Nobody can ask a worker anything, so Temporal is asked whether the one in this container has come for work lately. */
  worker: async (variables) => {
    const server = readTemporalEnvironment(variables);
    const connection = await Connection.connect({ ...connectionTo(server), connectTimeout: patienceMilliseconds });
    const now = systemClock.now().getTime();
    const { pollers } = await connection.withDeadline(now + patienceMilliseconds, () =>
      connection.workflowService.describeTaskQueue({
        namespace: server.namespace,
        taskQueue: { name: server.taskQueue },
        taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
      }),
    );
    const earliest = now / 1000 - lastSeenSeconds;
    const isHere = pollers.some(
      ({ identity, lastAccessTime }) =>
        identity?.endsWith(`@${hostname()}`) === true && Number(lastAccessTime?.seconds) > earliest,
    );
    if (!isHere) throw new Error('it has not asked Temporal for work lately');
  },
};

/** Ends the process, for a connection to Temporal would keep it waiting. */
async function main(): Promise<void> {
  const [role = ''] = process.argv.slice(2);
  const check = checks[role];
  if (check === undefined) {
    process.stderr.write(`Say whose health to check: ${Object.keys(checks).join(' or ')}.\n`);
    process.exit(64);
  }
  try {
    await check(process.env);
  } catch (error) {
    throw new EnvironmentError(`The ${role} is not healthy: ${(error as Error).message}.`, { cause: error });
  }
  process.exit(0);
}

await runIfMain(import.meta.url, main);
