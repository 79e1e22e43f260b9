import type { DocumentState } from '../domain/documents.js';
import { ScannerAway, type Scanner } from '../runtime/clamd.js';
import { workOnCase } from './acts.js';
import type { Database } from './database.js';
import { known } from './known.js';
import { recordLook } from './looks.js';

/** A file in quarantine, to be scanned. */
interface Quarantined {
  id: string;
  bytes: Uint8Array;
  now: Date;
}

/**
 * Has a file in quarantine scanned, and shown or deleted accordingly.
 * @returns what is known of it now: `quarantined` where the scanner came to no verdict
 */
export async function scanDocument(
  database: Database,
  scanner: Scanner,
  { id, bytes, now }: Quarantined,
): Promise<DocumentState> {
  const verdict = await scanner.scan(bytes).catch((error: unknown) => {
    if (error instanceof ScannerAway) return 'quarantined' as const;
    throw error;
  });
  if (verdict === 'clean') {
    await database.acts
      .run`UPDATE "Document" SET "state" = 'clean', "scannedAt" = ${now} WHERE "id" = ${id}::uuid AND "state" = 'quarantined'`;
  }
  if (verdict === 'infected') await deleteContent(database, id, now);
  return verdict;
}

/** What was uploaded has a scanner's time before the sweep takes it for forgotten. */
const headStartMilliseconds = 60_000;
const filesInOneSweep = 20;

/**
 * Scans what lies in quarantine because the scanner was away, the oldest first.
 * @returns how many were scanned
 * @throws ScannerAway where it still is
 */
export async function scanQuarantined(database: Database, scanner: Scanner, now: Date): Promise<number> {
  const since = new Date(now.getTime() - headStartMilliseconds);
  const waiting = await database.reads.rows<{ id: string }>`
    SELECT "id" FROM "Document" WHERE "state" = 'quarantined' AND "at" < ${since} ORDER BY "at", "id" LIMIT ${filesInOneSweep}`;
  for (const { id } of waiting) {
    const [stored] = await database.reads.rows<{ content: Buffer }>`
      SELECT "content" FROM "DocumentContent" WHERE "documentId" = ${id}::uuid`;
    if (stored === undefined) continue;
    const bytes = database.sealing.openFile('DocumentContent.content', id, stored.content);
    const state = await scanDocument(database, scanner, { id, bytes, now });
    if (state === 'quarantined') throw new ScannerAway('A file could not be scanned');
  }
  return waiting.length;
}

/** Deletes what is infected; what it was, and whose, stays. Where it was sent in already, its case has an event of it. */
async function deleteContent(database: Database, id: string, now: Date): Promise<void> {
  if (await deleteOfDraft(database, id, now)) return;
  const [sentIn] = await database.reads.rows<{ caseId: string | null }>`
    SELECT "caseId" FROM "Document" WHERE "id" = ${id}::uuid`;
  // Discarded meanwhile, it is gone.
  if (!sentIn?.caseId) return;
  await workOnCase(database, sentIn.caseId, now, {
    read: async ({ rows }) => rows<{ checkId: string | null }>`
      SELECT "checkId" FROM "Document" WHERE "id" = ${id}::uuid AND "state" = 'quarantined' FOR UPDATE`,
    work: (open, [document]) => {
      if (document === undefined) return;
      open.sql.write`UPDATE "Document" SET "state" = 'infected', "scannedAt" = ${now} WHERE "id" = ${id}::uuid`;
      open.sql.write`DELETE FROM "DocumentContent" WHERE "documentId" = ${id}::uuid`;
      open.append({
        ...{ type: 'document-infected', actorId: null, actorRole: 'process' },
        ...{ businessKey: `document-infected:${id}`, facts: known({ documentId: id, checkId: document.checkId }) },
      });
    },
  });
}

async function deleteOfDraft({ acts }: Database, id: string, now: Date): Promise<boolean> {
  return acts.transaction(async (sql) => {
    const [found] = await sql.rows<{ hubId: string; uploadedById: string }>`
      UPDATE "Document" SET "state" = 'infected', "scannedAt" = ${now}
      WHERE "id" = ${id}::uuid AND "state" = 'quarantined' AND "draftId" IS NOT NULL RETURNING "hubId", "uploadedById"`;
    if (found === undefined) return false;
    sql.write`DELETE FROM "DocumentContent" WHERE "documentId" = ${id}::uuid`;
    const { hubId, uploadedById: userId } = found;
    await recordLook(sql, { hubId, at: now, kind: 'uploaded', what: null, userId, role: null, why: 'infected' });
    return true;
  });
}
