/** What stands in one cell of a table. */
export interface Cell {
  readonly text: string;
  /** Where it leads. */
  readonly href?: string;
  /** Of which thing, where others do the same to others: read aloud after the text. */
  readonly of?: string;
  /** Shown as a tag of this colour; the text says the same. */
  readonly tag?: 'red' | 'orange' | 'yellow' | 'green' | 'grey' | 'blue';
  /** In smaller letters below. */
  readonly note?: string;
}

/** A table as `frame/table.njk` shows it: sorted, filtered and cut into pages before it comes here. */
export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of each is its heading. */
  readonly rows: readonly (readonly Cell[])[];
  /** What to say, and to do, where there are no rows. */
  readonly empty: string;
  /** Address of the next page; null on the last. */
  readonly next: string | null;
}

/** The address of the next page of a list. @param parameters what else stands in it, as it was asked for */
export function nextPage(
  path: string,
  next: string | null,
  parameters: Readonly<Record<string, string>> = {},
): string | null {
  return next === null ? null : `${path}?${new URLSearchParams({ ...parameters, cursor: next }).toString()}`;
}
