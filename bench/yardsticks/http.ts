import express, { type Express, type Request, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { z } from 'zod';
import { openMetrics } from '../../api/metrics.js';
import { observe } from '../../api/observe.js';
import { answerErrors, refuseUnknown } from '../../api/problem-answers.js';
import { nothingHere } from '../../records/sight.js';
import { nameRequest } from '../../api/request-id.js';
import { answerBody, decisionBody, screeningBody } from '../../api/rest/act-bodies.js';
import { readBody } from '../../api/rest/body.js';
import { check } from '../../api/rest/field-errors.js';
import { referralBody } from '../../api/rest/referral-body.js';
import type { TokenVerifier } from '../../api/security/tokens.js';
import type { CheckReply } from '../../domain/checks.js';
import type { DecisionBody } from '../../domain/decisions.js';
import type { ReferralSubmission } from '../../domain/referral.js';
import type { ScreeningBody } from '../../domain/screening.js';
import type { Log } from '../../runtime/log.js';
import type { ReadCheck, ReceivedCase } from './record.js';

/** The acts of a case as a yardstick does them. Each is undefined where there is nothing to act on. */
export interface YardstickActs {
  submit(submission: ReferralSubmission): Promise<ReceivedCase>;
  screen(reference: string, body: ScreeningBody): Promise<string | undefined>;
  readCheck(id: string): Promise<ReadCheck | undefined>;
  answer(id: string, reply: CheckReply): Promise<string | undefined>;
  decide(reference: string, body: DecisionBody): Promise<string | undefined>;
}

export interface YardstickSite {
  readonly acts: YardstickActs;
  readonly tokens: TokenVerifier;
  readonly log: Log;
  readonly publicUrl: string;
}

/**
 * The product's HTTP layer over a yardstick's acts: the same headers, request log and figures, token verification, reading and
 * validation of bodies, and answers of the same size. What a token's role may do is not asked.
 */
export function createYardstickApp({ acts, tokens, log, publicUrl }: YardstickSite): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(nameRequest);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      referrerPolicy: { policy: 'no-referrer' },
    }),
  );
  app.use(observe(log, openMetrics()));
  app.use(verified(tokens));

  app.post(
    '/api/referrals',
    act(referralBody(today), async (_given, body) => {
      const { reference, receivedAt } = await acts.submit(body);
      return { reference, receivedAt, statusUrl: `${publicUrl}/api/referrals/${reference}/status` };
    }),
  );
  app.post(
    '/api/cases/:reference/screening',
    act(screeningBody, async (reference, body) => {
      found(await acts.screen(reference, body));
      return { reference, stage: 'checks', rating: body.rating, version: 2 };
    }),
  );
  app.get('/api/checks/:id', async (request, response) => {
    response.json(found(await acts.readCheck(givenIn(request))));
  });
  app.post(
    '/api/checks/:id/answer',
    act(answerBody, async (id, body) => {
      found(await acts.answer(id, body));
      return { id, state: 'answered', version: 3 };
    }),
  );
  app.post(
    '/api/cases/:reference/decision',
    act(decisionBody, async (reference, body) => {
      found(await acts.decide(reference, body));
      return { reference, stage: 'outcome', version: 11 };
    }),
  );

  app.use(refuseUnknown);
  app.use(answerErrors(log));
  return app;
}

const today = (): string => new Date().toISOString().slice(0, 10);

const verified =
  (tokens: TokenVerifier): RequestHandler =>
  async (request, _response, next) => {
    await tokens.verify((request.headers.authorization ?? '').replace('Bearer ', ''));
    next();
  };

/** An act: the body read and checked as the product does, then answered. */
const act =
  <Body>(schema: z.ZodType<Body>, work: (given: string, body: Body) => Promise<object>): RequestHandler =>
  async (request, response) => {
    const { json } = await readBody(request, response);
    response.json(await work(givenIn(request), check(schema, json, 'body')));
  };

const givenIn = ({ params }: Request): string => String(Object.values(params)[0] ?? '');

function found<T>(value: T | undefined): T {
  if (value === undefined) throw nothingHere();
  return value;
}
