import type { Database } from './database.js';
import { endOf } from './sealed-looks.js';

/*
 * A day is sealed an hour after its end at the earliest, and no look is recorded so long after its instant. One that stands behind the seal
 * of its own day was thus put in with a past date.
 */

/** Gathers the looks of days that had been sealed before them. */
export interface LateLooks {
  see: (at: Date) => void;
  /** One for each day, in the order of days. */
  sentences: () => string[];
}

/** @param sealedUntil the end of the last day that was sealed before these looks; undefined where none was */
export function lateLooks(sealedUntil: Date | undefined): LateLooks {
  const end = sealedUntil?.getTime() ?? -Infinity;
  const counts = new Map<string, number>();
  return {
    see: (at) => {
      if (at.getTime() >= end) return;
      const day = at.toISOString().slice(0, 10);
      counts.set(day, (counts.get(day) ?? 0) + 1);
    },
    sentences: () => [...counts].sort().map(([day, count]) => lateLook(day, count)),
  };
}

const lateLook = (day: string, count: number): string =>
  count === 1
    ? `A look of ${day} was put in after that day was sealed.`
    : `${count} looks of ${day} were put in after that day was sealed.`;

/** Names the looks of sealed days behind the last seal, and those before the first number that PostgreSQL gives. */
export async function looksOutOfPlace({ reads }: Pick<Database, 'reads'>): Promise<string[]> {
  const [last] = await reads.rows<{ day: string; lastSeq: string }>`
    SELECT to_char("day", 'YYYY-MM-DD') AS "day", "lastSeq" FROM "AccessSeal" ORDER BY "day" DESC LIMIT 1`;
  const late =
    last === undefined
      ? []
      : await reads.rows<{ day: string; count: number }>`
          SELECT to_char("at", 'YYYY-MM-DD') AS "day", count(*)::int AS "count" FROM "AccessEvent"
          WHERE "seq" > ${last.lastSeq}::bigint AND "at" < ${endOf(last.day)} GROUP BY 1 ORDER BY 1`;
  const [{ count: early } = { count: 0 }] = await reads.rows<{ count: number }>`
    SELECT count(*)::int AS "count" FROM "AccessEvent" WHERE "seq" < 1`;
  return [
    ...late.map(({ day, count }) => lateLook(day, count)),
    ...(early === 0 ? [] : [`Looks were put in before the first one: ${early}.`]),
  ];
}
