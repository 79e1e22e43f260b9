import { Router, type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import { rolesInWords } from '../../../domain/roles.js';
import { agencyNames } from '../../../records/agency-names.js';
import { Refused } from '../../../records/open-case.js';
import { nothingHere, ofTheHub } from '../../../records/sight.js';
import {
  codeAddressesOf,
  findUser,
  requireAnother,
  userListed,
  type FoundUser,
} from '../../../records/user-administration.js';
import { theHub } from '../../rest/places.js';
import { comingFrom, noteFound, noteWanted, recordGiven } from '../../security/looks.js';
import { permit } from '../../security/permit.js';
import { requireRecentSignIn } from '../../security/sign-in-demands.js';
import { csrfTokenOf, endSession, formOfOurs } from '../../security/sessions.js';
import type { PageServices, Services } from '../../services.js';
import type { SendPage } from '../frame/rendering.js';
import { leave } from '../account/sign-in-pages.js';
import { userActs, type UserAct } from './user-acts.js';
import type { PageRoute } from '../frame/page.js';
import { onlySignedIn, signedIn } from '../frame/visitor.js';
import { usersPath } from './user-words.js';

/** The acts of administrators on an account, each of which is asked about on a page of its own. */
export const userActPages: PageRoute = ({ services, pages, sendPage }) => {
  const router = Router();
  for (const [word, act] of Object.entries(userActs)) {
    const path = `${usersPath}/:id/${word}`;
    router.get(path, onlySignedIn, askAbout(services, act, sendPage));
    router.post(path, onlySignedIn, formOfOurs, actOnUser(services, pages, { word, act }));
  }
  return router;
};

const askAbout =
  (services: Services, act: UserAct, sendPage: SendPage): RequestHandler =>
  async (request, response) => {
    const { database } = services.record;
    const visitor = signedIn(request);
    const { userId } = await permittedUser(services, request);
    if (act.isForOthers) requireAnother(visitor.actor, userId);
    const user = await userListed(database, services.hubId, userId);
    if (user === undefined) throw nothingHere();
    const [addresses, nameOf] = await Promise.all([
      codeAddressesOf(database, [userId]),
      agencyNames(database.reads, services.hubId),
    ]);
    await recordGiven(services, { request, response }, { kind: 'opened' });
    const { asks, follows, says } = act;
    const shown = {
      name: user.name,
      what: rolesInWords(user.roles, user.agency, nameOf),
      address: addresses.get(userId) ?? null,
    };
    const view = {
      ...{ user: shown, isSelf: userId === visitor.actor.userId, follows, says },
      ...{ action: request.path, csrfToken: csrfTokenOf(request) },
    };
    sendPage(request, response, { template: 'admin/user-act', title: asks, view });
  };

const actOnUser =
  (services: Services, pages: PageServices, { word, act }: { word: string; act: UserAct }): RequestHandler =>
  async (request, response) => {
    const { actor } = signedIn(request);
    const { userId } = await permittedUser(services, request);
    requireRecentSignIn(actor, 'manage-users', services);
    const result = await act.administer(services.record.database, userId, {
      ...{ actor, now: services.clock.now(), from: comingFrom(request, response) },
    });
    if ('refused' in result) throw new Refused(result.refused);
    if (userId !== actor.userId) {
      response.redirect(303, `${usersPath}?${new URLSearchParams({ done: word, user: userId }).toString()}`);
      return;
    }
    await endSession(request, response);
    await leave(response, services, pages);
  };

/** The user whom a path names, for whoever may administer them. */
async function permittedUser({ record, hubId }: Services, request: Request): Promise<FoundUser> {
  const { actor } = signedIn(request);
  noteWanted(request, actor, { permission: 'manage-users', place: theHub });
  const id = z.guid().safeParse(request.params.id).data;
  const user = id === undefined ? undefined : await findUser(record.database, hubId, id);
  if (user !== undefined) noteFound(request, user);
  permit(actor, 'manage-users', ofTheHub);
  if (user === undefined) throw nothingHere();
  return user;
}
