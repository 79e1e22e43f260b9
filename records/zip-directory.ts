/*
 * The list of what a ZIP file holds, as it says itself at its end. Nothing is unpacked, whatever the file claims: the list is read from the
 * bytes as they came, and there is a limit to it.
 */

/** An entry as the list has it; sizes are what the list claims. */
export interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  /** Not compressed at all. */
  readonly isStored: boolean;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Where its own header begins. */
  readonly at: number;
}

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;
const lengths = { local: 30, central: 46, end: 22, longestComment: 0xffff } as const;
const mostEntries = 5000;

/**
 * The entries of a ZIP file from its first byte to its last. Undefined for what is none, has anything before or after it, is spread over
 * several files, or lists more than a document has use for.
 */
export function zipEntries(bytes: Buffer): ZipEntry[] | undefined {
  const end = endOf(bytes);
  if (end === undefined) return undefined;
  const [disk, diskOfList, here, count] = [4, 6, 8, 10].map((at) => bytes.readUInt16LE(end + at));
  const [size = 0, start = 0] = [12, 16].map((at) => bytes.readUInt32LE(end + at));
  if (disk !== 0 || diskOfList !== 0 || here !== count || count === undefined || count > mostEntries) return undefined;
  if (start + size !== end) return undefined;
  const entries = listed(bytes, { start, end, count });
  // What begins with anything but an entry may be another kind of file as well.
  return entries?.some(({ at }) => at === 0) === true && entries.every((entry) => isThere(bytes, entry, start))
    ? entries
    : undefined;
}

/** The content of an entry that is not compressed; undefined for any other. */
export function storedText(bytes: Buffer, { at, isStored, isEncrypted, packedBytes }: ZipEntry): string | undefined {
  if (!isStored || isEncrypted || packedBytes > 1000) return undefined;
  const start = at + lengths.local + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  return bytes.subarray(start, start + packedBytes).toString('latin1');
}

/** Whether a file ends as a ZIP file does, whatever it begins with: programs that read ZIP look there. */
export const endsAsZip = (bytes: Buffer): boolean => endOf(bytes) !== undefined;

/** Where the closing record begins: its comment reaches exactly to the end of the file. */
function endOf(bytes: Buffer): number | undefined {
  const earliest = Math.max(0, bytes.length - lengths.end - lengths.longestComment);
  for (let at = bytes.length - lengths.end; at >= earliest; at -= 1) {
    const isEnd = bytes.readUInt32LE(at) === signatures.end;
    if (isEnd && at + lengths.end + bytes.readUInt16LE(at + 20) === bytes.length) return at;
  }
  return undefined;
}

function listed(
  bytes: Buffer,
  { start, end, count }: { start: number; end: number; count: number },
): ZipEntry[] | undefined {
  const entries: ZipEntry[] = [];
  let at = start;
  while (entries.length < count) {
    if (at + lengths.central > end || bytes.readUInt32LE(at) !== signatures.central) return undefined;
    const [nameLength = 0, extraLength = 0, commentLength = 0] = [28, 30, 32].map((field) =>
      bytes.readUInt16LE(at + field),
    );
    const next = at + lengths.central + nameLength + extraLength + commentLength;
    if (next > end) return undefined;
    entries.push({
      name: bytes.subarray(at + lengths.central, at + lengths.central + nameLength).toString('utf8'),
      isEncrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      isStored: bytes.readUInt16LE(at + 10) === 0,
      packedBytes: bytes.readUInt32LE(at + 20),
      unpackedBytes: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    });
    at = next;
  }
  return at === end ? entries : undefined;
}

/** Whether an entry lies where the list says, before the list, under the name that the list gives it. */
function isThere(bytes: Buffer, { at, name, packedBytes }: ZipEntry, listStart: number): boolean {
  if (at + lengths.local > listStart || bytes.readUInt32LE(at) !== signatures.local) return false;
  const nameLength = bytes.readUInt16LE(at + 26);
  const nameAt = at + lengths.local;
  return (
    bytes.subarray(nameAt, nameAt + nameLength).toString('utf8') === name &&
    nameAt + nameLength + bytes.readUInt16LE(at + 28) + packedBytes <= listStart
  );
}
