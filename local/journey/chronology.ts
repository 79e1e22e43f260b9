import { eventList, type CaseEvent } from './answers.js';
import type { Journey } from './journey.js';
import { clockTime } from './layout.js';

const start = 0;

/** All events of a case after one of them, oldest first. */
export async function readEvents({ door }: Journey, reference: string, afterSeq = start): Promise<CaseEvent[]> {
  const events: CaseEvent[] = [];
  let cursor: string | null = afterSeq === start ? null : String(afterSeq);
  do {
    const page: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { items, next } = await door.read(
      'decision-maker',
      `/api/cases/${reference}/events?limit=100${page}`,
      eventList,
    );
    events.push(...items);
    cursor = next;
  } while (cursor !== null);
  return events;
}

/** An event, or several of the same kind that follow each other. */
export interface Entry {
  /** Of the first. */
  readonly at: string;
  readonly says: string;
  readonly by: string;
  readonly count: number;
}

/** The chronology in short: what happens several times in a row is told once. */
export function inShort(events: readonly CaseEvent[]): Entry[] {
  const entries: Entry[] = [];
  for (const { at, says, by } of events) {
    const last = entries.at(-1);
    if (last?.says === says && last.by === by) entries.splice(-1, 1, { ...last, count: last.count + 1 });
    else entries.push({ at, says, by, count: 1 });
  }
  return entries;
}

/** What happened, as the record tells it. */
export async function showChronology(journey: Journey, reference: string): Promise<void> {
  const entries = inShort(await readEvents(journey, reference));
  journey.terminal.table(
    entries.map(({ at, says, by, count }) => [clockTime(at), count === 1 ? says : `${says} (${count} times)`, by]),
  );
}
