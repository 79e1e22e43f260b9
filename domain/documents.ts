/**
 * The kinds of file that may be uploaded. What a file is, is told by its content (records/file-kinds.ts); its name must agree. None of them is
 * run by a browser, and none holds programs: no SVG, no HTML, no documents with macros.
 */
export const documentKinds = {
  pdf: { says: 'PDF', type: 'application/pdf', endings: ['pdf'] },
  jpeg: { says: 'JPEG picture', type: 'image/jpeg', endings: ['jpg', 'jpeg'] },
  png: { says: 'PNG picture', type: 'image/png', endings: ['png'] },
  gif: { says: 'GIF picture', type: 'image/gif', endings: ['gif'] },
  heic: { says: 'HEIC picture', type: 'image/heic', endings: ['heic', 'heif'] },
  docx: {
    says: 'Word document',
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    endings: ['docx'],
  },
  odt: { says: 'OpenDocument text', type: 'application/vnd.oasis.opendocument.text', endings: ['odt'] },
  text: { says: 'plain text', type: 'text/plain; charset=utf-8', endings: ['txt'] },
} as const satisfies Record<string, { says: string; type: string; endings: readonly [string, ...string[]] }>;
export type DocumentKind = keyof typeof documentKinds;

export const kindsInWords =
  'a PDF, a Word document (DOCX) without macros, an OpenDocument text (ODT), a picture (JPEG, PNG, GIF, HEIC) or plain text';

/**
 * What is known of a document. `quarantined`: it has come, and is shown to nobody until it is scanned; `infected`: its content was deleted;
 * `unscanned`: it never will be, as the operator has decided.
 */
export const documentStates = {
  quarantined: { says: 'Being checked for viruses', isShown: false },
  clean: { says: 'Checked for viruses', isShown: true },
  unscanned: { says: 'Not checked for viruses', isShown: true },
  infected: { says: 'Deleted: a virus was found', isShown: false },
} as const satisfies Record<string, { says: string; isShown: boolean }>;
export type DocumentState = keyof typeof documentStates;

/** `off`: nobody uploads anything; `scanned`: nothing is taken while no scanner answers; `unscanned`: it is taken as it comes. */
export const uploadPolicies = ['off', 'scanned', 'unscanned'] as const;
export type UploadPolicy = (typeof uploadPolicies)[number];

export interface UploadLimits {
  readonly fileBytes: number;
  /** Of one referral, or of one answer. */
  readonly files: number;
  /** Of all of them together. */
  readonly totalBytes: number;
}

const megabyte = 1024 * 1024;

/** @param sizes the largest file and all of them together, in MB (1024 × 1024 bytes) */
export const uploadLimits = (sizes: {
  fileMegabytes: number;
  files: number;
  totalMegabytes: number;
}): UploadLimits => ({
  fileBytes: sizes.fileMegabytes * megabyte,
  files: sizes.files,
  totalBytes: sizes.totalMegabytes * megabyte,
});

export const usualUploads = { fileMegabytes: 10, files: 10, totalMegabytes: 20 } as const;

/** A size as people read it: `340 KB`, `1.2 MB`. */
export function sizeInWords(bytes: number): string {
  const [amount, unit] = bytes < megabyte ? [bytes / 1024, 'KB'] : [bytes / megabyte, 'MB'];
  const digits = amount < 10 && unit === 'MB' && !Number.isInteger(amount) ? 1 : 0;
  return `${Math.max(amount, unit === 'KB' ? 1 : 0).toFixed(digits)} ${unit}`;
}
