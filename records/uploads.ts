import { createHash, randomUUID } from 'node:crypto';
import { cleanName } from '../domain/document-names.js';
import { sizeInWords, type UploadLimits, type UploadPolicy } from '../domain/documents.js';
import { formsWithDocuments, type DraftForm } from '../domain/drafts.js';
import { roleFor } from '../domain/permissions.js';
import type { Result } from '../domain/problems.js';
import type { Scanner } from '../runtime/clamd.js';
import { answering } from './acts.js';
import type { ActRequest } from './case-record.js';
import type { Database } from './database.js';
import { scanDocument } from './document-scans.js';
import { isOpenDraft, type DocumentView } from './documents.js';
import { recognize, type GivenFile } from './file-kinds.js';
import { requireUnchanged } from './leave.js';
import { recordLook } from './looks.js';
import { Refused } from './open-case.js';
import { nothingHere } from './sight.js';
import type { Transaction } from './transactions.js';

/** What files are received with. */
export interface Uploads {
  readonly policy: UploadPolicy;
  readonly limits: UploadLimits;
  /** Undefined where none is configured. */
  readonly scanner: Scanner | undefined;
}

/** Whether files are taken at all, so that a form may ask for them. */
export const takesFiles = ({ policy, scanner }: Uploads): boolean =>
  policy === 'unscanned' || (policy === 'scanned' && scanner !== undefined);

type Uploading = Pick<ActRequest, 'actor' | 'now' | 'from'>;

/**
 * Receives a file into a draft: judges it by its content, stores it sealed and in quarantine, and has it scanned. Where the scanner goes away
 * meanwhile it stays in quarantine until a later scan.
 * @param draftId a UUID
 * @returns the document; refused are files that are not taken, with nothing kept of them
 */
export const receiveDocument = async (
  database: Database,
  uploads: Uploads,
  uploading: Uploading,
  draftId: string,
  file: GivenFile,
): Promise<Result<DocumentView>> =>
  answering(async () => {
    await requireReady(uploads);
    if (file.bytes.length > uploads.limits.fileBytes) throw refused(tooLarge(uploads.limits));
    const recognized = await recognize(file);
    if ('mistake' in recognized) throw refused(recognized.mistake);
    const document: DocumentView = {
      ...{ id: randomUUID(), at: uploading.now.toISOString(), kind: recognized.kind, size: file.bytes.length },
      name: cleanName(file.name, recognized.kind),
      state: uploads.policy === 'unscanned' ? 'unscanned' : 'quarantined',
    };
    await database.acts.transaction(async (transaction) => {
      await requireUnchanged(transaction, uploading);
      const draft = await draftWithRoom(transaction, uploading, draftId, {
        limits: uploads.limits,
        size: document.size,
      });
      await store(transaction, { document, bytes: file.bytes, draftId, uploading });
      await recordLook(transaction, lookAt(uploading, draft));
    });
    if (uploads.policy === 'unscanned' || uploads.scanner === undefined) return document;
    const state = await scanDocument(database, uploads.scanner, {
      id: document.id,
      bytes: file.bytes,
      now: uploading.now,
    });
    if (state === 'infected')
      throw refused('A virus was found in the file, and it was deleted. Have your machine checked.');
    return { ...document, state };
  });

/** @throws Refused `uploads-unavailable` where the installation takes no files, or none now */
async function requireReady(uploads: Uploads): Promise<void> {
  const { policy, scanner } = uploads;
  if (takesFiles(uploads) && (policy === 'unscanned' || (await scanner?.isUp()) === true)) return;
  const why =
    policy === 'off'
      ? 'This service takes no files.'
      : 'Files are taken only when they can be checked for viruses, and that is not possible now.';
  throw new Refused({
    code: 'uploads-unavailable',
    detail: `${why} Nothing was kept of the file; everything else you entered is. Go on without it, and send it another way.`,
  });
}

export const refused = (detail: string): Refused => new Refused({ code: 'file-refused', detail });

export const tooLarge = ({ fileBytes }: UploadLimits): string =>
  `The file is larger than ${sizeInWords(fileBytes)}. Make it smaller, or send part of it.`;

export const tooMany = ({ files }: UploadLimits): string =>
  `More than ${files} files are not taken. Remove one first, or put several into one.`;

export const tooMuch = ({ totalBytes }: UploadLimits): string =>
  `All files together are larger than ${sizeInWords(totalBytes)}. Remove one first, or make them smaller.`;

interface DraftWithRoom {
  form: DraftForm;
  subjectId: string | null;
  files: number;
  bytes: number;
}

/** The draft, locked: of two files that come at once the second sees the first. */
async function draftWithRoom(
  { rows }: Transaction,
  uploading: Uploading,
  draftId: string,
  { limits, size }: { limits: UploadLimits; size: number },
): Promise<DraftWithRoom> {
  const [locked] = await rows<Pick<DraftWithRoom, 'form' | 'subjectId'>>`
    SELECT f."form", f."subjectId" FROM "FormDraft" f WHERE ${isOpenDraft(uploading)} AND f."id" = ${draftId}::uuid FOR UPDATE`;
  if (locked === undefined || !Object.hasOwn(formsWithDocuments, locked.form)) throw nothingHere();
  const [room = { files: 0, bytes: 0 }] = await rows<Pick<DraftWithRoom, 'files' | 'bytes'>>`
    SELECT count(*)::int AS "files", COALESCE(sum("size"), 0)::int AS "bytes" FROM "Document"
    WHERE "draftId" = ${draftId}::uuid AND "state" <> 'infected'`;
  if (room.files >= limits.files) throw refused(tooMany(limits));
  if (room.bytes + size > limits.totalBytes) throw refused(tooMuch(limits));
  return { ...locked, ...room };
}

async function store(
  { run, sealing }: Transaction,
  {
    document: { id, name, kind, size, state },
    bytes,
    draftId,
    uploading: { actor, now },
  }: { document: DocumentView; bytes: Buffer; draftId: string; uploading: Uploading },
): Promise<void> {
  await run`
    INSERT INTO "Document" ("id", "hubId", "draftId", "uploadedById", "at", "name", "kind", "size", "sha256", "state")
    VALUES (${id}::uuid, ${actor.hubId}, ${draftId}::uuid, ${actor.userId}::uuid, ${now}, ${sealing.seal('Document.name', id, name)},
            ${kind}, ${size}, ${createHash('sha256').update(bytes).digest()}, ${state})`;
  await run`
    INSERT INTO "DocumentContent" ("documentId", "content")
    VALUES (${id}::uuid, ${sealing.sealFile('DocumentContent.content', id, bytes)})`;
}

/** That somebody uploaded a file, before it is of any case: the act that sends it in leaves the event. */
function lookAt({ actor, now, from }: Uploading, { form, subjectId }: DraftWithRoom): Parameters<typeof recordLook>[1] {
  const act = formsWithDocuments[form as keyof typeof formsWithDocuments];
  return {
    ...{ hubId: actor.hubId, at: now, kind: 'uploaded', what: act, userId: actor.userId, role: roleFor(actor, act) },
    ...(form === 'check-answer' && subjectId !== null ? { on: { checkId: subjectId } } : {}),
    ...from,
  };
}
