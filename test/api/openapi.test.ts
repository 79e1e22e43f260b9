import { describe, expect, it } from '@jest/globals';
import { openApiDocument } from '../../api/rest/openapi.js';
import { restOperations } from '../../api/rest/operations.js';

interface Described {
  operationId?: string;
  security?: unknown[];
  requestBody?: { content: Record<string, unknown> };
  parameters?: { name: string; in: string; required?: boolean }[];
  responses: Record<string, { description: string; content?: Record<string, unknown> }>;
}

const document = openApiDocument(
  restOperations(() => '2026-11-20'),
  {
    version: '1.2.3',
    publicUrl: 'https://front-door.example',
    issuer: 'https://sign-in.example/',
  },
);
const json = JSON.parse(JSON.stringify(document)) as {
  openapi: string;
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, unknown> };
};
const calls = Object.entries(json.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, described]) => ({ path, method, described })),
);
const acts = calls.filter(({ method, path }) => method === 'post' && path.startsWith('/api/'));

/** Every description of an object in a schema, however deep. */
function objectsIn(node: unknown): Record<string, unknown>[] {
  if (typeof node !== 'object' || node === null) return [];
  const within = Object.values(node).flatMap(objectsIn);
  return 'properties' in node || ('type' in node && node.type === 'object') ? [node, ...within] : within;
}

/** Every value under a key, anywhere in the document. */
function valuesOf(name: string, node: unknown): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    key === name ? [value] : valuesOf(name, value),
  );
}

describe('the OpenAPI document', () => {
  it('is of version 3.1 and describes every call of the contract that there is', () => {
    expect(json.openapi).toMatch(/^3\.1\./);
    expect(calls.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'get /api/agencies',
      'get /api/agency-changes',
      'get /api/agency/workload',
      'get /api/broken-glass',
      'get /api/cases',
      'get /api/cases/{reference}',
      'get /api/cases/{reference}/conflicts',
      'get /api/cases/{reference}/events',
      'get /api/cases/{reference}/looks',
      'get /api/cases/{reference}/restriction',
      'get /api/cases/{reference}/waiting',
      'get /api/checks',
      'get /api/checks/{id}',
      'get /api/colleagues',
      'get /api/deadlines',
      'get /api/hub',
      'get /api/looks',
      'get /api/openapi.json',
      'get /api/referrals/{reference}/status',
      'get /api/restricted-cases',
      'get /api/role-changes',
      'get /api/users',
      'get /api/users/{id}/sessions',
      'get /api/warnings',
      'get /api/workload',
      'get /health',
      'get /info',
      'get /metrics',
      'get /ready',
      'post /api/agencies/{code}',
      'post /api/agencies/{code}/contacts',
      'post /api/agencies/{code}/disable',
      'post /api/agencies/{code}/enable',
      'post /api/broken-glass/{id}/review',
      'post /api/cases/assign',
      'post /api/cases/claim-next',
      'post /api/cases/{reference}/assign',
      'post /api/cases/{reference}/break-glass',
      'post /api/cases/{reference}/claim',
      'post /api/cases/{reference}/conflicts',
      'post /api/cases/{reference}/decision',
      'post /api/cases/{reference}/release',
      'post /api/cases/{reference}/restriction',
      'post /api/cases/{reference}/restriction/keep',
      'post /api/cases/{reference}/restriction/lift',
      'post /api/cases/{reference}/restriction/people',
      'post /api/cases/{reference}/screening',
      'post /api/cases/{reference}/warnings',
      'post /api/checks/{id}/answer',
      'post /api/checks/{id}/claim',
      'post /api/checks/{id}/conflicts',
      'post /api/checks/{id}/hand-over',
      'post /api/conflicts/{id}/lift',
      'post /api/contacts/{id}',
      'post /api/contacts/{id}/remove',
      'post /api/hub',
      'post /api/referrals',
      'post /api/role-changes/{id}/approve',
      'post /api/role-changes/{id}/refuse',
      'post /api/role-changes/{id}/withdraw',
      'post /api/users/{id}/disable',
      'post /api/users/{id}/enable',
      'post /api/users/{id}/end-sessions',
      'post /api/users/{id}/role-changes',
      'post /api/warnings/{id}/end',
      'post /api/warnings/{id}/keep',
      'post /codec/decode',
    ]);
  });

  it('names every call once, with the parameters of its path', () => {
    const ids = calls.flatMap(({ described }) => described.operationId ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, described } of calls) {
      const inPath = (described.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required === true)).toBe(true);
    }
  });

  it('asks for a token everywhere but on the open list', () => {
    const open = calls.filter(({ described }) => described.security?.length === 0).map(({ path }) => path);
    expect(open.sort()).toEqual(['/api/openapi.json', '/health', '/info', '/metrics', '/ready']);
  });

  it('gives every act a body, an idempotency key and every refusal that it may meet', () => {
    for (const { path, described } of acts) {
      expect(described.requestBody?.content).toHaveProperty(['application/json', 'schema']);
      expect((described.parameters ?? []).map(({ name }) => name)).toContain('Idempotency-Key');
      const expected = [
        '400',
        '401',
        '403',
        '409',
        '413',
        '415',
        '422',
        '500',
        '503',
        ...(path.includes('{') ? ['404'] : []),
      ];
      expect(Object.keys(described.responses)).toEqual(expect.arrayContaining(expected));
    }
  });

  it('has no act whose body takes a field that it does not name, at any depth', () => {
    for (const { described } of acts) {
      const objects = objectsIn(described.requestBody?.content);
      expect(objects.length).toBeGreaterThan(0);
      expect(objects.filter(({ additionalProperties }) => additionalProperties !== false)).toEqual([]);
      expect(JSON.stringify(described.requestBody)).not.toContain('$ref');
    }
  });

  it('demands a version of the decision alone', () => {
    const demanding = acts.filter(({ described }) => '428' in described.responses).map(({ path }) => path);
    expect(demanding).toEqual(['/api/cases/{reference}/decision']);
  });

  it('answers every refusal with a problem document', () => {
    const refusals = calls.flatMap(({ path, described }) =>
      path === '/ready'
        ? []
        : Object.entries(described.responses).filter(([status]) => status.startsWith('4') || status.startsWith('5')),
    );
    expect(refusals.length).toBeGreaterThan(50);
    for (const [, response] of refusals) {
      expect(response.content).toEqual({
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      });
    }
  });

  it('refers to nothing that it does not hold', () => {
    const references = valuesOf('$ref', json).map(String);
    for (const reference of references)
      expect(json.components.schemas).toHaveProperty(reference.replace('#/components/schemas/', ''));
    expect(references.length).toBeGreaterThan(10);
  });

  it('shows a referral with its required fields, its words and its refusal of unknown fields', () => {
    const schema = json.paths['/api/referrals']?.post?.requestBody?.content['application/json'] as {
      schema: object;
    };
    expect(schema.schema).toMatchObject({
      type: 'object',
      required: ['channel', 'referrer', 'children', 'concern', 'parents'],
      additionalProperties: false,
      properties: {
        channel: { enum: ['phone', 'email', 'online-form', 'system', 'police-notification'] },
        children: {
          type: 'array',
          minItems: 1,
          maxItems: 30,
          items: { properties: { dateOfBirth: { type: 'string', format: 'date' } } },
        },
      },
    });
  });
});
