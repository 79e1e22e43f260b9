import type { RequestHandler } from 'express';
import type { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { Act } from '../../domain/permissions.js';
import type { Result } from '../../domain/problems.js';
import type { Actor } from '../../domain/roles.js';
import type { ActRequest } from '../../records/case-record.js';
import type { Services } from '../services.js';
import type { Place } from './places.js';

/** One call of the API: how it is described, and how it is answered. */
export interface Operation {
  method: 'get' | 'post';
  /** As OpenAPI writes it: `/api/cases/{reference}`. */
  path: `/api/${string}`;
  description: ZodOpenApiOperationObject;
  handler: (services: Services) => RequestHandler;
}

interface Call<Target> {
  path: Operation['path'];
  tag: string;
  summary: string;
  permission: Act;
  place: Place<Target>;
}

/** A call that looks something up. */
export interface Reading<Target, Query extends z.ZodObject, Answer extends z.ZodType> extends Call<Target> {
  query: Query;
  answer: Answer;
  read: (
    services: Services,
    asked: { actor: Actor; target: Target; query: z.output<Query>; now: Date },
  ) => Promise<z.input<Answer>>;
}

/** A call by which a person (or a system) acts. */
export interface Acting<Target, Body, Kept, Answer extends z.ZodType> extends Call<Target> {
  body: z.ZodType<Body>;
  /** Whether the act may, or must, say which version of the case it was decided on. */
  version: 'none' | 'optional' | 'required';
  act: (services: Services, asked: { target: Target; body: Body; request: ActRequest }) => Promise<Result<Kept>>;
  answer: Answer;
  /** Makes the answer of what the record keeps under an idempotency key: the same, first time and repeated. */
  present: (services: Services, kept: Kept) => z.input<Answer>;
  /** Where something was created: its address. The answer is then 201. */
  locationOf?: (answer: z.input<Answer>) => string;
}
