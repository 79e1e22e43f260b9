import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { msNumberToTs, requiredTsToMs } from '@temporalio/common/lib/time.js';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createCaseActivities } from '../../activities/case.js';
import { createTelling } from '../../activities/telling.js';
import { workflowIdOf, type CaseStart } from '../../domain/process.js';
import type { CaseView } from '../../records/case-view.js';
import { startRelay } from '../../records/relay.js';
import type { TemporalEnvironment } from '../../runtime/environment.js';
import type { KeyRing } from '../../runtime/keys.js';
import { processConverter } from '../../runtime/process-payloads.js';
import type { CaseInHand, Hub } from './hub.js';
import { keyRing } from './keys.js';
import type { MailSink } from './mail-sink.js';
import { openPost } from './post.js';
import { temporalAddress, workflowBundle } from './stack.js';
import { until } from './until.js';

export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** Whether a worker keeps workflows in memory between tasks, or replays each from its history every time. */
export type WorkerMemory = 'keeps workflows' | 'replays every task';

export interface ProcessOptions {
  /** It keeps workflows when left out. */
  memory?: WorkerMemory;
  /** The ring of every test when left out. */
  keys?: KeyRing;
  /** Where an earlier process of the hub worked; a queue of its own when left out. */
  taskQueue?: string;
}

/** A run that continues as new in the middle of a skip may miss what comes after: so a skip ends this soon after a step. */
const spareMilliseconds = 1000;

let installed = false;

/** Keeps the SDK from logging what tests do on purpose: only errors of its own are shown. */
export function quietRuntime(): void {
  if (installed) return;
  installed = true;
  const telemetryOptions = { logging: { forward: {}, filter: 'ERROR' } } as const;
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [], telemetryOptions });
}

/** The process of a hub's cases: a relay, a worker on a task queue of its own, and a mail sink. */
export class HubProcess {
  constructor(
    readonly hub: Hub,
    readonly temporal: TemporalEnvironment,
    readonly mails: MailSink,
    readonly client: Client,
    private readonly stopAll: () => Promise<void>,
  ) {}

  /**
   * Lets time pass for one case: its workflow takes every step on the way at the step's own instant; then it is `instant` in
   * the hub as well.
   * @param instant RFC 3339 with offset, later than the machine's own clock
   */
  async advanceTo(inHand: CaseInHand, instant: string): Promise<void> {
    await this.settled(inHand);
    const target = Date.parse(instant);
    for (let step = await this.nextStep(inHand); step <= target; step = await this.nextStep(inHand)) {
      await this.skipTo(inHand, Math.min(step + spareMilliseconds, target));
      await this.caughtUp(inHand, new Date(step));
    }
    await this.skipTo(inHand, target);
    this.hub.clock.set(instant);
    await this.settled(inHand);
  }

  /**
   * Waits until the process has done all that it has to do by now: it has heard, has sent what may be sent, and has climbed
   * what is due.
   */
  async settled(inHand: CaseInHand, reached: (view: CaseView) => boolean = () => true): Promise<CaseView> {
    return until(`case ${inHand.reference} to settle`, async () => {
      if (!(await this.hasCaughtUp(inHand, this.hub.clock.now()))) return undefined;
      const view = await this.hub.look(inHand);
      return reached(view) ? view : undefined;
    });
  }

  /** Waits until the case is closed and its workflow has ended. */
  async closed(inHand: CaseInHand): Promise<void> {
    await this.settled(inHand, ({ stage }) => stage === 'closed');
    await until(`the workflow of ${inHand.reference} to end`, async () => {
      const { status } = await this.handle(inHand).describe();
      return status.name === 'COMPLETED' ? true : undefined;
    });
  }

  handle(start: CaseStart, runId?: string): WorkflowHandle {
    return this.client.workflow.getHandle(workflowIdOf(start), runId);
  }

  async history(start: CaseStart, runId?: string): Promise<History> {
    return this.handle(start, runId).fetchHistory();
  }

  async stop(): Promise<void> {
    await this.stopAll();
  }

  private async caughtUp(inHand: CaseInHand, by: Date): Promise<void> {
    await until(`the steps of ${inHand.reference}`, async () =>
      (await this.hasCaughtUp(inHand, by)) ? true : undefined,
    );
  }

