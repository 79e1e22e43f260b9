import sql, { empty, type Sql as Fragment } from 'sql-template-tag';
import type { Result } from '../domain/problems.js';
import type { Actor } from '../domain/roles.js';
import { answering } from './acts.js';
import { standingOf, type Stands } from './case-lookup.js';
import { agencyOf, readsFor } from './check-lookup.js';
import type { Database, ServedDatabase } from './database.js';
import { openedFile, type DocumentFile, type DocumentView, type StoredDocument } from './documents.js';
import { known } from './known.js';
import type { Asked, Sight } from './sight.js';
import { wallTo } from './walls.js';

/*
 * The documents of a case, for whoever has leave to see them: the hub sees all of them, an agency those of its own answers.
 */

/** A document of a case as lists show it. */
export interface CaseDocumentView extends DocumentView {
  /** The check that it is part of the answer to. */
  check?: string;
  /** Who uploaded it, by name; agencies are not told. */
  by?: string;
}

interface DocumentRow extends Omit<DocumentView, 'at'> {
  at: Date;
  check: string | null;
  by: string | null;
}

/** The documents of a case in the order in which they came; of one check, where one is asked for. */
export async function listDocuments(
  database: ServedDatabase,
  sight: Sight<'see-documents'>,
  { checkId }: { checkId?: string } = {},
): Promise<CaseDocumentView[]> {
  const { actor, caseId } = sight;
  const uploader = agencyOf(actor) === null ? uploaderName : sql`NULL::text`;
  const ofCheck = checkId === undefined ? empty : sql`AND d."checkId" = ${checkId}::uuid`;
  const rows = await readsFor(database, actor).rows<DocumentRow>`
    SELECT d."id", d."at", d."kind", d."name", d."size", d."state", d."checkId" AS "check", ${uploader} AS "by" FROM "Document" d
    WHERE d."caseId" = ${caseId}::uuid ${ofCheck} AND ${isTheirs(actor)} ORDER BY d."at", d."id"`;
  return rows.map(({ at, check, by, name, ...row }) => ({
    ...row,
    at: at.toISOString(),
    name: database.sealing.open('Document.name', row.id, name),
    ...known({ check, by }),
  }));
}

const uploaderName = sql`(SELECT u."name" FROM "User" u WHERE u."id" = d."uploadedById")`;

/** A document that the actor's agency answered with; every document of a case, for the hub. */
function isTheirs(actor: Actor): Fragment {
  const agency = agencyOf(actor);
  if (agency === null) return sql`true`;
  return sql`EXISTS (SELECT FROM "AgencyCheck" k WHERE k."id" = d."checkId" AND k."agency" = ${agency})`;
}

/** Where the id of a document leads. */
export interface FoundDocument extends Asked {
  documentId: string;
  caseId: string;
  checkId: string | null;
}

/**
 * The document of a case, and how whoever asks stands to it. Nothing of it is shown by this.
 * @param id a UUID
 * @param now against which a broken glass is still open
 */
export async function findDocument(
  { reads }: Pick<Database, 'reads'>,
  actor: Actor,
  id: string,
  now: Date,
): Promise<FoundDocument | undefined> {
  const [row] = await reads.rows<Omit<FoundDocument, 'standing'> & Pick<Stands, 'wall' | 'asked'>>`
    SELECT d."id" AS "documentId", d."caseId", d."checkId", ${wallTo(actor, now)} AS "wall",
           EXISTS (SELECT FROM "AgencyCheck" k WHERE k."id" = d."checkId" AND k."agency" = ${actor.agency}) AS "asked"
    FROM "Document" d JOIN "Case" c ON c."id" = d."caseId" WHERE d."id" = ${id}::uuid AND d."hubId" = ${actor.hubId}`;
  if (row === undefined) return undefined;
  const { wall, asked, ...found } = row;
  return { ...found, standing: standingOf({ wall, asked, submitted: false }) };
}

/** The file itself, for whoever has leave to see documents of its case. @param id a UUID */
export const readDocument = async (
  database: ServedDatabase,
  { actor, caseId }: Sight<'see-documents'>,
  id: string,
): Promise<Result<DocumentFile>> =>
  answering(async () => {
    const [row] = await readsFor(database, actor).rows<StoredDocument>`
      SELECT d."id", d."name", d."kind", d."state", c."content" FROM "Document" d
      LEFT JOIN "DocumentContent" c ON c."documentId" = d."id"
      WHERE d."id" = ${id}::uuid AND d."caseId" = ${caseId}::uuid AND ${isTheirs(actor)}`;
    return openedFile(database.sealing, row);
  });
