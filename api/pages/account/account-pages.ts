import { Router } from 'express';
import { roleNames } from '../../../domain/roles.js';
import { agencyNames } from '../../../records/agency-names.js';
import { sessionsOf } from '../../../records/sessions.js';
import { csrfTokenOf } from '../../security/sessions.js';
import type { PageServices, Services } from '../../services.js';
import { inHub } from '../frame/formats.js';
import { languageOf } from '../frame/language.js';
import { ownPath } from '../frame/own-path.js';
import type { SendPage } from '../frame/rendering.js';
import { onlySignedIn, signedIn, signInAt, visitorOf } from '../frame/visitor.js';
import { inLanguage } from '../frame/words.js';
import { workOf } from './work.js';

const endedTitle = { en: 'Your session has ended', cy: 'Mae eich sesiwn wedi dod i ben' };
const startTitle = { en: 'Refer a child to the hub', cy: 'Atgyfeirio plentyn i’r hwb' };

/** What everyone has: the start page, which is a home page once somebody is signed in, and their own sessions. */
export function accountPages(
  { record, clock, publicUrl }: Services,
  { sessions: limits, demonstration, draftDays }: PageServices,
  sendPage: SendPage,
): Router {
  const router = Router();
  router.get('/', async (request, response) => {
    const visitor = visitorOf(request);
    if (visitor === undefined) {
      const title = inLanguage(startTitle, languageOf(request));
      sendPage(request, response, {
        template: 'account/start',
        title,
        view: { demonstration, draftDays },
        bilingual: true,
      });
      return;
    }
    const work = visitor.actor.roles.map((role) => ({ ...workOf[role], role: roleNames[role] }));
    const { agency } = visitor.actor;
    const called = await agencyNames(record.database.reads, visitor.actor.hubId);
    const view = { work, agency: agency === null ? null : called(agency) };
    sendPage(request, response, { template: 'account/home', title: 'Home', view });
  });
  // Where the script of a page leads once its session has ended.
  router.get('/signed-out/ended', (request, response) => {
    const { to } = request.query;
    const path = ownPath(typeof to === 'string' ? to : null, publicUrl);
    sendPage(request, response, {
      ...{ template: 'account/session-ended', title: inLanguage(endedTitle, languageOf(request)) },
      ...{ view: { signIn: signInAt(path) }, bilingual: true },
    });
  });
  router.get('/account/sessions', onlySignedIn, async (request, response) => {
    const visitor = signedIn(request);
    const at = { now: clock.now(), limits };
    const own = await sessionsOf(record.database, visitor.actor.userId, request.sessionID, at);
    const sessions = own.map(({ signedInAt, seenAt, isThis }) => {
      return { signedInAt: inHub(signedInAt), seenAt: inHub(seenAt), isThis };
    });
    const view = { sessions, csrfToken: csrfTokenOf(request) };
    sendPage(request, response, { template: 'account/sessions', title: 'Your sessions', view });
  });
  return router;
}
