import type { Request, RequestHandler } from 'express';
import type { Actor } from '../../domain/roles.js';
import { limitsOf } from '../../domain/scopes.js';
import { Refused } from '../../records/open-case.js';
import { identify } from '../../records/users.js';
import type { Services } from '../services.js';
import { rememberingTokens } from './remembered-tokens.js';
import { requireStrongSignIn } from './sign-in-demands.js';

const actors = new WeakMap<Request, Actor>();

/** Who makes a request that `authenticate` has let through. */
export function actorOf(request: Request): Actor {
  const actor = actors.get(request);
  if (actor === undefined) throw new Error('The request was not authenticated before it was looked at');
  return actor;
}

/** Has a request act as somebody whom a session names: for what runs in their browser, beside pages. */
export function actAs(request: Request, actor: Actor): void {
  actors.set(request, actor);
}

/**
 * Lets a request on only with a valid bearer token of a person (or system) who is not switched off. Roles and agency are those that
 * the record knows at this very request, which are this token's unless something newer is known. Whom a session has named passes.
 */
export function authenticate({ hubId, oidc, record, tokens, clock, demands }: Services): RequestHandler {
  const { verify } = rememberingTokens(clock, tokens);
  return async (request, _response, next) => {
    if (actors.has(request) && request.headers.authorization === undefined) {
      next();
      return;
    }
    const { identity, issuedAt, scopes, signIn } = await verify(bearerToken(request));
    const user = await identify(record.database, {
      hubId,
      provider: oidc.providerName,
      ...identity,
      asOf: issuedAt,
    });
    if (!user.enabled) throw switchedOff();
    const { id: userId, roles, agency } = user;
    requireStrongSignIn(roles, signIn, demands);
    const limits = limitsOf(roles, scopes);
    actors.set(request, { userId, hubId, roles, agency, signIn, ...(limits === undefined ? {} : { scopes: limits }) });
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
