import type { Request, RequestHandler } from 'express';
import type { Actor } from '../../../domain/roles.js';
import { isStrongEnough, type SignInProof } from '../../../domain/sign-in.js';
import { whoseSession, type SignedIn } from '../../../records/sessions.js';
import { Refused } from '../../../records/open-case.js';
import type { SessionLimits } from '../../../runtime/environment.js';
import type { PageServices, Services } from '../../services.js';
import { noteVisitor, recordOfSession } from '../../security/looks.js';
import { proofIn } from '../../security/session-data.js';
import { endSession, endSessionAndGoOn } from '../../security/sessions.js';
import { ownPath } from './own-path.js';

/** Whoever looks at a page, signed in. */
export interface Visitor {
  actor: Actor;
  name: string;
  session: SessionLeft;
}

/** How long a session goes on, in seconds: without being used, and at the very most. */
interface SessionLeft {
  idleSeconds: number;
  longestSeconds: number;
}

const visitors = new WeakMap<Request, Visitor>();

/**
 * Finds out who looks at a page, with the roles that they have at this very request. A session that is over, of an account that is
 * switched off, or weaker than is demanded of their roles, is ended: its browser is signed out.
 */
export function recognize(services: Services, { sessions: limits }: PageServices): RequestHandler {
  const { hubId, record, clock, demands, publicUrl } = services;
  return async (request, response, next) => {
    const { userId } = request.session;
    if (userId === undefined) {
      next();
      return;
    }
    const signedIn = await whoseSession(record.database, hubId, request.sessionID, { now: clock.now(), limits });
    const signIn = proofIn(request.session);
    const isEnough = signedIn !== undefined && isStrongEnough(signedIn.roles, signIn, demands);
    if (signedIn?.enabled === true && isEnough) {
      const session = sessionLeft(signedIn, clock.now(), limits);
      const visitor = { ...visitorFrom(signedIn, hubId, signIn), session };
      visitors.set(request, visitor);
      noteVisitor(request, visitor.actor);
      next();
      return;
    }
    if (request.method === 'GET') await endSession(request, response);
    else await endSessionAndGoOn(request);
    const why = signedIn === undefined ? 'time' : signedIn.enabled ? 'weak' : 'disabled';
    await recordOfSession(
      services,
      { request, response },
      { kind: 'session-ended', userId: null, on: { subjectId: userId }, why },
    );
    // The same page once more, as somebody who is not signed in; a form is not sent twice, and what it holds is kept (form-page.ts).
    if (request.method === 'GET') response.redirect(303, ownPath(request.originalUrl, publicUrl));
    else next();
  };
}

const visitorFrom = (
  { userId, roles, agency, name }: SignedIn,
  hubId: string,
  signIn: SignInProof,
): Omit<Visitor, 'session'> => ({
  actor: { userId, hubId, roles, agency, signIn },
  name,
});

function sessionLeft({ signedInAt }: SignedIn, now: Date, { idleMinutes, hours }: SessionLimits): SessionLeft {
  const sinceMilliseconds = now.getTime() - signedInAt.getTime();
  return { idleSeconds: idleMinutes * 60, longestSeconds: Math.floor(hours * 3600 - sinceMilliseconds / 1000) };
}

/** Who is signed in; undefined for anybody else. */
export const visitorOf = (request: Request): Visitor | undefined => visitors.get(request);

/** Where people sign in who have an account at the provider, and where those are asked who may have none. */
export type SignInPath = '/sign-in' | '/sign-in/choose';

/** Where whoever was at a page signs in again, and goes on there. @param path of this service */
export const signInAt = (path: string): string =>
  `${/^\/referrals(\/|$)/.test(path) ? '/sign-in/choose' : '/sign-in'}?to=${encodeURIComponent(path)}`;

/**
 * Lets nobody pass who is not signed in: a page is come back to after signing in, and what a form would have done is not done. Of the page
 * only its path is kept: its query may be what somebody searched for, and would stand in one more address.
 */
export const onlySignedInBy =
  (signIn: SignInPath): RequestHandler =>
  (request, response, next) => {
    if (visitorOf(request) !== undefined) {
      next();
      return;
    }
    if (request.method === 'GET') {
      response.redirect(303, `${signIn}?to=${encodeURIComponent(request.path)}`);
      return;
    }
    throw signedOut();
  };

export const onlySignedIn = onlySignedInBy('/sign-in');

/** What a page is called that is for nobody who is signed in. */
export const signedOutTitle = { en: 'You are signed out', cy: 'Rydych wedi’ch allgofnodi' };

/** The refusal of a form that somebody sends who is signed out. */
export const signedOut = (): Refused =>
  new Refused({
    code: 'forbidden',
    pageTitle: signedOutTitle.en,
    detail: 'You are signed out, so nothing was changed. Sign in again, then do it once more.',
  });

/** Who is signed in, behind `onlySignedIn`. */
export function signedIn(request: Request): Visitor {
  const visitor = visitorOf(request);
  if (visitor === undefined) throw new Error('A page for people who are signed in was shown to somebody else');
  return visitor;
}
