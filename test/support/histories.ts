import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { CaseStart } from '../../domain/process.js';
import type { History, HubProcess } from './process.js';

const folder = join(import.meta.dirname, '../histories');

/** What tells the machine on which a history was recorded, and nothing of the case. */
const ofTheMachine = ['identity', 'workerInstanceKey'];

/** A recorded run, and the name under which it was recorded. */
export interface RecordedHistory {
  workflowId: string;
  history: unknown;
}

/**
 * Records every run of a case's workflow, oldest first, as `{name}-1.json` and so on, where `RECORD_HISTORIES` is set;
 * otherwise does nothing.
 */
export async function recordHistory(process: HubProcess, start: CaseStart, name: string): Promise<void> {
  if (globalThis.process.env.RECORD_HISTORIES === undefined) return;
  mkdirSync(folder, { recursive: true });
  const runs = await everyRun(process, start);
  for (const [index, history] of runs.entries()) {
    const text = JSON.stringify(JSON.parse(historyToJSON(history)), withoutMachine, 2);
    writeFileSync(join(folder, `${name}-${index + 1}.json`), `${text}\n`);
  }
}

/** The runs of a case's workflow that continue each other, oldest first. */
export async function everyRun(process: HubProcess, start: CaseStart): Promise<History[]> {
  const runs: History[] = [];
  let runId: string | undefined;
  do {
    const run = await process.history(start, runId);
    runs.unshift(run);
    const started = run.events?.[0]?.workflowExecutionStartedEventAttributes;
    runId = started?.continuedExecutionRunId ?? '';
  } while (runId !== '');
  return runs;
}

/** The histories that were recorded. */
export function* recordedHistories(): Iterable<RecordedHistory> {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    yield { workflowId: file, history: JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown };
  }
}

function withoutMachine(key: string, value: unknown): unknown {
  if (ofTheMachine.includes(key)) return undefined;
  return typeof value === 'string' ? value.replace(/^\d+@.+$/, 'worker') : value;
}
