import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const header = 'X-Request-Id';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Gives every request an id: the caller's own if it is a UUID, since anything else could forge lines of the log. */
export const nameRequest: RequestHandler = (request, response, next) => {
  const given = request.get(header) ?? '';
  response.set(header, uuid.test(given) ? given.toLowerCase() : randomUUID());
  next();
};

export const requestIdOf = (response: Response): string | undefined => response.get(header);
