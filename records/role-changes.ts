import { randomUUID } from 'node:crypto';
import type { FieldError, ProblemCode, Result } from '../domain/problems.js';
import {
  heldAfter,
  lacksAgency,
  roleChangeDays,
  rolesInForce,
  type HeldRoles,
  type RoleProposal,
} from '../domain/role-changes.js';
import { codeProvider } from './one-time-codes.js';
import type { ActRequest } from './case-record.js';
import type { Database } from './database.js';
import { heldRoles, writeHeldRoles } from './held-roles.js';
import { actOnHub } from './hub-acts.js';
import { tellOfIncompleteLists } from './incomplete-lists.js';
import { Refused } from './open-case.js';
import { rulesInForce } from './policies.js';
import { nothingHere, ofTheHub } from './sight.js';
import type { Sql } from './statements.js';
import type { Transaction } from './transactions.js';
import type { FoundUser } from './user-administration.js';

/*
 * Roles change by two administrators: one proposes, another approves (docs/decisions/0021-roles-given-here.md).
 */

export interface RoleChangeBody extends RoleProposal {
  readonly reason: string;
}

/** A proposal, as it is kept under the idempotency key of the act. */
export interface ProposedRoleChange extends Record<string, unknown> {
  id: string;
  user: string;
  expiresAt: string;
  /** How many administrators may approve it. */
  approvers: number;
}

export interface DecidedRoleChange extends Record<string, unknown> {
  id: string;
  user: string;
  state: 'approved' | 'refused' | 'withdrawn';
}

/** A proposal, found; the user is the one it is about. */
export interface FoundRoleChange extends FoundUser {
  roleChangeId: string;
}

