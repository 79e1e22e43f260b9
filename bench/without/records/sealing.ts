import type * as real from '../../../records/sealing.js';
import { blindIndexes } from '../../../records/sealed-columns.js';

export { indexMarkOf, markOf, takingPlain, UnreadableColumn } from '../../../records/sealing.js';

const orNull = (value: string | null | undefined): string | null => value ?? null;

function asItIs(column: string, row: string, value: string): string;
function asItIs(column: string, row: string, value: string | null | undefined): string | null;
function asItIs(_column: string, _row: string, value: string | null | undefined): string | null {
  return orNull(value);
}

/** Stores everything as it came. */
export const sealingWith: typeof real.sealingWith = () => ({
  seal: asItIs,
  open: asItIs,
  sealJson: (_column, _row, value) => orNull(value && JSON.stringify(value)),
  openJson: (_column, _row, stored) => (typeof stored === 'string' ? (JSON.parse(stored) as unknown) : stored),
  sealBytes: (_column, _row, bytes) => bytes,
  openBytes: (_column, _row, stored) => stored,
  sealFile: (_column, _row, bytes) => bytes,
  openFile: (_column, _row, stored) => stored,
  blindIndex: (as, value) => blindIndexes[as](value ?? '') || null,
  blindIndexes: (as, value) => [blindIndexes[as](value)],
});
