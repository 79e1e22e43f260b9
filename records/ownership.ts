import fragment, { empty, type Sql as Fragment } from 'sql-template-tag';
import type { Problem, Result } from '../domain/problems.js';
import { actOnCase, actOnFound, type Acting, type PersonsDeed } from './acts.js';
import { byUrgency } from './board-orders.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import { isHeld, mayHoldCases } from './holders.js';
import { Refused, type OpenCase } from './open-case.js';
import type { Sql } from './statements.js';
import { isLinked, wallTo } from './walls.js';

/** A case by whoever holds it now: the id of a user, or null. */
export interface HeldCase extends Record<string, unknown> {
  reference: string;
  owner: string | null;
}

type Outcome = Promise<Result<HeldCase & { version: number }>>;

/**
 * Takes a case on that nobody holds who could work on it. Whoever holds it already changes nothing.
 * @returns refused `already-held` where somebody else does, `stage-passed` for a closed case
 */
export const claimCase = async (record: CaseRecord, caseId: string, request: ActRequest): Outcome =>
  actOnCase(record, caseId, request, claimOf(caseId, request));

/**
 * Takes on the most urgent case that waits for its screening and that nobody holds, as the board has them. Of several people who ask at once
 * each gets another.
 * @returns refused `nothing-to-claim` where there is none
 */
export const claimNext = async (record: CaseRecord, request: ActRequest): Outcome =>
  actOnFound(record, request, {
    find: async (sql) => nextToScreen(sql, request),
    none: nothingToClaim,
    deed: (caseId) => claimOf(caseId, request),
  });

const nothingToClaim: Problem = {
  code: 'nothing-to-claim',
  detail: 'No case waits for its screening that nobody holds. Look again later, or ask a colleague to hand one over.',
};

/** A case that somebody else has in hand is passed over; only where all are is waited for the first. */
async function nextToScreen(sql: Sql, request: ActRequest): Promise<string | undefined> {
  return (await lockNext(sql, request, fragment`SKIP LOCKED`)) ?? (await lockNext(sql, request, empty));
}

async function lockNext(sql: Sql, { actor, now }: ActRequest, whenLocked: Fragment): Promise<string | undefined> {
  const { rank, at } = byUrgency;
  const [next] = await sql.rows<{ id: string }>`
    SELECT c."id" FROM "Case" c
    WHERE c."hubId" = ${actor.hubId} AND c."closedAt" IS NULL AND c."stage" IN ('received', 'screening')
      AND NOT ${isHeld(actor.hubId)} AND ${wallTo(actor, now)} = 'none'
    ORDER BY ${rank}, ${at}, c."id" LIMIT 1 FOR UPDATE OF c ${whenLocked}`;
  return next?.id;
}

const claimOf = (caseId: string, { actor: { hubId } }: ActRequest): PersonsDeed<readonly object[], HeldCase> => ({
  act: 'claim-case',
  read: async (sql) => sql.rows`SELECT FROM "Case" c WHERE c."id" = ${caseId}::uuid AND ${isHeld(hubId)}`,
  work: (acting, held) => {
    const { open, actor } = acting;
    if (open.row.ownerId === actor.userId) return heldCase(open);
    requireInFlight(open);
    if (held.length > 0) throw new Refused(alreadyHeld);
    return give(acting, 'case-claimed', actor.userId);
  },
});

const alreadyHeld: Problem = {
  code: 'already-held',
  detail:
    'Somebody holds this case already. It can be assigned to you by a decision maker or hub manager, or put back by whoever holds it.',
};

/**
 * Puts a case back that one holds oneself, for anybody to take on. One that nobody holds stays as it is.
 * @returns refused `not-holder` where somebody else holds it
 */
export const releaseCase = async (record: CaseRecord, caseId: string, request: ActRequest): Outcome =>
  actOnCase(record, caseId, request, {
    act: 'claim-case',
    read: () => Promise.resolve(undefined),
    work: (acting) => {
      const { open, actor } = acting;
      if (open.row.ownerId === null) return heldCase(open);
      if (open.row.ownerId !== actor.userId) {
        throw new Refused({
          code: 'not-holder',
          detail:
            'You do not hold this case, so you cannot put it back. A decision maker or hub manager can take it back or assign it.',
        });
      }
      return give(acting, 'case-assigned', null);
    },
  });

/**
 * Gives a case to a colleague, whoever holds it now, or takes it back. Where it is so already nothing changes.
 * @param user null for nobody
 * @returns refused `invalid-input` for whoever cannot hold it, for whatever reason; `stage-passed` for a closed case
 */
export const assignCase = async (
  record: CaseRecord,
  caseId: string,
  { user }: { user: string | null },
  request: ActRequest,
): Outcome =>
  actOnCase(record, caseId, request, {
    act: 'assign-case',
    read: async (sql) => (user === null ? [{}] : holderToBe(sql, caseId, user, request)),
    work: (acting, able) => {
      const { open } = acting;
      if (able.length === 0) throw new Refused(cannotHold);
      if (open.row.ownerId === user) return heldCase(open);
      if (user !== null) requireInFlight(open);
      return give(acting, 'case-assigned', user);
    },
  });

/** One sentence for whoever is switched off, unknown, without a role here, or behind a wall: it tells nobody which. */
const cannotHold: Problem = {
  code: 'invalid-input',
  detail: 'This colleague cannot hold the case.',
  errors: [
    {
      pointer: '/user',
      detail: 'This is no colleague who can hold the case. Choose another.',
    },
  ],
};

const holderToBe = async (
  sql: Sql,
  caseId: string,
  user: string,
  { actor: { hubId } }: ActRequest,
): Promise<readonly object[]> =>
  sql.rows`
    SELECT FROM "User" u, "Case" c WHERE u."id" = ${user}::uuid AND c."id" = ${caseId}::uuid AND ${mayHoldCases(hubId)}
      AND NOT ${isLinked(fragment`u."id"`, fragment`c."id"`)}
      AND (NOT c."restricted" OR EXISTS (SELECT FROM "CaseAccess" a WHERE a."caseId" = c."id" AND a."userId" = u."id"))`;

/** @throws Refused `stage-passed` */
function requireInFlight({ row }: OpenCase): void {
  if (row.closedAt === null) return;
  throw new Refused({ code: 'stage-passed', detail: 'The case is closed: there is nothing to hold any more.' });
}

function give({ open, actor, role }: Acting, type: 'case-claimed' | 'case-assigned', user: string | null): HeldCase {
  const from = open.row.ownerId;
  open.row.ownerId = user;
  open.append({ type, actorId: actor.userId, actorRole: role, facts: { user, from } });
  return heldCase(open);
}

const heldCase = ({ row }: OpenCase): HeldCase => ({ reference: row.reference, owner: row.ownerId });
