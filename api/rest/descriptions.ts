import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { isGrave } from '../../domain/grave-acts.js';
import { rolesGranted, type Act } from '../../domain/permissions.js';
import { problems, type ProblemCode } from '../../domain/problems.js';
import type { Asked } from '../../records/sight.js';
import type { Acting, Reading } from './call.js';

/** A problem document (RFC 9457), as every refusal is. */
const problemAnswer = z
  .object({
    type: z.string().meta({ description: 'A URN that ends in the code.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong and how to mend it, in a sentence for a person.' }),
    code: z.enum(Object.keys(problems)).meta({ description: 'Explained in docs/problems.md.' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({ description: 'JSON pointer to the field, or to the parameter of the query.' }),
          detail: z.string(),
        }),
      )
      .optional(),
    currentVersion: z.int().optional().meta({ description: 'With version-stale: the version that it has now.' }),
  })
  .meta({ id: 'Problem' });

/** The refusals of some statuses, of those that a call can answer with. @param except problems that it cannot have */
const refusals = (statuses: readonly number[], except: readonly ProblemCode[]): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    statuses.map((status) => [
      String(status) as `${4 | 5}${string}`,
      {
        description: codesOf(status, except),
        content: { 'application/problem+json': { schema: problemAnswer } },
        ...(status === 401 ? { headers: z.object({ 'WWW-Authenticate': challenge }) } : {}),
      },
    ]),
  );

const challenge = z.string().meta({
  description:
    'Why, as RFC 6750 has it; for a sign-in that is too weak or too old with max_age and acr_values, as RFC 9470 has it.',
});

const codesOf = (status: number, except: readonly ProblemCode[]): string =>
  Object.entries(problems)
    .filter(([code, problem]) => problem.status === status && !except.some((one) => one === code))
    .map(([code, { title }]) => `${code}: ${title}`)
    .join(' · ');

/** What only grave acts are refused for. */
const forGraveActs = ['sign-in-again'] as const satisfies readonly ProblemCode[];

const never = [500, 503];

type Described = Pick<
  Acting<Act, Asked, unknown, unknown, z.ZodType>,
  'tag' | 'summary' | 'permission' | 'path' | 'answer'
> & { place: { path: Readonly<Record<string, z.ZodType>> } };

const describe = ({ tag, summary, permission, path }: Described, method: string) => ({
  operationId: operationIdOf(method, path),
  tags: [tag],
  summary,
  description: `For the roles ${rolesGranted(permission).join(', ')}.${isGrave(permission) && method === 'post' ? ' Asks for a recent sign-in.' : ''}`,
});

/** `POST /api/cases/{reference}/screening` becomes `postCasesReferenceScreening`. */
const operationIdOf = (method: string, path: string): string =>
  method +
  path
    .replace('/api/', '')
    .split(/[/{}]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

const hasPath = ({ place }: Described): boolean => Object.keys(place.path).length > 0;

const answerOf = ({ answer }: Described, description: string, headers: z.ZodRawShape) => ({
  description,
  content: { 'application/json': { schema: answer } },
  ...(Object.keys(headers).length === 0 ? {} : { headers: z.object(headers) }),
});

/** The part of the OpenAPI document that tells of a look-up. */
export function describeReading<
  A extends Act,
  Target extends Asked,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
>(reading: Reading<A, Target, Query, Answer>): ZodOpenApiOperationObject {
  const { place, query } = reading;
  return {
    ...describe(reading, 'get'),
    requestParams: { path: z.object(place.path), query },
    responses: {
      200: answerOf(reading, 'What was asked for.', {}),
      ...refusals([401, ...(hasPath(reading) ? [404] : []), 403, 422, ...never], forGraveActs),
    },
  };
}

/** The part of the OpenAPI document that tells of a look-up whose question is a body. */
export const describeAsking = (asking: Described & { body: z.ZodType }): ZodOpenApiOperationObject => ({
  ...describe(asking, 'post'),
  requestBody: { required: true, content: { 'application/json': { schema: asking.body } } },
  responses: {
    200: answerOf(asking, 'What was asked for.', {}),
    ...refusals([401, 403, 413, 415, 400, 422, ...never], forGraveActs),
  },
});

const idempotencyKey = z
  .string()
  .max(255)
  .optional()
  .meta({ description: 'The same key and body give the same answer; the same key with another body is refused.' });

const ifMatch = (version: 'optional' | 'required'): z.ZodType =>
  (version === 'required' ? z.string() : z.string().optional()).meta({
    description: 'ETag of what it is about, as it was read, or *. Another version than it has now is refused with 412.',
  });

const etag = z.string().optional().meta({ description: 'The version of it now, in quotes.' });

/** The part of the OpenAPI document that tells of an act. */
export function describeAct<A extends Act, Target extends Asked, Body, Kept, Answer extends z.ZodType>(
  act: Acting<A, Target, Body, Kept, Answer>,
): ZodOpenApiOperationObject {
  const { place, body, version, locationOf } = act;
  const headers = {
    'Idempotency-Key': idempotencyKey,
    ...(version === 'none' ? {} : { 'If-Match': ifMatch(version) }),
  };
  const versioned = { none: [], optional: [412], required: [428, 412] }[version];
  const done =
    locationOf === undefined
      ? { 200: answerOf(act, 'Done.', version === 'none' ? {} : { ETag: etag }) }
      : { 201: answerOf(act, 'Done.', { Location: z.string().meta({ description: 'Address of what was created.' }) }) };
  return {
    ...describe(act, 'post'),
    requestParams: { path: z.object(place.path), header: z.object(headers) },
    requestBody: { required: !body.safeParse({}).success, content: { 'application/json': { schema: body } } },
    responses: {
      ...done,
      ...refusals(
        [401, ...(hasPath(act) ? [404] : []), 403, 413, 415, 400, ...versioned, 422, 409, ...never],
        isGrave(act.permission) ? [] : forGraveActs,
      ),
    },
  };
}
