import type { DocumentState } from '../domain/documents.js';
import type { Problem } from '../domain/problems.js';
import type { ActRequest } from './case-record.js';
import { Refused } from './open-case.js';
import { nothingHere } from './sight.js';
import type { Transaction } from './transactions.js';

/** How a draft is refused that is to be saved, or sent, once more. */
export const sentAlready: Problem = {
  code: 'draft-changed',
  detail: 'This was sent already, perhaps from another window. Nothing was sent a second time.',
};

/**
 * Ends the draft that an act comes from, in its transaction: what was entered is erased, and of the draft nothing is left but the reference
 * of the case, by which whoever sends it again is told what became of it.
 * @throws Refused `draft-changed` where another window has saved since it was read, or has sent it
 */
export async function endDraft(
  sql: Transaction,
  { actor, draft, now }: Pick<ActRequest, 'actor' | 'draft' | 'now'>,
  reference: string,
): Promise<void> {
  if (draft === undefined) return;
  const [found] = await sql.rows<{ version: number; submittedReference: string | null }>`
    SELECT "version", "submittedReference" FROM "FormDraft"
    WHERE "id" = ${draft.id}::uuid AND "userId" = ${actor.userId}::uuid AND "hubId" = ${actor.hubId} AND "expiresAt" > ${now} FOR UPDATE`;
  if (found === undefined) throw nothingHere();
  if (found.submittedReference !== null) throw new Refused(sentAlready);
  if (found.version !== draft.version) {
    throw new Refused({
      code: 'draft-changed',
      detail: 'You changed this in another window after it was shown here. Look at it again, then send it.',
    });
  }
  sql.write`
    UPDATE "FormDraft" SET "answers" = NULL, "submittedReference" = ${reference} WHERE "id" = ${draft.id}::uuid`;
}

/**
 * Hands the files of a draft that was ended by this act over to the case, in its transaction; of a check, where they are part of its answer.
 * What is still in quarantine goes along, and stays in it.
 * @returns what the act's event says of them: their ids; nothing where there are none
 */
export async function attachDocuments(
  sql: Transaction,
  { draft }: Pick<ActRequest, 'draft'>,
  { caseId, checkId }: { caseId: string; checkId?: string },
): Promise<{ documents?: string[] }> {
  if (draft === undefined) return {};
  const attached = await sql.rows<{ id: string; state: DocumentState }>`
    UPDATE "Document" SET "draftId" = NULL, "caseId" = ${caseId}::uuid, "checkId" = ${checkId ?? null}::uuid
    WHERE "draftId" = ${draft.id}::uuid RETURNING "id", "state"`;
  const documents = attached.filter(({ state }) => state !== 'infected').map(({ id }) => id);
  return documents.length === 0 ? {} : { documents };
}
