import { Router, type Request, type RequestHandler, type Response } from 'express';
import { identify } from '../../records/users.js';
import { recordOfSession } from '../security/looks.js';
import type { PendingSignIn } from '../security/session-data.js';
import { csrfTokenOf, endSession, formOfOurs, keepSession, startSession } from '../security/sessions.js';
import type { SignInOutcome } from '../security/sign-in.js';
import type { PageServices, Services } from '../services.js';
import { endSessions } from '../../records/sessions.js';
import type { SendPage } from './rendering.js';
import { onlySignedIn, signedIn, visitorOf } from './visitor.js';

/** So long may somebody take at the provider. */
const pendingMilliseconds = 15 * 60 * 1000;

/** Several tabs may be on their way at once; more are no person. */
const mostPending = 5;

/** Where the provider sends a browser back to, signed in or not. */
export const callbackPath = '/sign-in/callback';
/** Where it sends a browser that signed out there. */
const signedOutPath = '/signed-out';

/** Signing in at the provider, and out again. */
export function signInPages(services: Services, pages: PageServices, sendPage: SendPage): Router {
  const router = Router();
  router.get('/sign-in', beginSignIn(services, pages));
  router.get(callbackPath, completeSignIn(services, pages, sendPage));
  router.get('/sign-out', (request, response) => {
    const visitor = visitorOf(request);
    if (visitor === undefined) response.redirect(303, signedOutPath);
    else
      sendPage(response, {
        template: 'sign-out',
        title: 'Sign out',
        view: { visitor, csrfToken: csrfTokenOf(request) },
      });
  });
  router.post('/sign-out', onlySignedIn, formOfOurs, async (request, response) => {
    const { actor } = signedIn(request);
    await endSession(request, response);
    await recordOfSession(services, { request, response }, { kind: 'signed-out', userId: actor.userId });
    await leave(response, services, pages);
  });
  router.post('/account/sessions/end', onlySignedIn, formOfOurs, async (request, response) => {
    const { actor } = signedIn(request);
    await services.record.database.acts.transaction(async (sql) => {
      const items = await endSessions(sql, actor.userId);
      const look = { kind: 'signed-out', userId: actor.userId, items, why: 'everywhere' } as const;
      await recordOfSession(services, { request, response }, look, sql);
    });
    await endSession(request, response);
    await leave(response, services, pages);
  });
  router.get(signedOutPath, (_request, response) => {
    sendPage(response, { template: 'signed-out', title: 'You are signed out', view: { visitor: null } });
  });
  return router;
}

/** Sends a browser that was signed out here to be signed out at the provider as well, where that can be asked for. */
async function leave(response: Response, { publicUrl }: Services, { signIn }: PageServices): Promise<void> {
  response.redirect(303, (await signIn.endSessionAddress(`${publicUrl}${signedOutPath}`)) ?? signedOutPath);
}

const beginSignIn =
  ({ clock, publicUrl }: Services, { signIn }: PageServices): RequestHandler =>
  async (request, response) => {
    const to = ownPath(new URL(request.originalUrl, publicUrl).searchParams.get('to'), publicUrl);
    if (visitorOf(request) !== undefined) {
      response.redirect(303, to);
      return;
    }
    const { address, pending } = await signIn.begin();
    const earlier = (request.session.pending ?? []).slice(1 - mostPending);
    request.session.pending = [...earlier, { ...pending, to, begunAt: clock.now().toISOString() }];
    request.session.cookie.maxAge = pendingMilliseconds;
    await keepSession(request);
    response.redirect(303, address);
  };

/** A path of this service: no other leads anywhere after signing in. */
function ownPath(asked: string | null, publicUrl: string): string {
  if (asked?.startsWith('/') !== true || !URL.canParse(asked, publicUrl)) return '/';
  const { origin, pathname, search } = new URL(asked, publicUrl);
  return origin === new URL(publicUrl).origin ? `${pathname}${search}` : '/';
}

const completeSignIn =
  (services: Services, { signIn }: PageServices, sendPage: SendPage): RequestHandler =>
  async (request, response) => {
    const query = new URL(request.originalUrl, services.publicUrl).searchParams;
    const refused = async (why: string, says: string, userId: string | null = null): Promise<void> => {
      await recordOfSession(services, { request, response }, { kind: 'sign-in-refused', userId, why });
      refuse(response, sendPage, says);
    };
    const pending = takePending(request, query.get('state'), services);
    if (pending === undefined) {
      await refused('strayed', strayed);
      return;
    }
    const outcome = await signIn.complete(query, pending);
    if (!('done' in outcome)) {
      services.log.warn(troubleOf(outcome), 'A sign-in was refused');
      await refused(troubleOf(outcome).problem, sentenceFor(outcome));
      return;
    }
    const user = await identify(services.record.database, {
      hubId: services.hubId,
      provider: services.oidc.providerName,
      ...outcome.done,
      asOf: outcome.issuedAt,
    });
    if (!user.enabled) {
      await refused('disabled', 'Your account is switched off here. Ask an administrator of the hub.', user.id);
      return;
    }
    await recordOfSession(services, { request, response }, { kind: 'signed-in', userId: user.id });
    await startSession(request, user.id, outcome.facts, services.clock);
    response.redirect(303, pending.to);
  };

const strayed =
  'This sign-in was finished before, took too long, or was begun in another browser. Nothing was changed. Sign in again.';

/** The sign-in that this browser began under a state, which is then used up. */
function takePending({ session }: Request, state: string | null, { clock }: Services): PendingSignIn | undefined {
  const found = session.pending?.find((pending) => pending.state === state);
  if (found === undefined) return undefined;
  session.pending = session.pending?.filter((pending) => pending !== found) ?? [];
  return clock.now().getTime() - Date.parse(found.begunAt) < pendingMilliseconds ? found : undefined;
}

/** Why nobody was signed in. What the provider wrote is not repeated: anybody can write an address. */
function sentenceFor(outcome: Exclude<SignInOutcome, { done: unknown }>): string {
  if ('declined' in outcome)
    return 'The sign-in provider did not sign you in. Try again, or ask your own administrator.';
  if ('untrusted' in outcome)
    return 'What the sign-in provider sent could not be verified. Nothing was changed. Sign in again.';
  return 'agencyMissing' in outcome.mistake
    ? 'The sign-in provider gives you a role of an agency, but no agency. Ask an administrator of the sign-in provider.'
    : 'The sign-in provider says of you what cannot be read. Ask an administrator of the sign-in provider.';
}

/** The same for the log. */
function troubleOf(outcome: Exclude<SignInOutcome, { done: unknown }>): { error?: unknown; problem: string } {
  if ('mistake' in outcome) return { problem: 'claims' };
  return { problem: outcome.says, ...('untrusted' in outcome ? { error: outcome.untrusted } : {}) };
}

function refuse(response: Response, sendPage: SendPage, says: string): void {
  const view = { visitor: null, says, requestId: '' };
  sendPage(response, { template: 'refused', title: 'You are not signed in', view, status: 403 });
}
