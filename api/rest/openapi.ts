import { z } from 'zod';
import { createDocument, type oas31, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Operation } from './call.js';

export interface Published {
  version: string;
  /** Where people reach the service. */
  publicUrl: string;
  /** Issuer of the sign-in provider. */
  issuer: string;
}

/** The OpenAPI 3.1 document of the API, made of the very schemas by which requests are read. */
export function openApiDocument(
  operations: readonly Operation[],
  { version, publicUrl, issuer }: Published,
): oas31.OpenAPIObject {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Front Door',
      version,
      description:
        'Referrals to a Multi-Agency Safeguarding Hub, from receipt to outcome. Instants are RFC 3339 with offset, dates ' +
        'YYYY-MM-DD. Text is trimmed; a blank or null optional field counts as left out; unknown fields are refused. ' +
        'Refusals are problem documents (RFC 9457), decided in the order 401, 404, 403, 401 for a sign-in that is too old, 413/415/400, 428/412, 422, 409.',
    },
    servers: [{ url: publicUrl }],
    security: [{ signIn: [] }],
    components: {
      securitySchemes: {
        signIn: {
          type: 'openIdConnect',
          openIdConnectUrl: `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
          description: 'A bearer token (JWT) with the claims roles and, for agency roles, agency.',
        },
      },
    },
    paths: { ...pathsOf(operations), ...openPaths },
  });
}

/** Calls by path; a path that can be read and acted on holds both. */
function pathsOf(operations: readonly Operation[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const { path, method, description } of operations) paths[path] = { ...paths[path], [method]: description };
  return paths;
}

const openCall = (summary: string, responses: ZodOpenApiOperationObject['responses']): ZodOpenApiOperationObject => ({
  tags: ['Operations'],
  summary,
  security: [],
  responses,
});

const json = (description: string, schema: z.ZodType) => ({ description, content: { 'application/json': { schema } } });

const upOrDegraded = z.enum(['up', 'degraded']);

const readiness = z
  .object({
    status: z.enum(['ready', 'starting', 'unavailable']),
    dependencies: z.object({ postgresql: upOrDegraded, temporal: upOrDegraded, mail: upOrDegraded }),
  })
  .meta({ id: 'Readiness' });

/** What needs no token. */
const openPaths: ZodOpenApiPathsObject = {
  '/health': { get: openCall('Is the process alive', { 200: json('It is.', z.object({ status: z.literal('up') })) }) },
  '/ready': {
    get: openCall('Can the service work', {
      200: json('Start is complete and PostgreSQL answers.', readiness),
      503: json('Not yet, or not now.', readiness),
    }),
  },
  '/info': {
    get: openCall('What runs', {
      200: json(
        'Version of the service and of Node.',
        z.object({ name: z.string(), version: z.string(), node: z.string() }),
      ),
    }),
  },
  '/metrics': {
    get: openCall('Figures for Prometheus', {
      200: { description: 'In its text format.', content: { 'text/plain': { schema: z.string() } } },
    }),
  },
  '/api/openapi.json': {
    get: openCall('This document', { 200: json('OpenAPI 3.1.', z.record(z.string(), z.unknown())) }),
  },
};