export async function findRoleChange(
  { reads }: Pick<Database, 'reads'>,
  hubId: string,
  roleChangeId: string,
): Promise<FoundRoleChange | undefined> {
  const [found] = await reads.rows<{ userId: string }>`
    SELECT "userId" FROM "RoleChange" WHERE "id" = ${roleChangeId}::uuid AND "hubId" = ${hubId}`;
  return found === undefined ? undefined : { ...ofTheHub, roleChangeId, userId: found.userId };
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** Proposes what is to become of the roles and the agency of somebody else. Nothing changes until another administrator approves it. */
export const proposeRoleChange = (
  database: Database,
  { userId }: Pick<FoundUser, 'userId'>,
  body: RoleChangeBody,
  request: ActRequest,
): Promise<Result<ProposedRoleChange>> =>
  actOnHub(database, request, {
    act: 'propose-role-change',
    holds: [userId],
    work: async (sql) => {
      const { actor, now } = request;
      if (actor.userId === userId)
        refuse('own-act', 'Nobody changes their own roles. Ask another administrator to propose it.');
      await requireChangeable(sql, userId);
      requireSense(await heldRoles(sql, userId), body);
      const [{ policy }, approvers] = await Promise.all([
        rulesInForce(sql, actor.hubId),
        approversBeside(sql, actor.hubId, [actor.userId, userId]),
      ]);
      const id = randomUUID();
      const expiresAt = new Date(now.getTime() + roleChangeDays(policy) * dayMilliseconds);
      sql.write`
        INSERT INTO "RoleChange" ("id", "hubId", "userId", "add", "remove", "agency", "reason", "state", "proposedById", "proposedAt", "expiresAt")
        VALUES (${id}::uuid, ${actor.hubId}, ${userId}::uuid, ${body.add}::text[], ${body.remove}::text[], ${body.agency},
                ${sql.sealing.seal('RoleChange.reason', id, body.reason)}, 'pending', ${actor.userId}::uuid, ${now}, ${expiresAt})`;
      return {
        answer: { id, user: userId, expiresAt: expiresAt.toISOString(), approvers },
        ...{ why: `proposed ${id}`, on: { subjectId: userId } },
      };
    },
  });

/** @throws Refused for a program, for whoever signs in by a code, and for an account that is switched off */
async function requireChangeable(sql: Transaction, userId: string): Promise<void> {
  const [user] = await sql.rows<{ enabled: boolean; provider: string; roles: string[] }>`
    SELECT "enabled", "provider", "roles" FROM "User" WHERE "id" = ${userId}::uuid`;
  if (user === undefined) throw nothingHere();
  if (!user.enabled)
    refuse('account-switched-off', 'This account is switched off. Switch it on, then change its roles.');
  if (user.provider === codeProvider) {
    refuseFields([
      {
        pointer: '/add',
        detail: 'Whoever signs in by a code refers and does nothing else. Have them sign in at the provider.',
      },
    ]);
  }
  if (user.roles.includes('referrer-system')) {
    refuseFields([{ pointer: '/add', detail: 'A program has its roles from the sign-in provider, and no others.' }]);
  }
}

/** @throws Refused `invalid-input` for what would change nothing, or leave somebody working for no agency */
function requireSense(held: HeldRoles, proposal: RoleProposal): void {
  const now = rolesInForce(held);
  const errors: FieldError[] = [
    ...proposal.add.flatMap((role, index) =>
      now.includes(role) ? [{ pointer: `/add/${index}`, detail: 'They have this role.' }] : [],
    ),
    ...proposal.remove.flatMap((role, index) =>
      now.includes(role) ? [] : [{ pointer: `/remove/${index}`, detail: 'They do not have this role.' }],
    ),
  ];
  if (errors.length > 0) refuseFields(errors);
  requireAgency(heldAfter(held, proposal));
}

/** @throws Refused `invalid-input` */
function requireAgency(held: HeldRoles): void {
  if (!lacksAgency(held)) return;
  refuseFields([{ pointer: '/agency', detail: 'Say for which agency: with these roles they work for one.' }]);
}

/** How many administrators there are beside some users. */
export async function approversBeside(
  sql: Pick<Sql, 'rows'>,
  hubId: string,
  users: readonly string[],
): Promise<number> {
  const [row] = await sql.rows<{ count: number }>`
    SELECT count(*)::int AS "count" FROM "User"
    WHERE "hubId" = ${hubId} AND "enabled" AND 'administrator' = ANY ("roles") AND "id" <> ALL (${[...users]}::uuid[])`;
  return row?.count ?? 0;
}

/**
 * Approves what another administrator proposed: it counts from the next request of whoever it is about. Whether an access list is left
 * without somebody it must hold is looked at afterwards; the act stands without that.
 */
export async function approveRoleChange(
  database: Database,
  found: FoundRoleChange,
  request: ActRequest,
): Promise<Result<DecidedRoleChange>> {
  const result = await deciding(database, found, request, async (sql, proposal) => {
    await requireChangeable(sql, found.userId);
    const held = heldAfter(await heldRoles(sql, found.userId), proposal);
    requireAgency(held);
    writeHeldRoles(sql, found.userId, held);
    sql.write`
      UPDATE "RoleChange" SET "state" = 'approved', "decidedById" = ${request.actor.userId}::uuid, "decidedAt" = ${request.now}
      WHERE "id" = ${found.roleChangeId}::uuid`;
    return 'approved';
  });
  if ('done' in result) await tellOfIncompleteLists(database, request.now).catch(() => undefined);
  return result;
}

/** Refuses what another administrator proposed. */
export const refuseRoleChange = (
  database: Database,
  found: FoundRoleChange,
  { reason }: { reason: string },
  request: ActRequest,
): Promise<Result<DecidedRoleChange>> =>
  deciding(database, found, request, (sql) => {
    sql.write`
      UPDATE "RoleChange" SET "state" = 'refused', "decidedById" = ${request.actor.userId}::uuid, "decidedAt" = ${request.now},
        "refusal" = ${sql.sealing.seal('RoleChange.refusal', found.roleChangeId, reason)}
      WHERE "id" = ${found.roleChangeId}::uuid`;
    return Promise.resolve('refused');
  });

/** Takes back what one proposed oneself, as long as it waits. @returns refused `own-act` for everybody else */
export const withdrawRoleChange = (
  database: Database,
  { roleChangeId, userId }: FoundRoleChange,
  request: ActRequest,
): Promise<Result<DecidedRoleChange>> =>
  actOnHub(database, request, {
    act: 'propose-role-change',
    holds: [userId],
    work: async (sql) => {
      const pending = await proposalHeld(sql, roleChangeId);
      if (pending.proposedById !== request.actor.userId)
        refuse('own-act', 'Only whoever proposed this withdraws it. Approve it or refuse it instead.');
      requireWaiting(request, pending);
      // Nobody decided on it: by whom it was withdrawn is said by who proposed it.
      sql.write`
        UPDATE "RoleChange" SET "state" = 'withdrawn', "decidedAt" = ${request.now} WHERE "id" = ${roleChangeId}::uuid`;
      return decided({ id: roleChangeId, user: userId, state: 'withdrawn' });
    },
  });

interface Pending {
  add: RoleProposal['add'];
  remove: RoleProposal['remove'];
  agency: string | null;
  state: string;
  expiresAt: Date;
  proposedById: string;
  /** Whoever proposed it may still do so. */
  stillProposed: boolean;
}

async function deciding(
  database: Database,
  { roleChangeId, userId }: FoundRoleChange,
  request: ActRequest,
  work: (sql: Transaction, proposal: Pending) => Promise<DecidedRoleChange['state']>,
): Promise<Result<DecidedRoleChange>> {
  return actOnHub(database, request, {
    act: 'decide-role-change',
    holds: [userId],
    work: async (sql) => {
      const pending = await proposalHeld(sql, roleChangeId);
      requireAnother(request, userId, pending);
      requireWaiting(request, pending);
      const state = await work(sql, pending);
      return decided({ id: roleChangeId, user: userId, state });
    },
  });
}

/** A proposal as it stands now: whoever holds the user that it is about is alone with it. @throws Refused `not-found` */
async function proposalHeld(sql: Transaction, roleChangeId: string): Promise<Pending> {
  const [pending] = await sql.rows<Pending>`
    SELECT c."add", c."remove", c."agency", c."state", c."expiresAt", c."proposedById",
           u."enabled" AND 'administrator' = ANY (u."roles") AS "stillProposed"
    FROM "RoleChange" c JOIN "User" u ON u."id" = c."proposedById" WHERE c."id" = ${roleChangeId}::uuid`;
  if (pending === undefined) throw nothingHere();
  return pending;
}

const decided = (answer: DecidedRoleChange) => ({
  ...{ answer, why: `${answer.state} ${answer.id}`, on: { subjectId: answer.user } },
});

/** @throws Refused `own-act` */
function requireAnother({ actor }: ActRequest, userId: string, { proposedById }: Pending): void {
  if (actor.userId === proposedById)
    refuse('own-act', 'You proposed this. Another administrator approves or refuses it.');
  if (actor.userId === userId)
    refuse('own-act', 'This is about your own roles. Another administrator approves or refuses it.');
}

/** @throws Refused `role-change-over` */
function requireWaiting({ now }: ActRequest, { state, expiresAt, stillProposed }: Pending): void {
  if (state !== 'pending') refuse('role-change-over', `This change of roles was ${state} already. Propose a new one.`);
  if (expiresAt <= now) refuse('role-change-over', 'This change of roles has expired. Propose it again.');
  if (stillProposed) return;
  refuse(
    'role-change-over',
    'Whoever proposed this is no administrator any more. Propose it again if it is still wanted.',
  );
}

function refuse(code: ProblemCode, detail: string): never {
  throw new Refused({ code, detail });
}

function refuseFields(errors: readonly FieldError[]): never {
  throw new Refused({ code: 'invalid-input', detail: 'The change of roles has mistakes.', errors });
}
