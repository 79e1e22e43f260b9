import type { Request, RequestHandler } from 'express';
import type { Actor } from '../../domain/roles.js';
import { Refused } from '../../records/open-case.js';
import { identify } from '../../records/users.js';
import type { Services } from '../services.js';
import { rememberingActors } from './remembered-actors.js';

const actors = new WeakMap<Request, Actor>();

/** Who makes a request that `authenticate` has let through. */
export function actorOf(request: Request): Actor {
  const actor = actors.get(request);
  if (actor === undefined) throw new Error('The request was not authenticated before it was looked at');
  return actor;
}

/**
 * Lets a request on only with a valid bearer token of a person (or system) who is not switched off. Roles and agency are those
 * of this very token.
 */
export function authenticate({ hubId, oidc, record, tokens, clock }: Services): RequestHandler {
  const actorOfToken = rememberingActors(clock, async (token) => {
    const identity = await tokens.verify(token);
    const userId = await identify(record.database, { hubId, provider: oidc.providerName, ...identity });
    if (userId === undefined) throw switchedOff();
    return { userId, hubId, roles: identity.roles, agency: identity.agency };
  });
  return async (request, _response, next) => {
    actors.set(request, await actorOfToken(bearerToken(request)));
    next();
  };
}

const switchedOff = (): Refused =>
  new Refused({ code: 'token-invalid', detail: 'Your account is switched off here. Ask an administrator of the hub.' });

function bearerToken({ headers }: Request): string {
  const token = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined) return token;
  throw new Refused({
    code: 'token-missing',
    detail: 'Get an access token from the sign-in provider and send it as "Authorization: Bearer …".',
  });
}
