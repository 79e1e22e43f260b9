import type { Paging } from './addresses.js';
import type { TimeLeft } from './formats.js';
import type { Heading } from './sorting.js';

type Colour = 'red' | 'orange' | 'yellow' | 'green' | 'grey' | 'blue';

/** A link in a cell; `of` is heard and not seen. */
interface CellLink {
  readonly text: string;
  readonly href: string;
  readonly of?: string;
}

/** What stands in one cell of a table. */
export interface Cell {
  readonly text: string;
  /** Where it leads. */
  readonly href?: string;
  /** Of which thing, where others do the same to others: read aloud after the text. */
  readonly of?: string;
  /** Shown as a tag of this colour; the text says the same. */
  readonly tag?: Colour;
  /** How near a deadline is, by colour and weight; the text says the same. */
  readonly time?: TimeLeft['state'];
  /** In smaller letters below. */
  readonly note?: string;
  /** In red letters below. */
  readonly danger?: string;
  /** Stays on one line. */
  readonly whole?: true;
  /** Stands to the right, below others. */
  readonly number?: true;
  /** Instead of the text: what can be done, one below the other. */
  readonly links?: readonly CellLink[];
  /** Instead of the text: a box to choose the row by. */
  readonly choice?: { readonly name: string; readonly value: string };
}

/** A table as `frame/table.njk` shows it: sorted, filtered and cut into pages before it comes here. */
export interface Table extends Partial<Paging> {
  readonly caption: string;
  /** The caption is heard and not seen: the page says it already. */
  readonly captionHidden?: true;
  /** In smaller letters, for many columns. */
  readonly dense?: true;
  readonly head: readonly (string | Heading)[];
  /** The first cell of each that is not a choice is its heading. */
  readonly rows: readonly (readonly Cell[])[];
  /** What to say, and to do, where there are no rows. */
  readonly empty: string;
}

/** A deadline as a cell: how much is left, and below it when it is. */
export const timeCell = ({ says, state }: TimeLeft, at?: string): Cell => ({
  ...{ text: says, time: state, whole: true },
  ...(at === undefined ? {} : { note: at }),
});
