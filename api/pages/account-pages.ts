import { Router } from 'express';
import { agencyName } from '../../domain/policy.js';
import { roleNames } from '../../domain/roles.js';
import { sessionsOf } from '../../records/sessions.js';
import { csrfTokenOf } from '../security/sessions.js';
import type { PageServices, Services } from '../services.js';
import { inHub } from './instants.js';
import type { SendPage } from './rendering.js';
import { onlySignedIn, signedIn, visitorOf, type Visitor } from './visitor.js';
import { workOf } from './work.js';

/** What everyone has: the start page, which is a home page once somebody is signed in, and their own sessions. */
export function accountPages(
  { record, clock }: Services,
  { sessions: limits, demonstration }: PageServices,
  sendPage: SendPage,
): Router {
  const router = Router();
  router.get('/', (request, response) => {
    const visitor = visitorOf(request);
    if (visitor === undefined) {
      sendPage(response, { template: 'start', title: 'Sign in to the hub', view: { visitor: null, demonstration } });
      return;
    }
    const work = visitor.actor.roles.map((role) => ({ ...workOf[role], role: roleNames[role] }));
    const view = { visitor: seen(visitor), work };
    sendPage(response, { template: 'home', title: 'Home', view });
  });
  router.get('/account/sessions', onlySignedIn, async (request, response) => {
    const visitor = signedIn(request);
    const at = { now: clock.now(), limits };
    const own = await sessionsOf(record.database, visitor.actor.userId, request.sessionID, at);
    const sessions = own.map(({ signedInAt, seenAt, isThis }) => {
      return { signedInAt: inHub(signedInAt), seenAt: inHub(seenAt), isThis };
    });
    const view = { visitor: seen(visitor), sessions, csrfToken: csrfTokenOf(request) };
    sendPage(response, { template: 'sessions', title: 'Your sessions', view });
  });
  return router;
}

const seen = ({ name, actor: { agency } }: Visitor) => ({
  name,
  agency: agency === null ? null : agencyName(agency),
});
