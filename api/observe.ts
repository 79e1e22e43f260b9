import type { Request, RequestHandler } from 'express';
import type { Log } from '../runtime/log.js';
import type { Metrics } from './metrics.js';
import { requestIdOf } from './request-id.js';

/** Logs and counts every request when its answer is out: by the pattern of its path, so that no name typed into a URL is kept. */
export const observe =
  (log: Log, metrics: Metrics): RequestHandler =>
  (request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const milliseconds = Math.round(performance.now() - startedAt);
      const { method } = request;
      const route = patternOf(request);
      const { statusCode: status } = response;
      metrics.countRequest(method, route, status, milliseconds / 1000);
      log.info({ requestId: requestIdOf(response), method, route, status, milliseconds }, 'Request answered');
    });
    next();
  };

const patternOf = ({ route }: Request): string => (route as { path: string } | undefined)?.path ?? 'none';
