import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import pg from 'pg';
import { readApiEnvironment } from '../../runtime/environment.js';
import { poolSizes, serveYardstick } from '../yardsticks/program.js';
import {
  agenciesToAsk,
  checkLength,
  insertCase,
  insertScreening,
  inTransaction,
  readCheck,
  storeAnswer,
  storeDecision,
} from '../yardsticks/record.js';
import { signals, workflowIdOf, workflowType, type ScreenedCase } from './process.js';

// The API of the textbook shape: what people write goes into PostgreSQL, and every act is a signal to the workflow. Nothing
// holds the two together when one of them fails.

const environment = readApiEnvironment(process.env);
const { address, namespace, taskQueue } = environment.temporal;
const pool = new pg.Pool({ connectionString: environment.databaseUrl, max: poolSizes.api });
const connection = await Connection.connect({ address });
const { workflow } = new Client({ connection, namespace });

const processOf = (caseId: string): WorkflowHandle => workflow.getHandle(workflowIdOf(caseId));

await serveYardstick(
  environment,
  {
    async submit(submission) {
      const received = await inTransaction(pool, (sql) => insertCase(sql, submission));
      const { id } = received;
      await workflow.start(workflowType, { workflowId: workflowIdOf(id), taskQueue, args: [id] });
      return received;
    },
    async screen(reference, body) {
      const caseId = await insertScreening(pool, reference, body);
      if (caseId === undefined) return undefined;
      const screened: ScreenedCase = { agencies: agenciesToAsk(body), milliseconds: checkLength(body) };
      await processOf(caseId).signal(signals.screened, screened);
      return caseId;
    },
    readCheck: (id) => readCheck(pool, id),
    async answer(id, reply) {
      const caseId = await inTransaction(pool, (sql) => storeAnswer(sql, id, reply));
      if (caseId !== undefined) await processOf(caseId).signal(signals.answered, id);
      return caseId;
    },
    async decide(reference, body) {
      const caseId = await inTransaction(pool, (sql) => storeDecision(sql, reference, body));
      if (caseId !== undefined) await processOf(caseId).signal(signals.decided);
      return caseId;
    },
  },
  async () => {
    await connection.close();
    await pool.end();
  },
);
