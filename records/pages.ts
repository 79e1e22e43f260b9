import sql, { type Sql as Fragment } from 'sql-template-tag';
import { Refused } from './open-case.js';

export interface PageRequest {
  /** 1 to 100. */
  limit: number;
  /** `next` of the page before. */
  cursor?: string;
}

/** Which way a list goes. */
export const directions = ['ascending', 'descending'] as const;
export type Direction = (typeof directions)[number];

/** A direction as SQL says it: of a sorted key, and of what comes behind a row. */
export const wayOf = (direction: Direction): { sorted: Fragment; comes: Fragment } =>
  direction === 'ascending' ? { sorted: sql`ASC`, comes: sql`>` } : { sorted: sql`DESC`, comes: sql`<` };

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

/** What is said of a cursor that no list gave. */
export const cursorMustBe = 'Send "next" of the page before, unchanged, or leave it out.';

/** The row that a cursor of `pageOf` names; undefined if it is not one. */
export function keysetIn(cursor: string): Keyset | undefined {
  const [rank = '', instant = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const at = new Date(instant);
  const isOurs = rankPattern.test(rank) && instantPattern.test(instant) && uuidPattern.test(id);
  return isOurs && !Number.isNaN(at.getTime()) ? { rank: Number(rank), at, id } : undefined;
}

/** The place that a cursor names in a list that is sorted by what counts it, as text: it may have 64 bits. Undefined if it is not one. */
export const placeIn = (cursor: string): string | undefined => (/^[1-9]\d{0,17}$/.test(cursor) ? cursor : undefined);

/**
 * Reads a cursor that an earlier page gave.
 * @throws Refused `invalid-input` if it is not one of ours
 */
export const keysetAfter = (cursor: string | undefined): Keyset | undefined => after(cursor, keysetIn);

/** The same for a list that is sorted by what counts it. @throws Refused `invalid-input` if it is not one of ours */
export const placeAfter = (cursor: string | undefined): string | undefined => after(cursor, placeIn);

function after<Place>(cursor: string | undefined, read: (cursor: string) => Place | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const place = read(cursor);
  if (place !== undefined) return place;
  throw new Refused({
    code: 'invalid-input',
    detail: 'The cursor is not one that this list gave.',
    errors: [{ pointer: '/cursor', detail: cursorMustBe }],
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
