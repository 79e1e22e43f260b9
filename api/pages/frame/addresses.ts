import { z } from 'zod';
import { keysetIn, placeIn } from '../../../records/pages.js';

/** What stands in the address of a page behind its path; undefined for what is left out. */
export type AskedFor = Readonly<Record<string, string | undefined>>;

/** The address of a page that shows so much. Names never stand there. */
export function addressOf(path: string, asked: AskedFor = {}): string {
  const given = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** Where a page of a list leads; null where there is nothing to lead to. */
export interface Paging {
  /** To the first page, from a later one. */
  readonly first: string | null;
  readonly next: string | null;
}

/** @param asked what stands in the address of the page that is shown, its cursor as well; `next` the cursor of the one behind it */
export const pagingOf = (path: string, asked: AskedFor, next: string | null): Paging => ({
  first: asked.cursor === undefined ? null : addressOf(path, { ...asked, cursor: undefined }),
  next: next === null ? null : addressOf(path, { ...asked, cursor: next }),
});

/** The cursor in the address of a list: one that was cut off counts as none, so that its first page is shown. */
export const listCursor = z.string().refine((cursor) => keysetIn(cursor) !== undefined);

/** The same of a list that is sorted by what counts it. */
export const placeCursor = z.string().refine((cursor) => placeIn(cursor) !== undefined);

/** A page of a list as the record takes it. */
export const pageAt = (limit: number, cursor: string | undefined): { limit: number; cursor?: string } =>
  cursor === undefined ? { limit } : { limit, cursor };