  private async hasCaughtUp({ caseId }: CaseInHand, by: Date): Promise<boolean> {
    const [behind] = await this.hub.asOwner(
      `SELECT FROM "CaseCourse" WHERE "caseId" = $1 AND "heardSeq" < "courseSeq"
       UNION ALL SELECT FROM "Notice" WHERE "caseId" = $1 AND "state" IN ('due', 'sending')
       UNION ALL SELECT FROM "Deadline" WHERE "caseId" = $1 AND "settledAt" IS NULL AND "nextStepAt" + interval '2 seconds' <= $2`,
      [caseId, by],
    );
    return behind === undefined;
  }

  /** When the next step of a ladder of the case may be taken, in milliseconds since the epoch; for ever away where none is left. */
  private async nextStep({ caseId }: CaseInHand): Promise<number> {
    const [row] = await this.hub.asOwner<{ at: Date | null }>(
      `SELECT min("nextStepAt") + interval '2 seconds' AS "at" FROM "Deadline" WHERE "caseId" = $1 AND "settledAt" IS NULL`,
      [caseId],
    );
    return row?.at?.getTime() ?? Infinity;
  }

  /** The time that it is for the case's workflow, in milliseconds since the epoch. */
  private async timeOf(inHand: CaseInHand): Promise<number> {
    const { workflowExtendedInfo } = await this.client.workflowService.describeWorkflowExecution({
      namespace: this.temporal.namespace,
      execution: { workflowId: workflowIdOf(inHand) },
    });
    const skipping = workflowExtendedInfo?.timeSkippingInfo;
    return skipping == null ? Date.now() : requiredTsToMs(skipping.currentTime, 'currentTime');
  }

  private async skipTo(inHand: CaseInHand, instant: number): Promise<void> {
    const milliseconds = instant - (await this.timeOf(inHand));
    if (milliseconds <= 0) return;
    const fastForwardId = randomUUID();
    const execution = { namespace: this.temporal.namespace, workflowExecution: { workflowId: workflowIdOf(inHand) } };
    await this.client.workflowService.updateWorkflowExecutionOptions({
      ...execution,
      workflowExecutionOptions: {
        timeSkippingConfig: {
          enabled: true,
          fastForwardConfig: { id: fastForwardId, duration: msNumberToTs(milliseconds) },
        },
      },
      updateMask: { paths: ['time_skipping_config'] },
    });
    await until(`time to pass for case ${inHand.reference}`, async () => {
      const { fastForwardInfo, failedReason } = await this.client.workflowService.pollWorkflowExecutionTimeSkipping({
        ...execution,
        fastForwardId,
      });
      if (failedReason !== '') throw new Error(`Time could not pass: ${failedReason}`);
      return fastForwardInfo?.hasCompleted === true ? true : undefined;
    });
  }
}

/** Starts the process of a hub's cases. */
export async function startProcess(
  hub: Hub,
  { memory = 'keeps workflows', keys = keyRing(), taskQueue = `test-${randomUUID()}` }: ProcessOptions = {},
): Promise<HubProcess> {
  quietRuntime();
  const temporal = { address: temporalAddress(), namespace: 'default', taskQueue };
  const dataConverter = processConverter(keys);
  const { post, mails, close: closePost } = await openPost(hub);
  const relay = startRelay({ database: hub.database, temporal, keys, onTrouble: () => undefined });
  hub.ringWith(relay.ring);
  const connection = await Connection.connect({ address: temporal.address });
  const native = await NativeConnection.connect({ address: temporal.address });
  const worker = await Worker.create({
    connection: native,
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    dataConverter,
    workflowBundle: workflowBundle(),
    activities: createCaseActivities({ database: hub.database, telling: createTelling(post), clock: hub.clock }),
    maxCachedWorkflows: memory === 'keeps workflows' ? 100 : 0,
  });
  const running = worker.run();
  const stop = async (): Promise<void> => {
    await relay.stop();
    worker.shutdown();
    await running;
    await closePost();
    await Promise.all([connection.close(), native.close()]);
  };
  const client = new Client({ connection, namespace: temporal.namespace, dataConverter });
  return new HubProcess(hub, temporal, mails, client, stop);
}
