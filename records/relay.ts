import { setImmediate as afterAnswering, setTimeout as pause } from 'node:timers/promises';
import { Client, Connection, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { caseProcess, searchAttributes, workflowIdOf, type CaseStart } from '../domain/process.js';
import { systemClock } from '../runtime/clock.js';
import type { TemporalEnvironment } from '../runtime/environment.js';
import type { KeyRing } from '../runtime/keys.js';
import { processConverter } from '../runtime/process-payloads.js';
import { connectionTo, type TemporalServer } from '../runtime/temporal-server.js';
import { onlyFirst } from '../runtime/trouble.js';
import { casesInFlight, claimUnheard, ringAgainSoon } from './course.js';
import type { Database } from './database.js';

export interface RelayOptions {
  database: Database;
  temporal: TemporalEnvironment;
  /** What a ring carries is sealed with these. */
  keys: KeyRing;
  /** Told when rings or sweeps begin to fail, not of each; the relay itself tries again. */
  onTrouble: (error: unknown) => void;
}

/** Rings the workflows of cases: at once after an act, and by a sweep until each has heard. */
export interface Relay {
  ring: (start: CaseStart) => void;
  /** Whether Temporal answers now; takes at most a second. */
  isConnected: () => Promise<boolean>;
  stop: () => Promise<void>;
}

const sweepMilliseconds = 1000;
const sweepSize = 50;
const callMilliseconds = 2000;
const probeMilliseconds = 1000;
const parallelRings = 8;

/**
 * Starts the relay of this process. It needs neither Temporal nor the database to be there: what does not get through now is
 * found by the next sweep, of this process or another.
 */
export function startRelay({ database, temporal, keys, onTrouble }: RelayOptions): Relay {
  const connection = lazyConnection(temporal);
  const client = clientOf(connection, temporal, keys);
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  const temporalTrouble = onlyFirst(onTrouble);
  const recordTrouble = onlyFirst(onTrouble);

  /** Whether Temporal could be reached: a case that fails for a reason of its own is left to its back-off. */
  const ringOne = async (start: CaseStart): Promise<boolean> => {
    try {
      await ringCase(client, temporal.taskQueue, start);
      temporalTrouble.over();
      return true;
    } catch (error) {
      temporalTrouble.tell(error);
      return !isAway(error);
    }
  };

  const ringAtOnce = async (start: CaseStart): Promise<void> => {
    if (await ringOne(start)) return;
    await ringAgainSoon(database, [start.caseId]).catch(recordTrouble.tell);
  };

  const sweep = async (): Promise<void> => {
    const waiting = await claimUnheard(database, sweepSize);
    recordTrouble.over();
    const [first, ...rest] = waiting;
    if (first === undefined) return;
    // The first ring probes: while Temporal is away the others are not even tried.
    const unrung = (await ringOne(first)) ? await ringAll(rest, ringOne) : waiting;
    if (unrung.length === 0) return;
    await ringAgainSoon(
      database,
      unrung.map(({ caseId }) => caseId),
    );
  };

  const sweeping = repeat(sweep, sweepMilliseconds, stopping.signal, recordTrouble.tell);

  return {
    ring: (start) => {
      // Whoever acted is answered first.
      const ringing = afterAnswering()
        .then(async () => ringAtOnce(start))
        .finally(() => underWay.delete(ringing));
      underWay.add(ringing);
    },
    isConnected: async () =>
      connection
        .withDeadline(systemClock.now().getTime() + probeMilliseconds, () => connection.healthService.check({}))
        .then(
          () => true,
          () => false,
        ),
    stop: async () => {
      stopping.abort();
      await sweeping;
      await Promise.all(underWay);
      await connection.close();
    },
  };
}

/**
 * Rings every case that must have a workflow, whatever it has heard: after a restore of either store.
 * @returns how many were rung, and the references of those that were not
 */
export async function ringEveryCase({
  database,
  temporal,
  keys,
}: Omit<RelayOptions, 'onTrouble'>): Promise<{ rung: number; unrung: string[] }> {
  const connection = await Connection.connect({ ...connectionTo(temporal), connectTimeout: '5s' });
  try {
    const client = clientOf(connection, temporal, keys);
    const starts = await casesInFlight(database);
    const unrung = await ringAll(starts, async (start) =>
      ringCase(client, temporal.taskQueue, start).then(
        () => true,
        () => false,
      ),
    );
    return { rung: starts.length - unrung.length, unrung: unrung.map(({ reference }) => reference) };
  } finally {
    await connection.close();
  }
}

async function ringCase(client: Client, taskQueue: string, start: CaseStart): Promise<void> {
  await client.withDeadline(systemClock.now().getTime() + callMilliseconds, () =>
    client.workflow.signalWithStart(caseProcess.workflow, {
      workflowId: workflowIdOf(start),
      taskQueue,
      args: [start],
      signal: caseProcess.ring,
      signalArgs: [],
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      staticSummary: `Case ${start.reference}`,
      typedSearchAttributes: [
        { key: defineSearchAttributeKey(searchAttributes.hub.name, searchAttributes.hub.type), value: start.hubId },
        { key: defineSearchAttributeKey(searchAttributes.stage.name, searchAttributes.stage.type), value: 'received' },
      ],
    }),
  );
}

/** Rings in small parallel batches, in order. @returns those that did not get through */
async function ringAll(
  starts: readonly CaseStart[],
  ringOne: (start: CaseStart) => Promise<boolean>,
): Promise<CaseStart[]> {
  const unrung: CaseStart[] = [];
  for (let index = 0; index < starts.length; index += parallelRings) {
    const batch = starts.slice(index, index + parallelRings);
    const rung = await Promise.all(batch.map(ringOne));
    unrung.push(...batch.filter((_, position) => rung[position] === false));
  }
  return unrung;
}

const awayCodes = [4, 14];

/** Whether a call failed because Temporal did not answer: gRPC's DEADLINE_EXCEEDED and UNAVAILABLE. */
function isAway(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return typeof code === 'number' ? awayCodes.includes(code) : cause !== undefined && isAway(cause);
}

const clientOf = (connection: Connection, { namespace }: TemporalEnvironment, keys: KeyRing): Client =>
  new Client({ connection, namespace, dataConverter: processConverter(keys) });

function lazyConnection(server: TemporalServer): Connection {
  return Connection.lazy({
    ...connectionTo(server),
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 1000 },
  });
}

async function repeat(
  work: () => Promise<void>,
  everyMilliseconds: number,
  signal: AbortSignal,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch(onTrouble);
    await pause(everyMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}
