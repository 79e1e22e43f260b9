import type { ProblemCode, Result } from '../domain/problems.js';
import { answering } from './acts.js';
import { findCase } from './case-lookup.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import { claimAnswer, findAnswer, keepAnswer } from './idempotency.js';
import { recordLook } from './looks.js';
import { assignCase } from './ownership.js';
import { nothingHere } from './sight.js';

/** What became of one case of several that were to be assigned. */
export interface AssignedItem {
  /** As it was asked for. */
  reference: string;
  result: 'assigned' | 'refused';
  version?: number;
  /** Why not: code and sentence of the problem. */
  code?: ProblemCode;
  detail?: string;
}

export interface BulkAssignment extends Record<string, unknown> {
  items: AssignedItem[];
  next: null;
}

/**
 * Gives several cases to one colleague, or takes them back, each in a transaction of its own with an event of its own: one that is refused
 * keeps no other from being given. Repeated, it does what is left to do.
 */
export async function assignCases(
  record: CaseRecord,
  { references, user }: { references: readonly string[]; user: string | null },
  request: ActRequest,
): Promise<Result<BulkAssignment>> {
  return answering(async () => {
    const { database } = record;
    const answered = await findAnswer(database, request);
    if (answered !== undefined) return answered as BulkAssignment;
    const items: AssignedItem[] = [];
    for (const reference of references) items.push(await assignOne(record, reference, user, request));
    return database.acts.transaction(async (sql) => {
      const earlier = await claimAnswer(sql, request);
      if (earlier !== undefined) return earlier as BulkAssignment;
      const done: BulkAssignment = { items, next: null };
      keepAnswer(sql, request, done);
      return done;
    });
  });
}

async function assignOne(
  record: CaseRecord,
  reference: string,
  user: string | null,
  { actor, now, from }: ActRequest,
): Promise<AssignedItem> {
  const found = await findCase(record.database, actor, reference, now);
  const result =
    found === undefined
      ? { refused: nothingHere().problem }
      : await assignCase(record, found.caseId, { user }, { actor, now });
  if ('done' in result) return { reference, result: 'assigned', version: result.done.version };
  const { code, detail } = result.refused;
  if (code === 'not-found' || code === 'forbidden') {
    await recordLook(record.database.acts, {
      ...{ hubId: actor.hubId, at: now, kind: 'denied', what: 'assign-case', userId: actor.userId },
      ...{ role: actor.roles.join(' '), on: { reference }, why: code, ...from },
    });
  }
  return { reference, result: 'refused', code, detail };
}
