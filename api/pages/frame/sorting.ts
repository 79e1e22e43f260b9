import { z } from 'zod';

/** In which order a table stands, as its columns call it. */
export interface Sorting<Name extends string> {
  readonly sort: Name;
  readonly direction: 'ascending' | 'descending';
}

/** A sorting as it stands in an address: its name, with a minus before it for the other way. */
export type SortingWord<Name extends string> = Name | `-${Name}`;

/** A column of a table; `sorts` is the sorting that its heading leads to. */
export interface Column<Name extends string> {
  readonly text: string;
  readonly sorts?: Name;
}

/** The heading of a column as it is shown. */
export interface Heading {
  readonly text: string;
  /** Sorts the table by this column; the other way where it is sorted so. */
  readonly href?: string;
  /** How the table is sorted by this column; left out where it is not. */
  readonly sorted?: 'ascending' | 'descending';
  /** Above numbers, which stand to the right. */
  readonly number?: true;
  /** So that tables below one another stand alike. */
  readonly width?: 'one-quarter' | 'one-third';
}

/** The field of an address that names a sorting. */
export const sortingField = <const Name extends string>(names: readonly Name[]): z.ZodType<SortingWord<Name>> =>
  z.enum(names.flatMap((name): SortingWord<Name>[] => [name, `-${name}`]));

/** The sorting that an address names; the first name, ascending, where it names none. */
export function sortingIn<const Name extends string>(
  names: readonly [Name, ...Name[]],
  word: SortingWord<Name> | undefined,
): Sorting<Name> {
  const found = names.find((name) => word === name || word === `-${name}`);
  return { sort: found ?? names[0], direction: word?.startsWith('-') === true ? 'descending' : 'ascending' };
}

/**
 * Headings that sort a table, each by a link.
 * @param now how the table is sorted
 * @param at the address of the table when it is sorted so
 */
export const headingsOf = <Name extends string>(
  columns: readonly Column<Name>[],
  now: Sorting<Name>,
  at: (word: SortingWord<Name>) => string,
): Heading[] =>
  columns.map(({ text, sorts }) => {
    if (sorts === undefined) return { text };
    if (sorts !== now.sort) return { text, href: at(sorts) };
    return { text, href: at(now.direction === 'ascending' ? `-${sorts}` : sorts), sorted: now.direction };
  });
