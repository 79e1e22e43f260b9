import type { RequestHandler } from 'express';
import type { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { Act } from '../../domain/permissions.js';
import type { Result } from '../../domain/problems.js';
import type { ActRequest } from '../../records/case-record.js';
import type { Asked, Sight } from '../../records/sight.js';
import type { Services } from '../services.js';
import type { Place } from './places.js';

/** One call of the API: how it is described, and how it is answered. */
export interface Operation {
  method: 'get' | 'post';
  /** As OpenAPI writes it: `/api/cases/{reference}`; what Temporal's own programs ask stands below `/codec`. */
  path: `/${'api' | 'codec'}/${string}`;
  description: ZodOpenApiOperationObject;
  handler: (services: Services) => RequestHandler;
}

interface Call<A extends Act, Target extends Asked> {
  path: Operation['path'];
  tag: string;
  summary: string;
  permission: A;
  place: Place<Target>;
}

/** A call that looks something up. */
export interface Reading<
  A extends Act,
  Target extends Asked,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
> extends Call<A, Target> {
  query: Query;
  answer: Answer;
  read: (
    services: Services,
    asked: { sight: Sight<A>; target: Target; query: z.output<Query>; now: Date },
  ) => Promise<z.input<Answer>>;
}

/** A call by which a person (or a system) acts. */
export interface Acting<A extends Act, Target extends Asked, Body, Kept, Answer extends z.ZodType> extends Call<
  A,
  Target
> {
  body: z.ZodType<Body>;
  /** Whether the act may, or must, say which version of the case it was decided on. */
  version: 'none' | 'optional' | 'required';
  act: (
    services: Services,
    asked: { sight: Sight<A>; target: Target; body: Body; request: ActRequest },
  ) => Promise<Result<Kept>>;
  answer: Answer;
  /** Makes the answer of what the record keeps under an idempotency key: the same, first time and repeated. */
  present: (services: Services, kept: Kept) => z.input<Answer>;
  /** Where something was created: its address. The answer is then 201. */
  locationOf?: (answer: z.input<Answer>) => string;
}
