import { judge, roleFor, type Act, type Wall } from '../domain/permissions.js';
import type { Role } from '../domain/roles.js';
import type { ActRequest } from './case-record.js';
import { standingOf, type Stands } from './case-lookup.js';
import { Refused } from './open-case.js';
import { refusalOf } from './sight.js';
import type { Sql } from './statements.js';
import { wallTo } from './walls.js';

/*
 * Leave for an act is given before the body of its request is read, which may take as long as somebody lets it take. It is asked again where
 * the act is done: by then a user may have been switched off, a case restricted, and fifteen minutes be over.
 */

interface UserNow {
  enabled: boolean;
  roles: string[];
  agency: string | null;
}

/** Whoever acts, and how they stand to the case, as the record has it at this moment. */
export interface StandsNow extends UserNow, Stands {}

type Requested = Pick<ActRequest, 'actor' | 'now'>;

/** Sent behind the lock of the case, so that it sees what whoever had the lock before has changed. */
export async function standsNow(sql: Sql, caseId: string, { actor, now }: Requested): Promise<StandsNow | undefined> {
  const [stands] = await sql.rows<StandsNow>`
    SELECT u."enabled", u."roles", u."agency", ${wallTo(actor, now)} AS "wall",
           EXISTS (SELECT FROM "AgencyCheck" k WHERE k."caseId" = c."id" AND k."agency" = u."agency") AS "asked",
           EXISTS (SELECT FROM "Referral" r WHERE r."caseId" = c."id" AND r."submittedById" = u."id") AS "submitted"
    FROM "User" u, "Case" c WHERE u."id" = ${actor.userId}::uuid AND c."id" = ${caseId}::uuid`;
  return stands;
}

/** Under which role an act is done, and whether through broken glass. */
export interface Leave {
  role: Role;
  wall: Wall;
}

/** @throws Refused as a new request would be */
export function requireLeave(act: Act, { actor }: Requested, stands: StandsNow | undefined): Leave {
  requireSame({ actor }, stands);
  const standing = standingOf(stands);
  const verdict = judge(actor, act, standing);
  if (verdict !== 'may') throw refusalOf(verdict, actor, act);
  return { role: roleFor(actor, act), wall: standing.wall };
}

/**
 * For acts on no case: that whoever acts is who they were when the request began.
 * @throws Refused as a new request would be
 */
export async function requireUnchanged(sql: Sql, { actor }: Pick<ActRequest, 'actor'>): Promise<void> {
  const [user] = await sql.rows<UserNow>`
    SELECT "enabled", "roles", "agency" FROM "User" WHERE "id" = ${actor.userId}::uuid`;
  requireSame({ actor }, user);
}

function requireSame<User extends UserNow>(
  { actor }: Pick<ActRequest, 'actor'>,
  user: User | undefined,
): asserts user is User {
  if (!user?.enabled) {
    throw new Refused({
      code: 'token-invalid',
      detail: 'Your account was switched off. Ask an administrator of the hub.',
    });
  }
  const hasAll = actor.roles.every((role) => user.roles.includes(role));
  if (hasAll && user.agency === actor.agency) return;
  throw new Refused({
    code: 'forbidden',
    detail: 'Your roles or your agency changed while this was on its way. Nothing was done; look again, then act.',
  });
}
