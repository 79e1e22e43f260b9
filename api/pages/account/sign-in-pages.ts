import { Router, type Request, type RequestHandler, type Response } from 'express';
import { identify } from '../../../records/users.js';
import { recordOfSession } from '../../security/looks.js';
import { csrfTokenOf, endSession, formOfOurs, startSession } from '../../security/sessions.js';
import type { SignInOutcome } from '../../security/sign-in.js';
import type { PageServices, Services } from '../../services.js';
import { endSessions } from '../../../records/sessions.js';
import { languageOf } from '../frame/language.js';
import { ownPath } from '../frame/own-path.js';
import { rememberPending, takePending } from './pending-sign-ins.js';
import type { SendPage } from '../frame/rendering.js';
import { onlySignedIn, signedIn, signedOutTitle, visitorOf } from '../frame/visitor.js';
import { inLanguage } from '../frame/words.js';

/** Where the provider sends a browser back to, signed in or not. */
export const callbackPath = '/sign-in/callback';
/** Where it sends a browser that signed out there. */
const signedOutPath = '/signed-out';
/** Where somebody who is signed in shows anew who they are. */
const signInAgainPath = '/sign-in/again';
/** Where somebody comes who has signed in again, in a tab of its own. */
const signedInAgainPath = '/signed-in-again';

/** Signing in at the provider, and out again. */
export function signInPages(services: Services, pages: PageServices, sendPage: SendPage): Router {
  const router = Router();
  router.get('/sign-in', beginSignIn(services, pages, sendPage));
  router.get(signInAgainPath, onlySignedIn, signInAgain(services, pages));
  router.get(callbackPath, completeSignIn(services, pages, sendPage));
  router.get('/sign-out', (request, response) => {
    const visitor = visitorOf(request);
    if (visitor === undefined) response.redirect(303, signedOutPath);
    else
      sendPage(request, response, {
        template: 'account/sign-out',
        title: 'Sign out',
        view: { csrfToken: csrfTokenOf(request) },
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
  router.get(signedInAgainPath, onlySignedIn, (request, response) => {
    const title = 'You have signed in again';
    sendPage(request, response, { template: 'account/signed-in-again', title, view: {} });
  });
  router.get(signedOutPath, (request, response) => {
    const title = inLanguage(signedOutTitle, languageOf(request));
    sendPage(request, response, { template: 'account/signed-out', title, view: {}, bilingual: true });
  });
  return router;
}

/** Sends a browser that was signed out here to be signed out at the provider as well, where that can be asked for. */
export async function leave(response: Response, { publicUrl }: Services, { signIn }: PageServices): Promise<void> {
  response.redirect(303, (await signIn.endSessionAddress(`${publicUrl}${signedOutPath}`)) ?? signedOutPath);
}

const beginSignIn =
  (services: Services, { signIn }: PageServices, sendPage: SendPage): RequestHandler =>
  async (request, response) => {
    const { publicUrl } = services;
    const to = ownPath(new URL(request.originalUrl, publicUrl).searchParams.get('to'), publicUrl);
    if (visitorOf(request) !== undefined) {
      response.redirect(303, to);
      return;
    }
    if (wasSentFromElsewhere(request)) {
      sendPage(request, response, { template: 'account/sign-in', title: 'Sign in to go on', view: { to } });
      return;
    }
    const { address, pending } = await signIn.begin('new');
    await rememberPending(services, request, { ...pending, to });
    response.redirect(303, address);
  };

/**
 * Whether a page of somebody else led here. The provider may sign in without a question whom it knows, so a session then waits for a click on a
 * page of ours: nobody is signed in who did not want to be. An address that was typed, or opened from a mail or bookmark, is wanted.
 */
const wasSentFromElsewhere = (request: Request): boolean =>
  ['cross-site', 'same-site'].includes(request.get('sec-fetch-site') ?? '');

const signInAgain =
  (services: Services, { signIn }: PageServices): RequestHandler =>
  async (request, response) => {
    const { address, pending } = await signIn.begin('again');
    await rememberPending(services, request, { ...pending, to: signedInAgainPath, again: true });
    response.redirect(303, address);
  };

const completeSignIn =
  (services: Services, { signIn }: PageServices, sendPage: SendPage): RequestHandler =>
  async (request, response) => {
    const query = new URL(request.originalUrl, services.publicUrl).searchParams;
    const refused = async (why: string, says: string, userId: string | null = null): Promise<void> => {
      await recordOfSession(services, { request, response }, { kind: 'sign-in-refused', userId, why });
      refuse(request, response, sendPage, says);
    };
    const pending = await takePending(services, request, query.get('state'));
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

type Failure = Exclude<SignInOutcome, { done: unknown }>;

/** What was less than was demanded, in a sentence. */
const lacks = {
  weak: 'The sign-in provider does not say that you signed in with more than one factor, as this service demands. Sign in again with all of them, or ask an administrator of the sign-in provider.',
  old: 'The sign-in provider does not say that you have just signed in, so nothing was changed. Try again, or ask an administrator of the sign-in provider.',
} as const;

/** Why nobody was signed in. What the provider wrote is not repeated: anybody can write an address. */
function sentenceFor(outcome: Failure): string {
  if ('lacking' in outcome) return lacks[outcome.lacking];
  if ('declined' in outcome)
    return 'The sign-in provider did not sign you in. Try again, or ask your own administrator.';
  if ('untrusted' in outcome)
    return 'What the sign-in provider sent could not be verified. Nothing was changed. Sign in again.';
  return 'agencyMissing' in outcome.mistake
    ? 'The sign-in provider gives you a role of an agency, but no agency. Ask an administrator of the sign-in provider.'
    : 'The sign-in provider says of you what cannot be read. Ask an administrator of the sign-in provider.';
}

/** The same for the log. */
function troubleOf(outcome: Failure): { error?: unknown; problem: string } {
  if ('lacking' in outcome) return { problem: outcome.lacking };
  if ('mistake' in outcome) return { problem: 'claims' };
  return { problem: outcome.says, ...('untrusted' in outcome ? { error: outcome.untrusted } : {}) };
}

function refuse(request: Request, response: Response, sendPage: SendPage, says: string): void {
  const visitor = visitorOf(request);
  const [title, signIn] =
    visitor === undefined ? ['You are not signed in', '/sign-in'] : ['You have not signed in again', signInAgainPath];
  sendPage(request, response, {
    template: 'frame/refused',
    title,
    view: { says, signIn, requestId: '' },
    status: 403,
  });
}
