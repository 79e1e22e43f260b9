import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pg from 'pg';
import { openMailer } from '../../post/mailer.js';
import { readWorkerEnvironment } from '../../runtime/environment.js';
import { endWhenTold, poolSizes } from '../yardsticks/program.js';
import { createTextbookActivities } from './activities.js';

// The worker of the textbook shape, with the limits of the product's.

const { databaseUrl, temporal, mail, publicUrl } = readWorkerEnvironment(process.env);
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  shutdownSignals: [],
  telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
});
const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSizes.worker });
const mailer = openMailer(mail);
const connection = await NativeConnection.connect({ address: temporal.address });
const worker = await Worker.create({
  connection,
  namespace: temporal.namespace,
  taskQueue: temporal.taskQueue,
  workflowsPath: fileURLToPath(new URL('./workflow.ts', import.meta.url)),
  activities: createTextbookActivities({ pool, mailer, publicUrl }),
  maxCachedWorkflows: 500,
  maxConcurrentWorkflowTaskExecutions: 20,
  maxConcurrentActivityTaskExecutions: 20,
});
const running = worker.run();
endWhenTold(async () => {
  worker.shutdown();
  await running;
  mailer.close();
  await Promise.all([pool.end(), connection.close()]);
});
