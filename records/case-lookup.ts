import type { Stage } from '../domain/case.js';
import type { Relation, Standing, Wall } from '../domain/permissions.js';
import type { Actor } from '../domain/roles.js';
import type { Database } from './database.js';
import { isClosedTo, isInConflict } from './walls.js';

/** Where a reference leads, and how whoever asks stands to it. */
export interface FoundCase {
  caseId: string;
  reference: string;
  version: number;
  stage: Stage;
  standing: Standing;
}

interface FoundRow extends Omit<FoundCase, 'standing'> {
  inConflict: boolean;
  closed: boolean;
  asked: boolean;
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
    SELECT c."id" AS "caseId", c."reference", c."version", c."stage",
           ${isInConflict(actor)} AS "inConflict", ${isClosedTo(actor, now)} AS "closed",
           EXISTS (SELECT FROM "AgencyCheck" k WHERE k."caseId" = c."id" AND k."agency" = ${actor.agency}) AS "asked",
           r."submittedById" = ${actor.userId}::uuid AS "submitted"
    FROM "Referral" r JOIN "Case" c ON c."id" = r."caseId" WHERE r."hubId" = ${actor.hubId} AND r."reference" = ${reference}`;
  if (row === undefined) return undefined;
  const { inConflict, closed, asked, submitted, ...found } = row;
  return { ...found, standing: { relations: relationsOf({ asked, submitted }), wall: wallOf({ inConflict, closed }) } };
}

const relationsOf = ({ asked, submitted }: Pick<FoundRow, 'asked' | 'submitted'>): Relation[] => [
  'hub',
  ...(asked ? (['asked'] as const) : []),
  ...(submitted ? (['submitted'] as const) : []),
];

/** A link to a person weighs more than a place on the list. */
export const wallOf = ({ inConflict, closed }: Pick<FoundRow, 'inConflict' | 'closed'>): Wall => {
  if (inConflict) return 'conflict';
  return closed ? 'restricted' : 'none';
};
