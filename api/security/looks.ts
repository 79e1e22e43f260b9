import { isIP } from 'node:net';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { z } from 'zod';
import type { Look, LookedAt } from '../../domain/looks.js';
import { roleFor, type Act } from '../../domain/permissions.js';
import { problems, type ProblemCode } from '../../domain/problems.js';
import { parseReference } from '../../domain/reference.js';
import type { Actor } from '../../domain/roles.js';
import { known } from '../../records/known.js';
import { hashedTerms, recordLook } from '../../records/looks.js';
import { Refused } from '../../records/open-case.js';
import type { Asked } from '../../records/sight.js';
import type { Sql } from '../../records/statements.js';
import { requestIdOf } from '../request-id.js';
import type { Services } from '../services.js';

/** What somebody wants of which thing. */
interface Wanted {
  actor: Actor;
  permission: Act;
  on?: LookedAt;
  /** They came to it by breaking the glass. */
  throughGlass?: true;
}

/** What may stand in a path. */
export type PathParameter = 'reference' | 'id' | 'code' | 'document';

/** What the path of a call names. */
interface Call {
  permission: Act;
  place: { parameter: PathParameter | null };
}

const wanted = new WeakMap<Request, Wanted>();

const visitors = new WeakMap<Request, Actor>();

/** Notes whose browser asks, before it is known what for: should their form be refused, that is what is kept. */
export function noteVisitor(request: Request, actor: Actor): void {
  visitors.set(request, actor);
}

/** Notes who wants what, before anything of it is looked up: should it be denied, that is what is kept. */
export function noteWanted(request: Request, actor: Actor, { permission, place }: Call): void {
  const on = namedBy(request, place.parameter);
  wanted.set(request, { actor, permission, ...(on === undefined ? {} : { on }) });
}

/** What a path has led to. */
interface Found extends Asked {
  /** Of the user, where it is one. */
  readonly userId?: string;
  /** Of the check that it is part of the answer to. */
  readonly checkId?: string | null;
}

/** Notes the case or user to which it has led, whether the actor may know of it or not. */
export function noteFound(request: Request, { caseId, standing, userId, checkId: ofCheck }: Found): void {
  const want = wantedBy(request);
  if (caseId === null) {
    if (userId !== undefined) wanted.set(request, { ...want, on: { subjectId: userId } });
    return;
  }
  const checkId = ofCheck ?? want.on?.checkId;
  wanted.set(request, {
    ...want,
    on: { caseId, ...known({ checkId }) },
    ...(standing.wall === 'glass' ? { throughGlass: true } : {}),
  });
}

function wantedBy(request: Request): Wanted {
  const want = wanted.get(request);
  if (want === undefined) throw new Error('Nobody noted what was wanted before it was looked up');
  return want;
}

const guid = z.guid();

/** What cannot be a reference or an id is not kept: it is only what somebody typed. An id is kept where it is that of a check. */
function namedBy({ params }: Request, parameter: PathParameter | null): LookedAt | undefined {
  if (parameter === null || parameter === 'code' || parameter === 'document') return undefined;
  const given = String(params[parameter]);
  if (parameter === 'id') return guid.safeParse(given).success ? { checkId: given.toLowerCase() } : undefined;
  const reference = parseReference(given);
  return reference === undefined ? undefined : { reference };
}

/** An answer about to be given: to which request, and by which query it was found. */
interface Giving {
  request: Request;
  response: Response;
  query: object;
}

/**
 * Reads what is asked for, and gives it once the look is recorded: nothing is seen without a trace. Of one thing, reading and
 * recording go side by side; of a list, how much it shows is known only afterwards.
 * @throws LookUnrecorded
 */
export async function givenWithTrace<Answer>(
  services: Services,
  giving: Giving,
  read: () => Promise<Answer>,
): Promise<Answer> {
  if (wantedBy(giving.request).on !== undefined) {
    const [answer] = await Promise.all([read(), recordGiven(services, giving, { kind: 'opened' })]);
    return answer;
  }
  const answer = await read();
  await recordGiven(services, giving, listing(services, giving.query, answer));
  return answer;
}

