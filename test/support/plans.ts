import pg from 'pg';
import type { AgencyReader } from '../../records/agency-reads.js';
import type { ServedDatabase } from '../../records/database.js';
import { statementOf, type Sql, type Template } from '../../records/statements.js';
import type { Hub } from './hub.js';

/** One step by which PostgreSQL goes about a statement, as its EXPLAIN has it. */
export interface PlanStep {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanStep[];
}

interface Sent {
  readonly text: string;
  readonly values: unknown[];
  /** On whose behalf, where it went by the pool of agencies. */
  readonly reader?: AgencyReader;
}

/** Every step of every statement that a read sends as it runs: planned for its values, and for any. */
export async function stepsOf(hub: Hub, read: (database: ServedDatabase) => Promise<unknown>): Promise<PlanStep[]> {
  const sent: Sent[] = [];
  const noting = (rows: Sql['rows'], reader?: AgencyReader): Sql['rows'] =>
    async function <Row extends object>(...template: Template): Promise<Row[]> {
      const { text, values = [] } = statementOf(...template);
      sent.push({ text, values, ...(reader === undefined ? {} : { reader }) });
      return rows<Row>(...template);
    };
  const { database } = hub;
  await read({
    ...database,
    reads: { ...database.reads, rows: noting(database.reads.rows) },
    agencies: {
      ...database.agencies,
      as: (reader) => ({ rows: noting(database.agencies.as(reader).rows, reader) }),
    },
  });
  const plans = await Promise.all(sent.map(async (statement) => explained(hub, statement)));
  return plans.flat().flatMap(stepsIn);
}

const stepsIn = (step: PlanStep): PlanStep[] => [step, ...(step.Plans ?? []).flatMap(stepsIn)];

async function explained(hub: Hub, { text, values, reader }: Sent): Promise<PlanStep[]> {
  const connectionString = reader === undefined ? hub.applicationUrl : hub.urls.agencyUrl;
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    if (reader !== undefined) {
      await client.query('BEGIN READ ONLY');
      await client.query('SELECT read_as($1, $2, $3)', [reader.hubId, reader.agency, reader.userId]);
    }
    const forThese = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
    const forAny = await client.query(`EXPLAIN (FORMAT JSON, GENERIC_PLAN) ${text}`);
    return [forThese, forAny].flatMap(({ rows }) =>
      (rows as { 'QUERY PLAN': { Plan: PlanStep }[] }[]).flatMap((row) => row['QUERY PLAN'].map(({ Plan }) => Plan)),
    );
  } finally {
    await client.end();
  }
}

/** Tables that are read from end to end. */
export const readWhole = (steps: readonly PlanStep[]): string[] =>
  steps.flatMap((step) => (step['Node Type'] === 'Seq Scan' ? [step['Relation Name'] ?? ''] : []));

/** Those of the indexes that no step uses. */
export function unused(steps: readonly PlanStep[], indexes: readonly string[]): string[] {
  const used = new Set(steps.map((step) => step['Index Name']));
  return indexes.filter((index) => !used.has(index));
}
