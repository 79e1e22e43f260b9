import sql, { empty, type Sql as Fragment } from 'sql-template-tag';
import { isHub } from '../domain/permissions.js';
import type { Actor } from '../domain/roles.js';

/*
 * What keeps a case from somebody who stands well to it, as conditions over a case `c`. Every list, count and look-up of cases and
 * checks holds them; what a query leaves out here does not exist for whoever asks.
 */

/**
 * A user who is linked to a person on a case, each as the statement writes its id; or to somebody with the NHS number of a person on it. For
 * statements of the application: agencies know of no links but their reader's own.
 */
export const isLinked = (userId: Fragment, caseId: Fragment): Fragment => sql`
  EXISTS (SELECT FROM "LinkedCase" linked WHERE linked."userId" = ${userId} AND linked."caseId" = ${caseId})`;

const casesLinkedTo = ({ userId }: Actor): Fragment => sql`
  (SELECT linked."caseId" FROM "PersonLink" l, cases_of_person(l."personId") AS linked ("caseId")
   WHERE l."userId" = ${userId}::uuid AND l."liftedAt" IS NULL)`;

/**
 * A case of a person to whom the actor is linked. Whether they are linked to anybody is asked once for all cases: hardly anyone is. Where they
 * are, PostgreSQL finds their cases once and hashes them.
 */
export const isInConflict = (actor: Actor): Fragment => sql`
  (EXISTS (SELECT FROM "PersonLink" o WHERE o."userId" = ${actor.userId}::uuid AND o."liftedAt" IS NULL)
   AND c."id" IN ${casesLinkedTo(actor)})`;

/** A restricted case that the actor neither is on the list of nor, as one of the hub, has broken the glass of. */
export const isClosedTo = (actor: Actor, now: Date): Fragment => sql`
  (c."restricted" AND NOT ${isListed(actor)} ${isHub(actor) ? sql`AND NOT ${isBrokenBy(actor, now)}` : empty})`;

const isListed = ({ userId }: Actor): Fragment => sql`
  EXISTS (SELECT FROM "CaseAccess" a WHERE a."caseId" = c."id" AND a."userId" = ${userId}::uuid)`;

const isBrokenBy = ({ userId }: Actor, now: Date): Fragment => sql`
  EXISTS (SELECT FROM "GlassBreak" g WHERE g."caseId" = c."id" AND g."userId" = ${userId}::uuid AND g."until" > ${now})`;

/** Which wall stands between the actor and the case, as a text: a link to a person weighs more than a place on the list. */
export const wallTo = (actor: Actor, now: Date): Fragment => sql`
  CASE WHEN ${isInConflict(actor)} THEN 'conflict' WHEN NOT c."restricted" OR ${isListed(actor)} THEN 'none'
       ${isHub(actor) ? sql`WHEN ${isBrokenBy(actor, now)} THEN 'glass'` : empty} ELSE 'restricted' END`;

/** No wall stands between the actor and the case. */
export const isOpenTo = (actor: Actor, now: Date): Fragment =>
  sql`NOT ${isClosedTo(actor, now)} AND NOT ${isInConflict(actor)}`;

/** The same of a case whose id a statement has and which it does not read: where many are counted, those that are not open are few. */
export const isOpenById = (actor: Actor, now: Date, caseId: Fragment): Fragment => sql`
  (${caseId} NOT IN (SELECT c."id" FROM "Case" c WHERE ${isClosedTo(actor, now)})
   AND ${caseId} NOT IN ${casesLinkedTo(actor)})`;
