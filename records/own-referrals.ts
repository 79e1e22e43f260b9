import { statusOfStage, type ReferralStatus, type Stage } from '../domain/case.js';
import { isHub } from '../domain/permissions.js';
import type { ReferralSubmission } from '../domain/referral.js';
import type { Actor } from '../domain/roles.js';
import sql, { empty } from 'sql-template-tag';
import type { Database } from './database.js';
import { keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import type { Asked, Sight } from './sight.js';
import { isInConflict, wallTo } from './walls.js';

/* What whoever sent a referral sees of it: how far it is, and what they themselves wrote. Nothing of what the hub knows or does. */

export interface OwnReferralListed {
  reference: string;
  receivedAt: Date;
  status: ReferralStatus;
}

interface ListedRow {
  id: string;
  reference: string;
  receivedAt: Date;
  stage: Stage;
}

/** The referrals that somebody sent, the newest first; to people of the hub, none of a person to whom they are linked. */
export async function listOwnReferrals(
  { reads }: Pick<Database, 'reads'>,
  { actor }: Pick<Sight<'see-own-referral'>, 'actor'>,
  { limit, cursor }: PageRequest,
): Promise<Page<OwnReferralListed>> {
  const after = keysetAfter(cursor);
  const rows = await reads.rows<ListedRow>`
    SELECT r."id", r."reference", r."receivedAt", c."stage" FROM "Referral" r JOIN "Case" c ON c."id" = r."caseId"
    WHERE r."submittedById" = ${actor.userId}::uuid AND r."hubId" = ${actor.hubId}
      ${isHub(actor) ? sql`AND NOT ${isInConflict(actor)}` : empty}
      ${after === undefined ? empty : sql`AND (r."receivedAt", r."id") < (${after.at}, ${after.id}::uuid)`}
    ORDER BY r."receivedAt" DESC, r."id" DESC LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    ({ receivedAt, id }) => ({ rank: 0, at: receivedAt, id }),
    ({ reference, receivedAt, stage }) => ({ reference, receivedAt, status: statusOfStage[stage] }),
  );
}

/** When a referral came, and when the hub began to look at it and decided; null for what has not happened. */
export interface ReferralCourse {
  receivedAt: Date;
  lookedAtSince: Date | null;
  decidedAt: Date | null;
}

/** How a referral of one's own has gone so far. @param reference of a referral that was found for whoever holds the leave */
export async function courseOfReferral(
  { reads }: Pick<Database, 'reads'>,
  { caseId }: Pick<Sight<'see-own-referral'>, 'caseId'>,
  reference: string,
): Promise<ReferralCourse> {
  const [row] = await reads.rows<ReferralCourse>`
    SELECT r."receivedAt",
           (SELECT min(s."at") FROM "Screening" s WHERE s."caseId" = r."caseId") AS "lookedAtSince",
           (SELECT min(d."at") FROM "DecisionRound" d WHERE d."caseId" = r."caseId") AS "decidedAt"
    FROM "Referral" r WHERE r."caseId" = ${caseId}::uuid AND r."reference" = ${reference}`;
  if (row === undefined) throw new Error('A referral that was found is not there');
  return row;
}

/** A referral, found by its reference, whose submission may be read by whoever sent it. */
export interface OwnSubmission extends Asked {
  referralId: string;
  reference: string;
}

/**
 * A submission of one's own. People of the hub come to it as to the case: past no restriction, and not where they are linked to somebody on
 * it. Whoever refers from outside wrote it, and may read what they wrote.
 */
export async function findOwnSubmission(
  { reads }: Pick<Database, 'reads'>,
  actor: Actor,
  reference: string,
  now: Date,
): Promise<OwnSubmission | undefined> {
  const [row] = await reads.rows<{ id: string; caseId: string; isOwn: boolean; wall: Asked['standing']['wall'] }>`
    SELECT r."id", r."caseId", r."submittedById" = ${actor.userId}::uuid AS "isOwn", ${wallTo(actor, now)} AS "wall"
    FROM "Referral" r JOIN "Case" c ON c."id" = r."caseId"
    WHERE r."hubId" = ${actor.hubId} AND r."reference" = ${reference}`;
  if (row === undefined) return undefined;
  return {
    ...{ referralId: row.id, caseId: row.caseId, reference },
    standing: { relations: row.isOwn ? ['submitted'] : [], wall: isHub(actor) ? row.wall : 'none' },
  };
}

/**
 * The names of the files that whoever holds the leave sent with referrals of the case, in the order in which they came; without those in which a
 * virus was found.
 */
export async function namesOfOwnDocuments(
  { reads, sealing }: Pick<Database, 'reads' | 'sealing'>,
  { actor, caseId }: Pick<Sight<'see-own-submission'>, 'actor' | 'caseId'>,
): Promise<string[]> {
  const rows = await reads.rows<{ id: string; name: string }>`
    SELECT "id", "name" FROM "Document" WHERE "caseId" = ${caseId}::uuid AND "checkId" IS NULL
      AND "uploadedById" = ${actor.userId}::uuid AND "state" <> 'infected' ORDER BY "at", "id"`;
  return rows.map(({ id, name }) => sealing.open('Document.name', id, name));
}

/** A submission as it came, for whoever sent it. */
export async function readOwnSubmission(
  { reads, sealing }: Pick<Database, 'reads' | 'sealing'>,
  { caseId }: Pick<Sight<'see-own-submission'>, 'caseId'>,
  referralId: string,
): Promise<{ submission: ReferralSubmission; receivedAt: Date }> {
  const [row] = await reads.rows<{ submission: unknown; receivedAt: Date }>`
    SELECT "submission", "receivedAt" FROM "Referral" WHERE "id" = ${referralId}::uuid AND "caseId" = ${caseId}::uuid`;
  const submission = sealing.openJson('Referral.submission', referralId, row?.submission) as ReferralSubmission | null;
  if (row === undefined || submission === null) throw new Error('A referral that was found is not there');
  return { submission, receivedAt: row.receivedAt };
}
