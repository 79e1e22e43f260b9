import { createHmac } from 'node:crypto';
import { decrypt, encrypt } from '../runtime/encryption.js';
import type { KeyRing, SecretKey } from '../runtime/keys.js';
import { blindIndexes, type BlindIndex, type SealedColumn } from './sealed-columns.js';

type Missing = null | undefined;

/**
 * Encrypts and opens the sealed columns. `row` is the row's primary key, its parts joined by colons: a value that was moved to another
 * row or column does not open there, nor does one that is not in sealed form. What is missing stays missing.
 */
export interface Sealing {
  seal: Sealed<string, string>;
  /** @throws UnreadableColumn */
  open: Sealed<string, string>;
  /** @returns a text, to be stored as a JSON string */
  sealJson: (column: SealedColumn, row: string, value: object | Missing) => string | null;
  /** @throws UnreadableColumn */
  openJson: (column: SealedColumn, row: string, stored: unknown) => unknown;
  /** @param bytes 32 */
  sealBytes: (column: SealedColumn, row: string, bytes: Uint8Array) => Uint8Array;
  /** @throws UnreadableColumn */
  openBytes: (column: SealedColumn, row: string, stored: Uint8Array) => Uint8Array;
  /** @param bytes however many */
  sealFile: (column: SealedColumn, row: string, bytes: Uint8Array) => Uint8Array;
  /** @throws UnreadableColumn */
  openFile: (column: SealedColumn, row: string, stored: Uint8Array) => Uint8Array;
  /** What stands in for a value where equality is searched; null where nothing is left of it in normal form. */
  blindIndex: (as: BlindIndex, value: string | Missing) => string | null;
  /** The same under every key of the ring, to search by: what was stored under an older key is found as well. */
  blindIndexes: (as: BlindIndex, value: string) => string[];
}

interface Sealed<In, Out> {
  (column: SealedColumn, row: string, value: In): Out;
  (column: SealedColumn, row: string, value: In | Missing): Out | null;
}

/** A stored value does not open: it was changed, belongs elsewhere, or its key is not on the ring. Never to be taken for "nothing". */
export class UnreadableColumn extends Error {
  override readonly name = 'UnreadableColumn';
  /** Where it stands, for the log: table, column and ids, nothing of what it holds. */
  readonly code: string;

  constructor(
    column: SealedColumn,
    row: string,
    /** Id of the key that is not on the ring; undefined where the value itself is at fault. */
    readonly missingKey: string | undefined,
  ) {
    const why = missingKey === undefined ? 'is not what was stored there' : `needs the key ${missingKey}`;
    super(`${column} of ${row} ${why}`);
    this.code = `${column}:${row}`;
  }
}

/**
 * How a sealed value begins; key id, colon, and the encrypted bytes in base64url (of a file as they are) follow. No plain text begins like this, for what people
 * send is stripped of white space before it is stored; a plain JSON column holds an object, a sealed one a string.
 */
const opening = '\t';
const beginning = /^\t([a-z0-9-]{1,32}):/;
/** Of the tab, the key's id and the colon. */
const longestMark = 34;
const plainBytes = 32;

/** How every value begins that was sealed with a key. */
export const markOf = ({ id }: SecretKey): string => `${opening}${id}:`;

/** How every blind index begins that was made with a key. */
export const indexMarkOf = ({ id }: SecretKey): string => `${id}:`;

