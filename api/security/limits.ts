import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refused } from '../../records/open-case.js';
import type { RequestLimits } from '../services.js';
import { actorOf } from './actor.js';
import { networkOf } from './networks.js';

/** A page that asks for many things at once is not held up: what counts is the mean over so long. */
const windowSeconds = 10;

/** Counts a request by something, and refuses it where there were too many: throws Refused `too-many-requests`. */
export type Limit = (by: string) => Promise<void>;

/**
 * Refuses who asks too often, by what is counted: nobody else is held up by it, and nobody is locked out for longer than the window. The
 * counts are this process's own, and forgotten at its end.
 */
export function openLimit(perSecond: number): Limit {
  const limiter = new RateLimiterMemory({ points: perSecond * windowSeconds, duration: windowSeconds });
  return async (by) => {
    try {
      await limiter.consume(by);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw tooMany(error);
      throw error;
    }
  };
}

const tooMany = ({ msBeforeNext }: RateLimiterRes): Refused => {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new Refused({
    code: 'too-many-requests',
    detail: `This was asked too often in a short time. Wait ${seconds} seconds, then go on more slowly.`,
    retryAfterSeconds: seconds,
  });
};

/** Before anybody is known: by the address that the request came from, of IPv6 by its network. */
export function limitAddresses({ perAddress }: RequestLimits): RequestHandler {
  const limit = openLimit(perAddress);
  return async ({ ip }, _response, next) => {
    await limit(networkOf(ip));
    next();
  };
}

/** Once it is known who asks: by their account, wherever they ask from, by token or in a browser. */
export const limitAccounts =
  (limit: Limit): RequestHandler =>
  async (request, _response, next) => {
    await limit(actorOf(request).userId);
    next();
  };
