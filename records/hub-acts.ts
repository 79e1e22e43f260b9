import { roleFor, type Act } from '../domain/permissions.js';
import type { LookedAt } from '../domain/looks.js';
import type { Result } from '../domain/problems.js';
import { answering, type ActAnswer } from './acts.js';
import type { ActRequest } from './case-record.js';
import type { Database } from './database.js';
import { claimAnswer, keepAnswer } from './idempotency.js';
import { requireUnchanged } from './leave.js';
import { recordLook } from './looks.js';
import type { Transaction } from './transactions.js';

/** What was done, for the answer and for the look that it leaves. */
interface Done<T> {
  answer: T;
  /** What was done, in codes and ids: kept as the reason of the look. */
  why: string;
  on?: LookedAt;
  items?: number;
}

interface HubDeed<T> {
  act: Act;
  /** Ids of users who must stay as they are until it is done, beside whoever acts. */
  holds?: readonly string[];
  work: (sql: Transaction) => Promise<Done<T>>;
}

/**
 * A person's act on no case, in one transaction with the look that it leaves: answered again if it was answered before, refused if whoever
 * acts is not who they were when the request began.
 */
export async function actOnHub<T extends ActAnswer>(
  { acts }: Pick<Database, 'acts'>,
  request: ActRequest,
  { act, holds = [], work }: HubDeed<T>,
): Promise<Result<T>> {
  const { actor, now, from } = request;
  return answering(() =>
    acts.transaction(async (sql) => {
      const earlier = await claimAnswer(sql, request);
      if (earlier !== undefined) return earlier as T;
      // Of two acts on one user, or of two users on one another, the second sees what the first left.
      const held = [...holds, actor.userId];
      await sql.rows`SELECT FROM "User" WHERE "id" = ANY(${held}::uuid[]) ORDER BY "id" FOR UPDATE`;
      await requireUnchanged(sql, request);
      const { answer, ...left } = await work(sql);
      await recordLook(sql, {
        ...{ hubId: actor.hubId, at: now, kind: 'acted', what: act, userId: actor.userId, role: roleFor(actor, act) },
        ...{ ...left, ...from },
      });
      keepAnswer(sql, request, answer);
      return answer;
    }),
  );
}
