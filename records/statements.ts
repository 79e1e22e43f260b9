import type { QueryConfig, QueryResult } from 'pg';
import { Sql as Statement } from 'sql-template-tag';

/** A statement as it is written. */
export type Template = [strings: TemplateStringsArray, ...values: unknown[]];

/**
 * Runs statements written as templates: what stands in them is a parameter, or, where it is a fragment (`sql` of
 * sql-template-tag), text. Each text is prepared once on each connection. Instants go in and come out as `Date`, dates as
 * `YYYY-MM-DD`, JSON goes in as text and comes out as what it holds.
 */
export interface Sql {
  /** The rows that a statement returns. */
  rows: <Row extends object>(...template: Template) => Promise<Row[]>;
  /** How many rows a statement wrote. */
  run: (...template: Template) => Promise<number>;
}

/** Statements over whatever sends them: a pool, or the connection of a transaction. */
export const sqlOver = (send: <Row extends object>(statement: QueryConfig) => Promise<QueryResult<Row>>): Sql => ({
  rows: async <Row extends object>(...template: Template) => (await send<Row>(statementOf(...template))).rows,
  run: async (...template) => (await send(statementOf(...template))).rowCount ?? 0,
});

/** By text. There are as many as the code has statements, and combinations of filters. */
const names = new Map<string, string>();

/** A template as a statement that PostgreSQL plans once and then knows by name. */
export function statementOf(...[strings, ...values]: Template): QueryConfig<unknown[]> {
  const { text, values: parameters } = new Statement(strings, values);
  const name = names.get(text) ?? `s${names.size + 1}`;
  names.set(text, name);
  return { name, text, values: parameters };
}
