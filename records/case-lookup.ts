import type { Stage } from '../domain/case.js';
import type { Standing, Wall } from '../domain/permissions.js';
import type { Actor } from '../domain/roles.js';
import type { Database } from './database.js';
import { wallTo } from './walls.js';

/** Where a reference leads, and how whoever asks stands to it. */
export interface FoundCase {
  caseId: string;
  reference: string;
  version: number;
  stage: Stage;
  /** Kept from everyone who is not on its access list. */
  restricted: boolean;
  standing: Standing;
}

interface FoundRow extends Omit<FoundCase, 'standing'>, Stands {}

/** How somebody stands to a case, as a statement says it. */
export interface Stands {
  wall: Wall;
  /** Their agency was asked. */
  asked: boolean;
  /** They sent it in. */
  submitted: boolean;
}

/**
 * The case that a reference opens: that of any of its referrals. Undefined if the actor's hub has none.
 * @param now against which a broken glass is still open
 */
export async function findCase(
  { reads }: Pick<Database, 'reads'>,
  actor: Actor,
  reference: string,
  now: Date,
): Promise<FoundCase | undefined> {
  const [row] = await reads.rows<FoundRow>`
    SELECT c."id" AS "caseId", c."reference", c."version", c."stage", c."restricted",
           ${wallTo(actor, now)} AS "wall",
           EXISTS (SELECT FROM "AgencyCheck" k WHERE k."caseId" = c."id" AND k."agency" = ${actor.agency}) AS "asked",
           r."submittedById" = ${actor.userId}::uuid AS "submitted"
    FROM "Referral" r JOIN "Case" c ON c."id" = r."caseId" WHERE r."hubId" = ${actor.hubId} AND r."reference" = ${reference}`;
  if (row === undefined) return undefined;
  const { wall, asked, submitted, ...found } = row;
  return { ...found, standing: standingOf({ wall, asked, submitted }) };
}

/** Everyone of the hub stands to its cases in one way at least. */
export const standingOf = ({ wall, asked, submitted }: Stands): Standing => ({
  relations: ['hub', ...(asked ? (['asked'] as const) : []), ...(submitted ? (['submitted'] as const) : [])],
  wall,
});
