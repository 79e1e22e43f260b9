import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { openHub } from '../support/hub.js';
import { startProcess } from '../support/process.js';
import { temporalAddress } from '../support/stack.js';
import { until } from '../support/until.js';

const program = fileURLToPath(new URL('../../runtime/health-check.ts', import.meta.url));

interface Ended {
  code: number | null;
  said: string;
}

/** Runs a container's health check, which knows nothing but these variables. */
function health(role: string, variables: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env.PATH, ...variables }, timeout: 20_000 };
    const child = execFile(process.execPath, ['--import', 'tsx', program, role], options, (_error, _stdout, stderr) => {
      resolve({ code: child.exitCode, said: stderr.trim() });
    });
  });
}

/** The health of an API whose `/ready` answers so. */
async function healthOfApi(status: number): Promise<Ended> {
  const server = createServer(({ url }, response) => {
    response.writeHead(url === '/ready' ? status : 404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await health('api', { PORT: String((server.address() as AddressInfo).port) });
  } finally {
    server.close();
  }
}

/** The health of the worker of a task queue, as Temporal sees it. */
const healthOfWorker = (taskQueue: string): Promise<Ended> =>
  health('worker', {
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_TASK_QUEUE: taskQueue,
  });

describe('the health check of a container', () => {
  it('finds an API healthy that is ready', async () => {
    expect(await healthOfApi(200)).toEqual({ code: 0, said: '' });
  });

  it('finds an API unhealthy that is not ready, and says why', async () => {
    expect(await healthOfApi(503)).toEqual({ code: 1, said: 'The api is not healthy: /ready answers 503.' });
  });

  it('finds a worker healthy that asks Temporal for work', async () => {
    const hub = await openHub();
    const running = await startProcess(hub);
    try {
      const healthy = await until('Temporal to hear of the worker', async () => {
        const { code } = await healthOfWorker(running.temporal.taskQueue);
        return code === 0 ? 'healthy' : undefined;
      });

      expect(healthy).toBe('healthy');
    } finally {
      await running.stop();
      await hub.close();
    }
  });

  it('finds a worker unhealthy that Temporal has not heard of', async () => {
    expect(await healthOfWorker(`nobody-${randomUUID()}`)).toEqual({
      code: 1,
      said: 'The worker is not healthy: it has not asked Temporal for work lately.',
    });
  });

  it('asks whose health to check when it is not told', async () => {
    expect(await health('wroker')).toEqual({ code: 64, said: 'Say whose health to check: api or worker.' });
  });
});
