import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import type { Result } from '../../domain/problems.js';
import type { ActRequest } from '../../records/case-record.js';
import type { Database } from '../../records/database.js';
import { Refused } from '../../records/open-case.js';
import { nothingHere, ofTheHub } from '../../records/sight.js';
import {
  disableUser,
  enableUser,
  endSessionsOf,
  findUser,
  listUsers,
  type ListedUser,
  type SwitchedUser,
} from '../../records/user-administration.js';
import { theHub } from '../rest/places.js';
import { comingFrom, noteFound, noteWanted, recordGiven } from '../security/looks.js';
import { permit } from '../security/permit.js';
import { requireRecentSignIn } from '../security/sign-in-demands.js';
import { csrfTokenOf, formOfOurs } from '../security/sessions.js';
import type { Services } from '../services.js';
import type { SendPage } from './rendering.js';
import { onlySignedIn, signedIn } from './visitor.js';

const usersPath = '/admin/users';
const perPage = 50;

type Administer = (database: Database, userId: string, request: ActRequest) => Promise<Result<SwitchedUser>>;

/** What the buttons of a user do, by the last word of their address. */
const administration: Readonly<Record<string, Administer>> = {
  disable: disableUser,
  enable: enableUser,
  'end-sessions': endSessionsOf,
};

/** For administrators: who has an account here, and the acts on it. */
export function userPages(services: Services, sendPage: SendPage): Router {
  const { record, hubId } = services;
  const router = Router();
  router.get(usersPath, onlySignedIn, async (request, response) => {
    const { actor, name } = signedIn(request);
    noteWanted(request, actor, { permission: 'see-users', place: theHub });
    permit(actor, 'see-users', ofTheHub);
    const { cursor } = request.query;
    const place = typeof cursor === 'string' && cursor !== '' ? { cursor } : {};
    const { items, next } = await listUsers(record.database, hubId, { limit: perPage, ...place });
    await recordGiven(services, { request, response }, { kind: 'listed', items: items.length });
    const users = items.map((user) => shown(user, actor.userId));
    const view = { visitor: { name }, users, next, csrfToken: csrfTokenOf(request) };
    sendPage(response, { template: 'users', title: 'Users', view });
  });
  for (const [word, administer] of Object.entries(administration)) {
    router.post(`${usersPath}/:id/${word}`, onlySignedIn, formOfOurs, actOnUser(services, administer));
  }
  return router;
}

const actOnUser =
  (services: Services, administer: Administer): RequestHandler =>
  async (request, response) => {
    const { hubId, clock } = services;
    const { database } = services.record;
    const { actor } = signedIn(request);
    noteWanted(request, actor, { permission: 'manage-users', place: theHub });
    const id = z.guid().safeParse(request.params.id).data;
    const user = id === undefined ? undefined : await findUser(database, hubId, id);
    if (user !== undefined) noteFound(request, user);
    permit(actor, 'manage-users', ofTheHub);
    requireRecentSignIn(actor, 'manage-users', services);
    if (user === undefined) throw nothingHere();
    const result = await administer(database, user.userId, {
      ...{ actor, now: clock.now(), from: comingFrom(request, response) },
    });
    if ('refused' in result) throw new Refused(result.refused);
    response.redirect(303, usersPath);
  };

const shown = ({ id, name, roles, agency, enabled, sessions }: ListedUser, self: string) => ({
  ...{ id, name, agency, enabled, sessions },
  roles: roles.length === 0 ? 'none' : roles.join(', '),
  isSelf: id === self,
});
