import type { Act } from '../domain/permissions.js';
import type { Actor } from '../domain/roles.js';
import type { Problem, Result } from '../domain/problems.js';
import type { CaseStart } from '../domain/process.js';
import { recordBreaches } from './breaches.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import type { Database } from './database.js';
import { endDraft } from './draft-endings.js';
import { claimAnswer, keepAnswer } from './idempotency.js';
import { requireLeave, standsNow, type Leave } from './leave.js';
import { lockCase, Refused, type OpenCase } from './open-case.js';
import type { Sql } from './statements.js';
import type { Transaction } from './transactions.js';
import { requireSeen } from './versions.js';

/** How long an act of just before a deadline may take to arrive, before the process itself calls the deadline missed. */
const arrivalMilliseconds = 2000;

/** What an act answers: kept under its idempotency key, so it holds codes and ids only. */
export type ActAnswer = Readonly<Record<string, unknown>>;

/** Everything an act on a case has in hand: the locked case, who acts, under which role, and whether through broken glass. */
export interface Acting extends Leave {
  open: OpenCase;
  actor: Actor;
}

/** Something that is done on a case under its lock. */
export interface Deed<In, Read, T> {
  /** Finds what it needs besides the case itself, as it stands once the case is locked; sent together with the lock. */
  read: (sql: Sql) => Promise<Read>;
  work: (on: In, read: Read) => T | Promise<T>;
}

/** A deed of a person, by what the table of permissions calls it. */
export interface PersonsDeed<Read, T> extends Deed<Acting, Read, T> {
  act: Act;
}

/**
 * A person's act on a case, in one transaction: answered again if it was answered before, refused if the person may not do it (any more) or
 * saw an older version, breaches recorded first, then the deed, then the version moves and the event is written; neither, where the deed had
 * been done before. The bell is rung after the commit if the act changed the course.
 */
export async function actOnCase<Read, T extends ActAnswer>(
  record: CaseRecord,
  caseId: string,
  request: ActRequest,
  deed: PersonsDeed<Read, T>,
): Promise<Result<T & { version: number }>> {
  return committing(record, async (sql) => doneOn(sql, caseId, request, deed));
}

/** An act on whichever case is found when it is done. */
interface DeedOnFound<Read, T> {
  /** Finds the case and locks it, in the transaction of the act. */
  find: (sql: Sql) => Promise<string | undefined>;
  /** Why nothing is done where there is none. */
  none: Problem;
  deed: (caseId: string) => PersonsDeed<Read, T>;
}

/** The same on a case that is found in the transaction of the act itself, so that nobody else finds it. */
export async function actOnFound<Read, T extends ActAnswer>(
  record: CaseRecord,
  request: ActRequest,
  { find, none, deed }: DeedOnFound<Read, T>,
): Promise<Result<T & { version: number }>> {
  return committing(record, async (sql) => {
    const caseId = await find(sql);
    if (caseId !== undefined) return doneOn(sql, caseId, request, deed(caseId));
    const earlier = await claimAnswer(sql, request);
    if (earlier === undefined) throw new Refused(none);
    return { answer: earlier as T & { version: number }, changed: undefined };
  });
}

/** What an act comes to: its answer, and the case whose bell is to be rung. */
interface Done<T> {
  answer: T & { version: number };
  changed: CaseStart | undefined;
}

async function committing<T>(
  { database, ring }: CaseRecord,
  work: (sql: Transaction) => Promise<Done<T>>,
): Promise<Result<T & { version: number }>> {
  return answering(async () => {
    const { answer, changed } = await database.acts.transaction(work);
    if (changed !== undefined) ring(changed);
    return answer;
  });
}

async function doneOn<Read, T extends ActAnswer>(
  sql: Transaction,
  caseId: string,
  request: ActRequest,
  { act, read, work }: PersonsDeed<Read, T>,
): Promise<Done<T>> {
  const [earlier, open, stands, found] = await Promise.all([
    claimAnswer(sql, request),
    lockCase(sql, caseId, request.now),
    standsNow(sql, caseId, request),
    read(sql),
  ]);
  if (earlier !== undefined) return { answer: earlier as T & { version: number }, changed: undefined };
  const leave = requireLeave(act, request, stands);
  requireSeen('the case', open.row.version, request);
  await recordBreaches(open, open.now);
  await endDraft(sql, request, open.row.reference);
  const value = await work({ open, actor: request.actor, ...leave }, found);
  if (open.hasNews) open.row.version += 1;
  open.write();
  const answer = { ...value, version: open.row.version };
  keepAnswer(sql, request, answer);
  return { answer, changed: open.changedCourse ? open.start : undefined };
}

/**
 * A doing of the process on a case, in one transaction: breaches recorded first, then the deed. The version stays, so that a
 * reminder never makes a decision stale.
 */
export async function workOnCase<Read, T>(
  database: Database,
  caseId: string,
  now: Date,
  { read, work }: Deed<OpenCase, Read, T>,
): Promise<T> {
  return database.acts.transaction(async (sql) => {
    const [open, found] = await Promise.all([lockCase(sql, caseId, now), read(sql)]);
    await recordBreaches(open, new Date(now.getTime() - arrivalMilliseconds));
    const done = await work(open, found);
    open.write();
    return done;
  });
}

/** Turns a refusal inside a transaction into the answer; any other error stays an error. */
export async function answering<T>(attempt: () => Promise<T>): Promise<Result<T>> {
  try {
    return { done: await attempt() };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.problem };
    throw error;
  }
}
