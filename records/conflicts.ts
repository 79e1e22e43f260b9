import { randomUUID } from 'node:crypto';
import type { Act, Wall } from '../domain/permissions.js';
import type { Result } from '../domain/problems.js';
import type { LinkKind } from '../domain/restriction.js';
import type { Actor } from '../domain/roles.js';
import { listInHand } from './access-list.js';
import { actOnCase, type Acting } from './acts.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import type { Database } from './database.js';
import { noteList } from './incomplete-lists.js';
import { Refused } from './open-case.js';
import type { Asked, Sight } from './sight.js';
import { wallTo } from './walls.js';

/** Who is linked to whom: the actor, unless a hub manager names another user. */
export interface ConflictBody {
  person: string;
  kind: LinkKind;
  user?: string | undefined;
  note?: string | undefined;
}

export interface DeclaredConflict extends Record<string, unknown> {
  id: string;
}

/**
 * Records that a user is linked to a person on a case: from now on no case of that person is open to them.
 * @param act under which it is done
 * @param persons those whom the actor may name; all of the case where undefined
 */
export async function declareConflict(
  record: CaseRecord,
  { caseId, act, persons }: { caseId: string; act: Extract<Act, `declare-${string}`>; persons?: readonly string[] },
  body: ConflictBody,
  request: ActRequest,
): Promise<Result<DeclaredConflict & { version: number }>> {
  const userId = body.user ?? request.actor.userId;
  return actOnCase(record, caseId, request, {
    act,
    read: async (sql) =>
      Promise.all([
        sql.rows<{ personId: string }>`SELECT "personId" FROM "CasePerson" WHERE "caseId" = ${caseId}::uuid`,
        sql.rows<{
          id: string;
        }>`SELECT "id" FROM "User" WHERE "id" = ${userId}::uuid AND "hubId" = ${request.actor.hubId}`,
        sql.rows<{ id: string }>`
          SELECT "id" FROM "PersonLink" WHERE "userId" = ${userId}::uuid AND "personId" = ${body.person}::uuid AND "liftedAt" IS NULL`,
        listInHand(sql, caseId, request.actor.hubId),
      ]),
    work: ({ open, actor, role, wall }, [people, [user], [known], list]): DeclaredConflict => {
      requireOthersByManager({ actor, wall }, body);
      const onCase = people.map(({ personId }) => personId).filter((id) => persons?.includes(id) ?? true);
      if (!onCase.includes(body.person)) {
        refuseField('/person', 'This is not the id of a person on the case. Take the ids from it as it was read.');
      }
      if (user === undefined) refuseField('/user', 'This is not the id of a user of the hub.');
      if (known !== undefined) return { id: known.id };
      const id = randomUUID();
      open.sql.write`
        INSERT INTO "PersonLink" ("id", "hubId", "userId", "personId", "caseId", "kind", "since", "byId")
        VALUES (${id}::uuid, ${open.row.hubId}, ${userId}::uuid, ${body.person}::uuid, ${caseId}::uuid, ${body.kind}, ${open.at}, ${actor.userId}::uuid)`;
      open.append({
        type: 'conflict-declared',
        actorId: actor.userId,
        actorRole: role,
        facts: { linkId: id, user: userId, person: body.person, kind: body.kind },
        ...(body.note === undefined ? {} : { content: [{ personId: body.person, content: { note: body.note } }] }),
      });
      noteList(open, { ...list, users: list.users.filter((listed) => listed.userId !== userId) });
      return { id };
    },
  });
}

/** @throws Refused `invalid-input` for a link of somebody else that is not declared by a hub manager, or through broken glass */
function requireOthersByManager({ actor, wall }: Pick<Acting, 'actor' | 'wall'>, { user }: ConflictBody): void {
  if (user === undefined || user === actor.userId) return;
  if (actor.roles.includes('hub-manager') && wall !== 'glass') return;
  refuseField(
    '/user',
    'Only a hub manager to whom the case is open may say so of somebody else. Leave this out to speak of yourself.',
  );
}

function refuseField(pointer: string, detail: string): never {
  throw new Refused({
    code: 'invalid-input',
    detail: 'The conflict of interest has mistakes.',
    errors: [{ pointer, detail }],
  });
}

/** A declared link, and how whoever asks stands to the case on which it was declared. */
export interface FoundConflict extends Asked {
  caseId: string;
  linkId: string;
}

export async function findConflict(
  { reads }: Database,
  actor: Actor,
  id: string,
  now: Date,
): Promise<FoundConflict | undefined> {
  const [found] = await reads.rows<{ caseId: string; wall: Wall }>`
    SELECT x."caseId", ${wallTo(actor, now)} AS "wall"
    FROM "PersonLink" x JOIN "Case" c ON c."id" = x."caseId"
    WHERE x."id" = ${id}::uuid AND x."hubId" = ${actor.hubId} AND x."liftedAt" IS NULL`;
  return found === undefined
    ? undefined
    : { caseId: found.caseId, linkId: id, standing: { relations: ['hub'], wall: found.wall } };
}

/** Ends a link that was declared by mistake, or is no more. Whoever is linked cannot: the case is not there for them. */
export async function liftConflict(
  record: CaseRecord,
  { caseId, linkId }: FoundConflict,
  { reason }: { reason: string },
  request: ActRequest,
): Promise<Result<DeclaredConflict & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'lift-conflict',
    read: async (sql) => sql.rows`SELECT FROM "PersonLink" WHERE "id" = ${linkId}::uuid AND "liftedAt" IS NULL`,
    work: ({ open, actor, role }, inForce): DeclaredConflict => {
      if (inForce.length === 0) return { id: linkId };
      open.sql
        .write`UPDATE "PersonLink" SET "liftedAt" = ${open.at} WHERE "id" = ${linkId}::uuid AND "liftedAt" IS NULL`;
      open.append({
        type: 'conflict-lifted',
        actorId: actor.userId,
        actorRole: role,
        facts: { linkId },
        content: [{ personId: null, content: { reason } }],
      });
      return { id: linkId };
    },
  });
}

/** A link as it stands on a case. */
export interface ConflictItem {
  id: string;
  user: string;
  name: string;
  person: string;
  kind: LinkKind;
  since: string;
}

/** The links in force between users and the people of a case, also where they were declared on another case of somebody with the same NHS number. */
export async function listConflicts(
  { reads }: Database,
  { caseId }: Sight<'lift-conflict'>,
): Promise<{ items: ConflictItem[]; next: null }> {
  const rows = await reads.rows<Omit<ConflictItem, 'since'> & { since: Date }>`
    SELECT DISTINCT ON (l."since", l."id") l."id", l."userId" AS "user", u."name", p."personId" AS "person", l."kind", l."since"
    FROM "CasePerson" p JOIN "Person" one ON one."id" = p."personId"
    JOIN "Person" same ON same."id" = one."id" OR (same."hubId" = one."hubId" AND same."nhsNumberIndex" = one."nhsNumberIndex")
    JOIN "PersonLink" l ON l."personId" = same."id" AND l."liftedAt" IS NULL JOIN "User" u ON u."id" = l."userId"
    WHERE p."caseId" = ${caseId}::uuid ORDER BY l."since", l."id", p."position"`;
  return { items: rows.map(({ since, ...row }) => ({ ...row, since: since.toISOString() })), next: null };
}
