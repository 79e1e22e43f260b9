import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refused } from '../../records/open-case.js';
import type { RequestLimits } from '../services.js';
import { actorOf } from './actor.js';

/** A page that asks for many things at once is not held up: what counts is the mean over so long. */
const windowSeconds = 10;

/**
 * Refuses who asks too often, by what is counted: nobody else is held up by it, and nobody is locked out for longer than the window. The
 * counts are this process's own, and forgotten at its end.
 */
const limited = (perSecond: number, countedBy: (request: Request) => string): RequestHandler => {
  const limiter = new RateLimiterMemory({ points: perSecond * windowSeconds, duration: windowSeconds });
  return async (request, _response, next) => {
    try {
      await limiter.consume(countedBy(request));
    } catch (error) {
      if (error instanceof RateLimiterRes) throw tooMany(error);
      throw error;
    }
    next();
  };
};

const tooMany = ({ msBeforeNext }: RateLimiterRes): Refused => {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new Refused({
    code: 'too-many-requests',
    detail: `This was asked too often in a short time. Wait ${seconds} seconds, then go on more slowly.`,
    retryAfterSeconds: seconds,
  });
};

/** Before anybody is known: by the address that the request came from. */
export const limitAddresses = ({ perAddress }: RequestLimits): RequestHandler =>
  limited(perAddress, ({ ip = 'unknown' }) => ip);

/** Once it is known who asks: by their account, wherever they ask from. */
export const limitAccounts = ({ perAccount }: RequestLimits): RequestHandler =>
  limited(perAccount, (request) => actorOf(request).userId);