/** Seals with the key in use, and opens with any key of the ring. */
export function sealingWith(keys: KeyRing): Sealing {
  const seal = (column: SealedColumn, row: string, text: string): string => {
    const bytes = encrypt(keys.current.derive('record-columns'), Buffer.from(text, 'utf8'), placeOf(column, row));
    return markOf(keys.current) + Buffer.from(bytes).toString('base64url');
  };
  const open = (column: SealedColumn, row: string, stored: string): string => openText(keys, column, row, stored);
  return {
    seal: keepingMissing(seal),
    open: keepingMissing(open),
    sealJson: (column, row, value) => keepingMissing(seal)(column, row, value && JSON.stringify(value)),
    openJson: (column, row, stored) =>
      stored === null || stored === undefined ? null : (JSON.parse(open(column, row, textIn(stored))) as unknown),
    sealBytes: (column, row, bytes) =>
      Buffer.from(seal(column, row, Buffer.from(bytes).toString('base64url')), 'latin1'),
    openBytes: (column, row, stored) =>
      Buffer.from(open(column, row, Buffer.from(stored).toString('latin1')), 'base64url'),
    sealFile: (column, row, bytes) =>
      Buffer.concat([
        Buffer.from(markOf(keys.current), 'latin1'),
        encrypt(keys.current.derive('record-columns'), bytes, placeOf(column, row)),
      ]),
    openFile: (column, row, stored) => {
      const [begun = '', id] = beginning.exec(Buffer.from(stored.subarray(0, longestMark)).toString('latin1')) ?? [];
      return openBytes(keys, { column, row, id }, stored.subarray(begun.length));
    },
    blindIndex: (as, value) => indexUnder(keys.current, as, value),
    blindIndexes: (as, value) => keys.all.flatMap((key) => indexUnder(key, as, value) ?? []),
  };
}

/**
 * The same, but takes a value that is not in sealed form for plain: only for sealing a record from before columns were sealed.
 */
export const takingPlain = (sealing: Sealing): Sealing => ({
  ...sealing,
  open: keepingMissing((column, row, stored) =>
    stored.startsWith(opening) ? sealing.open(column, row, stored) : stored,
  ),
  openJson: (column, row, stored) => (typeof stored === 'string' ? sealing.openJson(column, row, stored) : stored),
  openBytes: (column, row, stored) => (stored.length === plainBytes ? stored : sealing.openBytes(column, row, stored)),
});

/** What is not even a text is in no sealed form. */
const textIn = (stored: unknown): string => (typeof stored === 'string' ? stored : '');

function keepingMissing(work: (column: SealedColumn, row: string, value: string) => string): Sealed<string, string> {
  function withMissing(column: SealedColumn, row: string, value: string): string;
  function withMissing(column: SealedColumn, row: string, value: string | Missing): string | null;
  function withMissing(column: SealedColumn, row: string, value: string | Missing): string | null {
    return value === null || value === undefined ? null : work(column, row, value);
  }
  return withMissing;
}

const placeOf = (column: SealedColumn, row: string): string => `${column}:${row}`;

function openText(keys: KeyRing, column: SealedColumn, row: string, stored: string): string {
  const [begun = '', id] = beginning.exec(stored) ?? [];
  const bytes = Buffer.from(stored.slice(begun.length), 'base64url');
  return Buffer.from(openBytes(keys, { column, row, id }, bytes)).toString('utf8');
}

function openBytes(
  keys: KeyRing,
  { column, row, id }: { column: SealedColumn; row: string; id: string | undefined },
  bytes: Uint8Array,
): Uint8Array {
  const key = keys.all.find((each) => each.id === id);
  if (key === undefined) throw new UnreadableColumn(column, row, id);
  try {
    return decrypt(key.derive('record-columns'), bytes, placeOf(column, row));
  } catch {
    // What decrypting says adds nothing, and a value's own bytes belong into no error.
    throw new UnreadableColumn(column, row, undefined);
  }
}

/** HMAC-SHA-256 over what is indexed and its normal form, under a key that opens nothing. */
function indexUnder(key: SecretKey, as: BlindIndex, value: string | Missing): string | null {
  const normal = blindIndexes[as](value ?? '');
  if (normal === '') return null;
  const mac = createHmac('sha256', key.derive('blind-index')).update(`${as}:${normal}`, 'utf8').digest('base64url');
  return indexMarkOf(key) + mac;
}
