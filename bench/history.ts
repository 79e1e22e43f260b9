import { Client, Connection } from '@temporalio/client';

/** What a case leaves in Temporal's history: means over the cases looked at. */
export interface HistoryFigures {
  readonly cases: number;
  readonly events: number;
  readonly bytes: number;
  /** Events by what they are of. */
  readonly workflowTasks: number;
  readonly activities: number;
  readonly localActivities: number;
  readonly timers: number;
  readonly signals: number;
}

type Counted = Exclude<keyof HistoryFigures, 'cases' | 'events' | 'bytes'>;

/** The event that begins each, as the proto numbers it. */
const beginnings: Record<Counted, string> = {
  workflowTasks: 'workflowTaskStartedEventAttributes',
  activities: 'activityTaskScheduledEventAttributes',
  localActivities: 'markerRecordedEventAttributes',
  timers: 'timerStartedEventAttributes',
  signals: 'workflowExecutionSignaledEventAttributes',
};

/** Reads the histories of finished workflows. */
export async function readHistories(address: string, workflowIds: readonly string[]): Promise<HistoryFigures> {
  const connection = await Connection.connect({ address });
  try {
    const { workflow } = new Client({ connection });
    const figures = await Promise.all(workflowIds.map((id) => readHistory(workflow.getHandle(id))));
    return meanOf(figures);
  } finally {
    await connection.close();
  }
}

type Handle = ReturnType<Client['workflow']['getHandle']>;

async function readHistory(handle: Handle): Promise<Omit<HistoryFigures, 'cases'>> {
  const { historyLength, historySize = 0, status } = await handle.describe();
  if (status.name !== 'COMPLETED') throw new Error(`Workflow ${handle.workflowId} is ${status.name}`);
  const { events = [] } = await handle.fetchHistory();
  const count = (attribute: string): number =>
    (events ?? []).filter((event) => (event as Record<string, unknown>)[attribute] != null).length;
  const counts = Object.entries(beginnings).map(([counted, attribute]) => [counted, count(attribute)]);
  return { events: historyLength, bytes: historySize, ...(Object.fromEntries(counts) as Record<Counted, number>) };
}

function meanOf(all: readonly Omit<HistoryFigures, 'cases'>[]): HistoryFigures {
  const mean = (name: Exclude<keyof HistoryFigures, 'cases'>): number =>
    all.reduce((sum, figures) => sum + figures[name], 0) / all.length;
  return {
    cases: all.length,
    events: mean('events'),
    bytes: mean('bytes'),
    workflowTasks: mean('workflowTasks'),
    activities: mean('activities'),
    localActivities: mean('localActivities'),
    timers: mean('timers'),
    signals: mean('signals'),
  };
}
