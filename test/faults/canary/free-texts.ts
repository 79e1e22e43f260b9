import { openApiDocument } from '../../../api/rest/openapi.js';
import { restOperations } from '../../../api/rest/operations.js';
import { core } from './marks.js';

// A field of an act in which people write what they want, by its path: `/api/referrals children/*/school`.
export type FreeText = string;

interface Schema {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
}

interface Described {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
}

const document = JSON.parse(
  JSON.stringify(
    openApiDocument(
      restOperations(() => '2026-11-20'),
      { version: '1.2.3', publicUrl: 'https://front-door.example', issuer: 'https://sign-in.example' },
    ),
  ),
) as Described;

/** Acts on the record; what Temporal's own programs ask is no act. */
const acts = Object.entries(document.paths).flatMap(([path, { post }]) => {
  const schema = post?.requestBody?.content['application/json']?.schema;
  return schema === undefined || !path.startsWith('/api/') ? [] : [{ path, schema }];
});

/** Formats that leave no room for words. */
const formed = ['uuid', 'date', 'date-time', 'reference'];

/** Every field of every act in which people write what they want, by the API's own description. */
export const freeTexts: readonly FreeText[] = acts.flatMap(({ path, schema }) =>
  textsOf(schema).map((field) => `${path} ${field}`),
);

function textsOf({ type, format = '', properties = {}, items, ...rest }: Schema, place: string[] = []): string[] {
  if (type === 'string') return 'enum' in rest || 'const' in rest || formed.includes(format) ? [] : [place.join('/')];
  const inItems = items === undefined ? [] : textsOf(items, [...place, '*']);
  return [...inItems, ...Object.entries(properties).flatMap(([name, inner]) => textsOf(inner, [...place, name]))];
}

/** The fields of an act that hold a canary. @param path as it was asked */
export function freeTextsIn(path: string, body: string): FreeText[] {
  const act = acts.find((known) => new RegExp(`^${known.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
  if (act === undefined) return [];
  const holding = (value: unknown, place: string[]): string[] => {
    if (typeof value === 'string') return value.startsWith(core) ? [place.join('/')] : [];
    if (Array.isArray(value)) return value.flatMap((item) => holding(item, [...place, '*']));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) => holding(inner, [...place, name]));
  };
  return holding(JSON.parse(body), []).map((field) => `${act.path} ${field}`);
}
