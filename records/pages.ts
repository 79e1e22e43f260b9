import { Refused } from './open-case.js';

export interface PageRequest {
  /** 1 to 100. */
  limit: number;
  /** `next` of the page before. */
  cursor?: string;
}

/** One page of a list, and where the next one begins. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** The last row of a page, by what the list is sorted by. */
export interface Keyset {
  /** Coarse order, before the instant: 0 comes first. */
  rank: number;
  at: Date;
  id: string;
}

/** Where the first page of a list begins. */
export const beforeTheFirst: Keyset = { rank: -1, at: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

const rankPattern = /^\d$/;
const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads a cursor that an earlier page gave.
 * @throws Refused `invalid-input` if it is not one of ours
 */
export function keysetAfter(cursor: string | undefined): Keyset | undefined {
  if (cursor === undefined) return undefined;
  const [rank = '', instant = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const at = new Date(instant);
  const isOurs = rankPattern.test(rank) && instantPattern.test(instant) && uuidPattern.test(id);
  if (isOurs && !Number.isNaN(at.getTime())) return { rank: Number(rank), at, id };
  throw new Refused({
    code: 'invalid-input',
    detail: 'The cursor is not one that this list gave.',
    errors: [{ pointer: '/cursor', detail: 'Send "next" of the page before, unchanged, or leave it out.' }],
  });
}

/** Cuts a page of `limit` from rows that were read one beyond it. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keysetOf: (row: Row) => Keyset,
  show: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(show), next: more ? cursorOf(keysetOf(last)) : null };
}

const cursorOf = ({ rank, at, id }: Keyset): string =>
  Buffer.from(`${rank} ${at.toISOString()} ${id}`).toString('base64url');
