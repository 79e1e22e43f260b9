import type { Request } from 'express';
import { keepPending } from '../../../records/sessions.js';
import type { PendingSignIn } from '../../security/session-data.js';
import { keepSession } from '../../security/sessions.js';
import type { Services } from '../../services.js';
import { visitorOf } from '../frame/visitor.js';

/*
 * The sign-ins that a browser has begun. They are kept in its session: of somebody who is signed in, past the store of sessions, which would
 * bring back one that is ended meanwhile (docs/decisions/0013).
 */

/** So long may somebody take at the provider. */
const pendingMilliseconds = 15 * 60 * 1000;

/** Several tabs may be on their way at once; more are no person. */
const mostPending = 5;

export async function rememberPending(
  { record, clock }: Services,
  request: Request,
  begun: Omit<PendingSignIn, 'begunAt'>,
): Promise<void> {
  const { session, sessionID } = request;
  const earlier = (session.pending ?? []).slice(1 - mostPending);
  const pending = [...earlier, { ...begun, begunAt: clock.now().toISOString() }];
  if (visitorOf(request) !== undefined) {
    await keepPending(record.database, sessionID, pending);
    return;
  }
  session.pending = pending;
  session.cookie.maxAge = pendingMilliseconds;
  await keepSession(request);
}

/** The sign-in that this browser began under a state, which is then used up; undefined where it did not, or too long ago. */
export async function takePending(
  { record, clock }: Services,
  request: Request,
  state: string | null,
): Promise<PendingSignIn | undefined> {
  const { session, sessionID } = request;
  const found = session.pending?.find((pending) => pending.state === state);
  if (found === undefined) return undefined;
  const others = session.pending?.filter((pending) => pending !== found) ?? [];
  if (visitorOf(request) === undefined) session.pending = others;
  else await keepPending(record.database, sessionID, others);
  return clock.now().getTime() - Date.parse(found.begunAt) < pendingMilliseconds ? found : undefined;
}