/**
 * Records that somebody is given what they wanted.
 * @throws LookUnrecorded
 */
export async function recordGiven(
  services: Services,
  { request, response }: Omit<Giving, 'query'>,
  given: Pick<Look, 'kind' | 'items' | 'terms'>,
): Promise<void> {
  const { actor, permission, on, throughGlass } = wantedBy(request);
  await recordLook(services.record.database.reads, {
    ...circumstances(services, { request, response }),
    ...{ what: permission, userId: actor.userId, role: roleFor(actor, permission) },
    ...(on === undefined ? {} : { on }),
    ...(throughGlass === undefined ? {} : { why: 'glass-broken' }),
    ...given,
  });
}

/** The parameter of a query that holds what somebody searches for; all others choose among codes. */
const searchParameter = 'q';

function listing({ keys }: Services, query: object, answer: unknown): Pick<Look, 'kind' | 'items' | 'terms'> {
  const { [searchParameter]: searched } = query as { [searchParameter]?: string };
  const { items } = answer as { items?: unknown };
  return {
    ...(searched === undefined ? { kind: 'listed' } : { kind: 'searched', terms: hashedTerms(keys, searched) }),
    ...(Array.isArray(items) ? { items: items.length } : {}),
  };
}

/**
 * Records every denial before it is answered: of a token or a form that is no good, of what a role may not do, and of what does not exist
 * for whoever asks, be it there or not. What has no route, and a request without a token, has looked at nothing.
 */
export const traceDenials =
  (services: Services): ErrorRequestHandler =>
  async (error: unknown, request, response, next) => {
    const code = denialIn(error);
    if (code === undefined) {
      next(error);
      return;
    }
    const want = wanted.get(request);
    const actor = want?.actor ?? visitors.get(request);
    const denied = { ...circumstances(services, { request, response }), kind: 'denied', why: code } as const;
    if (actor !== undefined && (want !== undefined || isOfNothing(code))) {
      await recordLook(services.record.database.reads, {
        ...{ ...denied, what: want?.permission ?? null, userId: actor.userId, role: rolesOf(actor) },
        ...(want?.on === undefined ? {} : { on: want.on }),
      });
    } else if (problems[code].status === 401) {
      await services.refusedTokens.record({ ...denied, what: null, userId: null, role: null });
    }
    next(error);
  };

/** Whether somebody known was denied although they came not so far as to want something: their token or form was no good. */
const isOfNothing = (code: ProblemCode): boolean => [401, 403].includes(problems[code].status);

const rolesOf = ({ roles }: Actor): string | null => (roles.length === 0 ? null : roles.join(' '));

function denialIn(error: unknown): ProblemCode | undefined {
  if (!(error instanceof Refused)) return undefined;
  const { code } = error.problem;
  return code !== 'token-missing' && [401, 403, 404].includes(problems[code].status) ? code : undefined;
}

/**
 * Records what becomes of a session: somebody signs in or out, is refused, or theirs is ended.
 * @throws LookUnrecorded
 */
export async function recordOfSession(
  services: Services,
  asked: Omit<Giving, 'query'>,
  look: Pick<Look, 'kind' | 'userId' | 'on' | 'items' | 'why'>,
  sql: Pick<Sql, 'run'> = services.record.database.acts,
): Promise<void> {
  await recordLook(sql, { ...circumstances(services, asked), what: null, role: null, ...look });
}

function circumstances(
  { hubId, clock }: Services,
  { request, response }: Omit<Giving, 'query'>,
): Pick<Look, 'hubId' | 'at' | 'requestId' | 'address'> {
  return { hubId, at: clock.now(), ...comingFrom(request, response) };
}

/** From where a request came, and under which id it is answered. */
export const comingFrom = (request: Request, response: Response): Pick<Look, 'requestId' | 'address'> =>
  known({ requestId: requestIdOf(response), address: addressOf(request) });

/** Where a request came from; an IPv4 address as such, whichever way the socket was opened. */
function addressOf({ ip = '' }: Request): string | undefined {
  const address = ip.replace(/^::ffff:(?=\d+\.)/, '');
  return isIP(address) === 0 ? undefined : address;
}
