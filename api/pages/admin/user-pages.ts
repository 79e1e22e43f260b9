import { Router, type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import { rolesInWords } from '../../../domain/roles.js';
import { Refused } from '../../../records/open-case.js';
import { nothingHere, ofTheHub } from '../../../records/sight.js';
import {
  codeAddressesOf,
  findUser,
  listUsers,
  requireAnother,
  userListed,
  type FoundUser,
  type ListedUser,
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
import { onlySignedIn, signedIn } from '../frame/visitor.js';

const usersPath = '/admin/users';
const perPage = 50;

/** For administrators: who has an account here, and the acts on it, each of which is asked about on a page of its own. */
export function userPages(services: Services, pages: PageServices, sendPage: SendPage): Router {
  const router = Router();
  router.get(usersPath, onlySignedIn, showUsers(services, sendPage));
  for (const [word, act] of Object.entries(userActs)) {
    const path = `${usersPath}/:id/${word}`;
    router.get(path, onlySignedIn, askAbout(services, act, sendPage));
    router.post(path, onlySignedIn, formOfOurs, actOnUser(services, pages, { word, act }));
  }
  return router;
}

const showUsers =
  (services: Services, sendPage: SendPage): RequestHandler =>
  async (request, response) => {
    const { record, hubId } = services;
    const visitor = signedIn(request);
    const { actor } = visitor;
    noteWanted(request, actor, { permission: 'see-users', place: theHub });
    permit(actor, 'see-users', ofTheHub);
    const { cursor } = request.query;
    const place = typeof cursor === 'string' && cursor !== '' ? { cursor } : {};
    const { items, next } = await listUsers(record.database, hubId, { limit: perPage, ...place });
    const addresses = await codeAddressesOf(
      record.database,
      items.map(({ id }) => id),
    );
    const done = await whatWasDone(services, request);
    await recordGiven(services, { request, response }, { kind: 'listed', items: items.length });
    const users = items.map((user) => ({ ...shown(user, addresses), acts: offered(user, actor.userId) }));
    sendPage(request, response, { template: 'admin/users', title: 'Users', view: { users, next, done } });
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
    const addresses = await codeAddressesOf(database, [userId]);
    await recordGiven(services, { request, response }, { kind: 'opened' });
    const { asks, follows, says } = act;
    const view = {
      ...{ user: shown(user, addresses), isSelf: userId === visitor.actor.userId, follows, says },
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

/** What has come of the act that led here, by an act and a user's id in the address; null where that is not so. */
async function whatWasDone({ record, hubId }: Services, { query }: Request): Promise<string | null> {
  const act = typeof query.done === 'string' ? new Map(Object.entries(userActs)).get(query.done) : undefined;
  const id = z.guid().safeParse(query.user).data;
  if (act === undefined || id === undefined) return null;
  const user = await userListed(record.database, hubId, id);
  if (user === undefined || !act.isSo(user)) return null;
  return `${called(user, await codeAddressesOf(record.database, [id]))}: ${act.done}`;
}

type Addresses = ReadonlyMap<string, string>;

const shown = (user: ListedUser, addresses: Addresses) => ({
  ...{ name: user.name, enabled: user.enabled, what: rolesInWords(user.roles, user.agency) },
  ...{ called: called(user, addresses), address: addresses.get(user.id) ?? null },
  sessions: user.sessions === 0 ? 'no sessions' : user.sessions === 1 ? '1 session' : `${user.sessions} sessions`,
});

/** A name that is told from every other: those who sign in by a code share one. */
function called({ id, name }: ListedUser, addresses: Addresses): string {
  const address = addresses.get(id);
  return address === undefined ? name : `${name} (${address})`;
}

const offered = (user: ListedUser, self: string) =>
  Object.entries(userActs)
    .filter(([, { isOffered, isForOthers }]) => isOffered(user) && !(isForOthers && user.id === self))
    .map(([word, { says, about }]) => ({ path: `${usersPath}/${user.id}/${word}`, says, about }));
