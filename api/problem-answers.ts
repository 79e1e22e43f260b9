import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { problems, type Problem, type ProblemCode } from '../domain/problems.js';
import { isBusy } from '../records/busy.js';
import { LookUnrecorded } from '../records/looks.js';
import { Refused } from '../records/open-case.js';
import { nothingHere } from '../records/sight.js';
import { CommitUncertain } from '../records/transactions.js';
import type { Log } from '../runtime/log.js';
import { requestIdOf } from './request-id.js';

/** After so many seconds a request that found the service busy is worth repeating. */
export const retryAfterSeconds = 2;

const busy: Problem = {
  code: 'busy',
  detail: 'The service cannot take this at the moment; nothing was changed. Send it again in a few seconds.',
};

const perhapsDone: Problem = {
  code: 'busy',
  detail:
    'The service lost its database at the last moment: what you sent may have been recorded, or not. Send it again under the same Idempotency-Key; if it had none, look first.',
  pageSays:
    'The service lost its database at the last moment: what you sent may have been done, or not. Send it again: it is not done twice.',
};

const notTraced: Problem = {
  code: 'busy',
  detail:
    'The service cannot answer this at the moment, because nobody may look without a trace and the trace could not be kept. Send it again in a few seconds.',
};

const internal: Problem = {
  code: 'internal',
  detail:
    'The service failed in a way that nobody expected. Try again; if it stays, give the operator the id in X-Request-Id.',
};

/** Ends every request that no route has taken. */
export const refuseUnknown: RequestHandler = () => {
  throw nothingHere();
};

/** Answers a request with a problem. */
export type AnswerProblem = (request: Request, response: Response, problem: Problem) => void;

/**
 * Turns every error into an answer. What nobody expected is logged, and answered without details. An answer that has begun cannot become
 * another: it is broken off, so that nobody takes it for whole. Express' own last resort would write the error's message to standard error.
 */
export const answerErrors =
  (log: Log, answer: AnswerProblem = answerProblem): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) {
      log.error(
        { error, requestId: requestIdOf(response), method: request.method },
        'A request failed while it was answered',
      );
      if (!response.writableEnded) response.destroy();
      // Without the error: nobody answers a second time, and nobody writes it out.
      next();
      return;
    }
    const problem = problemOf(error);
    if (problem === internal)
      log.error({ error, requestId: requestIdOf(response), method: request.method }, 'A request failed');
    if (problem.code === 'busy')
      log.warn({ error, requestId: requestIdOf(response), method: request.method }, 'A request was put off');
    answer(request, response, problem);
  };

function problemOf(error: unknown): Problem {
  if (error instanceof Refused) return error.problem;
  // The router throws this for a path whose percent-encoding is broken.
  if (error instanceof URIError) return nothingHere().problem;
  if (error instanceof CommitUncertain) return perhapsDone;
  if (error instanceof LookUnrecorded) return notTraced;
  return isBusy(error) ? busy : internal;
}

/** Answers with a problem document (RFC 9457). */
export function answerProblem(
  _request: Request,
  response: Response,
  { code, detail, errors, currentVersion, retryAfterSeconds: waiting, signIn }: Problem,
): void {
  const { status, title } = problems[code];
  const challenge = signIn === undefined ? challenges[code] : stepUp(signIn);
  if (challenge !== undefined) response.set('WWW-Authenticate', challenge);
  if (status === 503) response.set('Retry-After', String(retryAfterSeconds));
  if (waiting !== undefined) response.set('Retry-After', String(waiting));
  if (currentVersion !== undefined) response.set('ETag', `"${currentVersion}"`);
  response
    .status(status)
    .type('application/problem+json')
    .json({ type: `urn:front-door:problem:${code}`, title, status, detail, code, errors, currentVersion });
}

/** What the bearer scheme wants to be told of a sign-in that will not do (RFC 9470, 3). */
function stepUp({ maxAgeSeconds, strong }: NonNullable<Problem['signIn']>): string {
  return [
    'Bearer realm="Front Door", error="insufficient_user_authentication"',
    ...(maxAgeSeconds === undefined ? [] : [`max_age="${maxAgeSeconds}"`]),
    ...(strong.length === 0 ? [] : [`acr_values="${strong.join(' ')}"`]),
  ].join(', ');
}

/** What the bearer scheme wants to be told (RFC 6750, 3). */
const challenges: Partial<Record<ProblemCode, string>> = {
  'token-missing': 'Bearer realm="Front Door"',
  'token-invalid': 'Bearer realm="Front Door", error="invalid_token"',
  'scope-missing': 'Bearer realm="Front Door", error="insufficient_scope"',
};
