import { fileTypeFromBuffer } from 'file-type';
import { mistakeInName } from '../domain/document-names.js';
import { kindsInWords, type DocumentKind } from '../domain/documents.js';
import { endsAsZip, storedText, zipEntries, type ZipEntry } from './zip-directory.js';

/** A file as it came. */
export interface GivenFile {
  /** As the browser says: anything at all. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** What a file is, or why it is not taken, in a sentence or two that hold nothing of it. */
export type Recognized = { readonly kind: DocumentKind } | { readonly mistake: string };

const mistakes = {
  empty: 'The file is empty. Choose another.',
  kind: `This kind of file is not taken. Send ${kindsInWords}.`,
  macros: 'The document holds macros or other programs. Save it as a document without them (.docx), or as a PDF.',
  locked: 'The document is locked by a password, so it cannot be checked. Save it without one.',
  bomb: 'The document would be far larger unpacked than a document is. Save it as a PDF.',
  twofold: 'The file is several kinds at once, or has something before or after its end. Save it anew, or as a PDF.',
} as const;

const isMistake = (found: DocumentKind | keyof typeof mistakes): found is keyof typeof mistakes =>
  Object.hasOwn(mistakes, found);

/** Recognizes a file by its content, and holds its name against that. Nothing is unpacked or run. */
export async function recognize({ name, bytes }: GivenFile): Promise<Recognized> {
  const found = await kindOf(bytes);
  if (isMistake(found)) return { mistake: mistakes[found] };
  const mistake = mistakeInName(name, found);
  return mistake === undefined ? { kind: found } : { mistake };
}

async function kindOf(bytes: Buffer): Promise<DocumentKind | keyof typeof mistakes> {
  if (bytes.length === 0) return 'empty';
  if (bytes.subarray(0, 4).equals(zipBeginning)) return kindOfZip(bytes);
  if (endsAsZip(bytes)) return 'twofold';
  // What it would unpack to look into it is limited there, and never a ZIP file.
  const type = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime;
  const kind = new Map<string, DocumentKind>(byContent).get(type ?? '');
  // Some text begins as a kind of file does ("BM…").
  if (kind === undefined) return isPlainText(bytes) && !isOtherText.test(type ?? '') ? 'text' : 'kind';
  return holdsMarkup(bytes) || !endsAs(kind, bytes) ? 'twofold' : kind;
}

const zipBeginning = Buffer.from('PK\u0003\u0004');

const isOtherText = /xml|rtf|postscript|script|html/;

const byContent = [
  ['application/pdf', 'pdf'],
  ['image/jpeg', 'jpeg'],
  ['image/png', 'png'],
  ['image/gif', 'gif'],
  ['image/heic', 'heic'],
  ['image/heif', 'heic'],
] as const;

const signaturesAtStart: Readonly<Partial<Record<DocumentKind, string>>> = { pdf: '%PDF-', gif: 'GIF8' };

/** How a file of some kinds must begin, byte for byte, and near its end close. A JPEG may carry its maker's additions after its end. */
function endsAs(kind: DocumentKind, bytes: Buffer): boolean {
  const begins = signaturesAtStart[kind] ?? '';
  if (!bytes.subarray(0, begins.length).equals(Buffer.from(begins))) return false;
  if (kind === 'pdf') return bytes.subarray(-1024).includes('%%EOF');
  if (kind === 'png') return bytes.subarray(-12, -4).equals(Buffer.from('\0\0\0\0IEND', 'latin1'));
  return kind === 'gif' ? bytes.at(-1) === 0x3b : true;
}

const markup = /<(?:!doctype|html|head|body|script|iframe|svg|\?php)/i;

/** Whether a web page begins within the first kilobyte: old programs would take the file for one. */
const holdsMarkup = (bytes: Buffer): boolean => markup.test(bytes.subarray(0, 1024).toString('latin1'));

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8 without control characters, and neither a web page nor a script. */
function isPlainText(bytes: Buffer): boolean {
  try {
    const text = utf8.decode(bytes);
    return !/[^\P{Cc}\t\n\r\f]/u.test(text) && !/^\s*(?:<\?xml|#!)/.test(text) && !holdsMarkup(bytes);
  } catch {
    return false;
  }
}

/** What a document may claim to unpack to: more than any that anybody has typed and illustrated. */
const most = { unpackedBytes: 200 * 1024 * 1024, times: 200, unsuspicious: 5 * 1024 * 1024 } as const;

function kindOfZip(bytes: Buffer): DocumentKind | keyof typeof mistakes {
  const entries = zipEntries(bytes);
  if (entries === undefined) return 'twofold';
  const names = entries.map(({ name }) => name);
  const first = entries.find(({ at, name }) => at === 0 && name === 'mimetype');
  const isOdt = first !== undefined && storedText(bytes, first) === odtType && names.includes('content.xml');
  const isDocx = names.includes('[Content_Types].xml') && names.includes('word/document.xml');
  if (isOdt === isDocx || names.some((name) => outside.test(name))) return 'kind';
  if (new Set(names).size < names.length) return 'twofold';
  if (entries.some(({ isEncrypted }) => isEncrypted)) return 'locked';
  if (names.some((name) => programsWithin.test(name))) return 'macros';
  return isBomb(entries, bytes.length) ? 'bomb' : isOdt ? 'odt' : 'docx';
}

const odtType = 'application/vnd.oasis.opendocument.text';

/** Names that lead out of the document. */
const outside = /(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[a-z]:|\0/i;

/** Where macros and controls live in either kind, and programs that are attached. */
const programsWithin =
  /(^|\/)(vbaProject[^/]*|vbaData\.xml|activeX(\/.*)?|Basic\/.*|Scripts\/.*)$|\.(bin\.exe|exe|dll|js|vbs|ps1|bat|cmd|scr|hta|jar|docm|xlsm)$/i;

function isBomb(entries: readonly ZipEntry[], fileBytes: number): boolean {
  const unpacked = entries.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  if (unpacked > most.unpackedBytes) return true;
  return unpacked > most.unsuspicious && unpacked / fileBytes > most.times;
}
