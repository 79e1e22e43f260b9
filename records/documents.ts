import sql, { type Sql as Fragment } from 'sql-template-tag';
import { documentKinds, documentStates, type DocumentKind, type DocumentState } from '../domain/documents.js';
import type { Result } from '../domain/problems.js';
import { answering } from './acts.js';
import type { Database } from './database.js';
import type { Drafter } from './drafts.js';
import { Refused } from './open-case.js';
import { nothingHere } from './sight.js';

/*
 * A file is uploaded to a draft (uploads.ts), and is of the draft's user alone until that is sent in; then it is of the case
 * (document-sights.ts).
 */

/** A document as lists show it. */
export interface DocumentView {
  id: string;
  at: string;
  kind: DocumentKind;
  /** What it is offered for saving as: harmless, whatever its uploader called it. */
  name: string;
  /** Bytes. */
  size: number;
  state: DocumentState;
}

/** A file as it is given out: always as one to be saved, never to be shown by a browser. */
export interface DocumentFile {
  readonly name: string;
  /** For `Content-Type`. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** A draft `f` of this user's that was not sent. */
export const isOpenDraft = ({ actor, now }: Omit<Drafter, 'days'>): Fragment => sql`
  f."userId" = ${actor.userId}::uuid AND f."hubId" = ${actor.hubId} AND f."expiresAt" > ${now} AND f."submittedReference" IS NULL`;

interface DocumentRow extends Omit<DocumentView, 'at'> {
  at: Date;
}

/** The files of a draft of the user's own, as they came. */
export async function listDraftDocuments(
  { reads, sealing }: Database,
  drafter: Omit<Drafter, 'days'>,
  draftId: string,
): Promise<DocumentView[]> {
  const rows = await reads.rows<DocumentRow>`
    SELECT d."id", d."at", d."kind", d."name", d."size", d."state" FROM "Document" d JOIN "FormDraft" f ON f."id" = d."draftId"
    WHERE ${isOpenDraft(drafter)} AND f."id" = ${draftId}::uuid ORDER BY d."at", d."id"`;
  return rows.map(({ at, ...row }) => ({
    ...row,
    at: at.toISOString(),
    name: sealing.open('Document.name', row.id, row.name),
  }));
}

/** A file of a draft of the user's own, given back to them. @param id a UUID */
export const readDraftDocument = async (
  { reads, sealing }: Database,
  drafter: Omit<Drafter, 'days'>,
  id: string,
): Promise<Result<DocumentFile>> =>
  answering(async () => {
    const [row] = await reads.rows<StoredDocument>`
      SELECT d."id", d."name", d."kind", d."state", c."content" FROM "Document" d JOIN "FormDraft" f ON f."id" = d."draftId"
      LEFT JOIN "DocumentContent" c ON c."documentId" = d."id" WHERE ${isOpenDraft(drafter)} AND d."id" = ${id}::uuid`;
    return openedFile(sealing, row);
  });

/** Takes a file out of a draft of the user's own. @param id a UUID. @returns whether there was one */
export async function removeDocument({ acts }: Database, drafter: Omit<Drafter, 'days'>, id: string): Promise<boolean> {
  const removed = await acts.run`
    DELETE FROM "Document" d USING "FormDraft" f WHERE f."id" = d."draftId" AND ${isOpenDraft(drafter)} AND d."id" = ${id}::uuid`;
  return removed === 1;
}

/** A document as it is stored, with its content where there is one. */
export interface StoredDocument {
  id: string;
  name: string;
  kind: DocumentKind;
  state: DocumentState;
  content: Buffer | null;
}

/** @throws Refused `not-found` where there is none, `document-withheld` where it is shown to nobody */
export function openedFile(sealing: Database['sealing'], row: StoredDocument | undefined): DocumentFile {
  if (row === undefined) throw nothingHere();
  const { says, isShown } = documentStates[row.state];
  if (!isShown || row.content === null) {
    throw new Refused({ code: 'document-withheld', detail: `This file is not shown. ${says}.` });
  }
  return {
    name: sealing.open('Document.name', row.id, row.name),
    type: documentKinds[row.kind].type,
    bytes: Buffer.from(sealing.openFile('DocumentContent.content', row.id, row.content)),
  };
}
