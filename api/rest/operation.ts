import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Act } from '../../domain/permissions.js';
import type { ActRequest } from '../../records/case-record.js';
import { findAnswer } from '../../records/idempotency.js';
import { Refused } from '../../records/open-case.js';
import { nothingHere, type Asked } from '../../records/sight.js';
import { actorOf } from '../security/actor.js';
import { comingFrom, givenWithTrace, noteFound, noteWanted } from '../security/looks.js';
import { permit } from '../security/permit.js';
import { requireRecentSignIn } from '../security/sign-in-demands.js';
import type { Services } from '../services.js';
import { readBody } from './body.js';
import type { Acting, Operation, Reading } from './call.js';
import { describeAct, describeReading } from './descriptions.js';
import { check } from './field-errors.js';
import type { Place } from './places.js';
import { idempotencyOf, requireVersionSeen, versionSeen } from './preconditions.js';

/** A look-up, refused in the order 401 · 404 · 403 · 422. */
export const reads = <const A extends Act, Target extends Asked, Query extends z.ZodObject, Answer extends z.ZodType>(
  call: Reading<A, Target, Query, Answer>,
): Operation => ({
  method: 'get',
  path: call.path,
  description: describeReading(call),
  handler: (services) => async (request, response) => {
    const actor = actorOf(request);
    noteWanted(request, actor, call);
    const target = await targetOf(call.place, services, request);
    const sight = permit(actor, call.permission, target);
    const query = check(call.query, request.query, 'query');
    const found = await givenWithTrace(services, { request, response, query }, async () => {
      const found = await call.read(services, { sight, target, query, now: services.clock.now() });
      sight.requireWithin(found as object);
      return found;
    });
    answer(response, found);
  },
});

/**
 * An act, refused in the order 401 · 404 · 403 · 401 for a sign-in that is too old · 413, 415, 400 · 428, 412 · 422 · 409; a repeated one is
 * answered after 400.
 */
export const acts = <const A extends Act, Target extends Asked, Body, Kept, Answer extends z.ZodType>(
  call: Acting<A, Target, Body, Kept, Answer>,
): Operation => ({
  method: 'post',
  path: call.path,
  description: describeAct(call),
  handler: (services) => async (request, response) => {
    const actor = actorOf(request);
    noteWanted(request, actor, call);
    const target = await targetOf(call.place, services, request);
    const sight = permit(actor, call.permission, target);
    requireRecentSignIn(actor, call.permission, services);
    const sent = await readBody(request, response);
    const idempotency = idempotencyOf(request, sent);
    const once: ActRequest = {
      actor,
      now: services.clock.now(),
      from: comingFrom(request, response),
      ...(idempotency === undefined ? {} : { idempotency }),
    };

    const earlier = await findAnswer(services.record.database, once);
    if (earlier !== undefined) {
      answerAct(response, call, call.present(services, earlier as Kept));
      return;
    }
    const ifMatch = seenBy(request, call, target);
    const body = check(call.body, sent.json, 'body');
    const result = await call.act(services, {
      sight,
      target,
      body,
      request: { ...once, ...(ifMatch === undefined ? {} : { ifMatch }) },
    });
    if ('refused' in result) throw new Refused(result.refused);
    answerAct(response, call, call.present(services, result.done));
  },
});

async function targetOf<Target extends Asked>(
  place: Place<Target>,
  services: Services,
  request: Request,
): Promise<Target> {
  const given = place.parameter === null ? '' : String(request.params[place.parameter]);
  const target = await place.find(services, actorOf(request), given);
  if (target === undefined) throw nothingHere();
  noteFound(request, target);
  return target;
}

function seenBy<Target extends Asked>(
  request: Request,
  { version, place }: Pick<Acting<Act, Target, never, never, z.ZodType>, 'version' | 'place'>,
  target: Target,
): number | 'any' | undefined {
  const current = place.versionOf(target);
  if (version === 'none' || current === undefined) return undefined;
  const seen = versionSeen(request, current);
  if (version === 'required') requireVersionSeen(seen);
  return seen;
}

function answerAct<Answer extends z.ZodType>(
  response: Response,
  { locationOf }: { locationOf?: (answer: z.input<Answer>) => string },
  body: z.input<Answer>,
): void {
  if (locationOf !== undefined) response.status(201).location(locationOf(body));
  answer(response, body);
}

/** Answers with a body; the version of a case that it holds is its ETag, too. */
function answer(response: Response, body: unknown): void {
  const { version } = body as { version?: unknown };
  if (typeof version === 'number') response.set('ETag', `"${version}"`);
  response.json(body);
}
