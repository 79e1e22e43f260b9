// Health checks of the containers: `node deploy/health.js api`, or `worker`. A check that fails says why in one sentence.
import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';

const patienceMilliseconds = 8000;
/** A worker's poll lasts a minute at most, and Temporal notes each as it comes in. */
const lastSeenSeconds = 120;
/** Temporal's number for the activities' half of a task queue. */
const activities = 2;

const checks = {
  /** The API says itself whether it is ready. */
  async api({ PORT }) {
    const signal = globalThis.AbortSignal.timeout(patienceMilliseconds);
    const { status } = await globalThis.fetch(`http://127.0.0.1:${PORT}/ready`, { signal });
    if (status !== 200) throw new Error(`/ready answers ${status}`);
  },

  /** Nobody can ask a worker anything, so Temporal is asked whether the one in this container has come for work lately. */
  async worker({ TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TASK_QUEUE }) {
    const connection = await Connection.connect({ address: TEMPORAL_ADDRESS, connectTimeout: patienceMilliseconds });
    const { pollers } = await connection.withDeadline(Date.now() + patienceMilliseconds, () =>
      connection.workflowService.describeTaskQueue({
        namespace: TEMPORAL_NAMESPACE,
        taskQueue: { name: TEMPORAL_TASK_QUEUE },
        taskQueueType: activities,
      }),
    );
    const earliest = Date.now() / 1000 - lastSeenSeconds;
    const isHere = ({ identity, lastAccessTime }) =>
      identity.endsWith(`@${hostname()}`) && Number(lastAccessTime.seconds) > earliest;
    if (!pollers.some(isHere)) throw new Error('it has not asked Temporal for work lately');
  },
};

const [role] = process.argv.slice(2);
const check = checks[role];
if (check === undefined) {
  console.error(`Say whose health to check: ${Object.keys(checks).join(' or ')}.`);
  process.exit(64);
}
try {
  await check(process.env);
  process.exit(0);
} catch (error) {
  console.error(`The ${role} is not healthy: ${error.message}.`);
  process.exit(1);
}
