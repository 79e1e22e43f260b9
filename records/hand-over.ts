import type { Result } from '../domain/problems.js';
import type { Actor } from '../domain/roles.js';
import { actOnCase } from './acts.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import type { FoundCheck } from './check-lookup.js';
import { checkInHand, requireOwn, requireWaiting, type CheckInHand, type SettledCheck } from './checks.js';
import { mayHoldCheck } from './holders.js';
import { Refused } from './open-case.js';
import type { Sql } from './statements.js';

/**
 * Gives a check to a colleague of the agency, or puts it back for anybody of it. Where it is so already nothing changes.
 * @param user null for nobody
 * @returns refused `not-holder` for whoever neither holds the check nor leads the agency; `invalid-input` for a colleague who cannot answer it,
 * for whatever reason; `already-answered`
 */
export async function handOverCheck(
  record: CaseRecord,
  { checkId, caseId }: Pick<FoundCheck, 'checkId' | 'caseId'>,
  { user }: { user: string | null },
  request: ActRequest,
): Promise<Result<SettledCheck & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'hand-over-check',
    read: async (sql) =>
      Promise.all([checkInHand(sql, checkId), user === null ? [{}] : answererToBe(sql, checkId, user)]),
    work: ({ open, actor, role }, [check, able]): SettledCheck => {
      requireOwn(actor, check);
      // First of all: whoever may not hand it over learns nothing of colleagues.
      requireHolderOrLead(actor, check);
      if (able.length === 0) throw cannotAnswer();
      requireWaiting(check);
      const state = user === null ? 'open' : 'claimed';
      if (check.claimedById === user) return { id: checkId, state };
      open.sql.write`
        UPDATE "AgencyCheck" SET "state" = ${state}, "claimedById" = ${user}::uuid, "claimedAt" = ${user === null ? null : open.at}::timestamptz
        WHERE "id" = ${checkId}::uuid`;
      open.append({
        type: 'check-handed-over',
        actorId: actor.userId,
        actorRole: role,
        facts: { checkId, agency: check.agency, user, from: check.claimedById },
      });
      return { id: checkId, state };
    },
  });
}

const answererToBe = async (sql: Sql, checkId: string, user: string): Promise<readonly object[]> =>
  sql.rows`
    SELECT FROM "AgencyCheck" k JOIN "Case" c ON c."id" = k."caseId" JOIN "User" h ON h."id" = ${user}::uuid
    WHERE k."id" = ${checkId}::uuid AND ${mayHoldCheck}`;

/** One sentence for whoever is switched off, unknown, of another agency, or behind a wall: it tells nobody which. */
const cannotAnswer = (): Refused =>
  new Refused({
    code: 'invalid-input',
    detail: 'This colleague cannot answer the check.',
    errors: [
      {
        pointer: '/user',
        detail: 'This is no colleague of your agency who can answer the check. Choose another.',
      },
    ],
  });

/** @throws Refused `not-holder` */
function requireHolderOrLead({ userId, roles }: Actor, { claimedById }: CheckInHand): void {
  if (claimedById === userId || roles.includes('agency-lead')) return;
  throw new Refused({
    code: 'not-holder',
    detail: 'You do not hold this check. Take it on first, or ask the lead of your agency to hand it over.',
  });
}
