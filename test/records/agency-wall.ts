import pg from 'pg';
import { raw } from 'sql-template-tag';
import { declareConflict } from '../../records/conflicts.js';
import { restrictCase } from '../../records/restrictions.js';
import { done, type CaseInHand, type Hub } from '../support/hub.js';

/** What hangs on a check: each table, and the column by which a test tells its rows apart. */
export const walled = {
  AgencyCheck: 'id',
  Case: 'id',
  AgencyCheckPerson: 'personId',
  Person: 'id',
  CasePerson: 'personId',
  CheckAnswer: 'checkId',
  CheckResult: 'personId',
  CheckInformation: 'personId',
  Document: 'checkId',
  DocumentContent: 'documentId',
} as const;
export type Walled = keyof typeof walled;
export const walledTables = Object.keys(walled) as Walled[];

/** Tables of which a reader sees their own rows, for the conditions of the queries. */
export const ownTables = ['CaseAccess', 'GlassBreak', 'PersonLink'] as const;

/** What somebody of an agency gets for a statement without any condition, by the pool that agencies read by. */
export async function seen<Row extends object>(hub: Hub, persona: string, statement: string): Promise<Row[]> {
  const actor = hub.actor(persona);
  return hub.database.agencies.as({ ...actor, agency: actor.agency ?? '' }).rows<Row>`${raw(statement)}`;
}

/** What somebody of an agency sees of a table that hangs on a check, each value once. */
export async function seenIn(hub: Hub, persona: string, table: Walled): Promise<string[]> {
  const rows = await seen<{ value: string }>(
    hub,
    persona,
    `SELECT DISTINCT "${walled[table]}"::text AS "value" FROM "${table}"`,
  );
  return rows.map(({ value }) => value).sort();
}

/** Keeps a case from all but these people and the hub's manager. */
export async function restrict(hub: Hub, { caseId }: CaseInHand, ...personas: readonly string[]): Promise<void> {
  const people = ['hub-manager', ...personas].map((persona) => hub.actor(persona).userId);
  const sight = hub.sight('hub-manager', 'restrict-case', caseId);
  done(await restrictCase(hub.record, sight, { reason: 'high-profile', people }, hub.request('hub-manager')));
}

/** Links somebody to a person on a case. */
export async function link(hub: Hub, { caseId }: CaseInHand, persona: string, person: string): Promise<void> {
  const body = { person, kind: 'family', user: hub.actor(persona).userId } as const;
  const act = 'declare-conflict';
  done(await declareConflict(hub.record, { caseId, act }, body, hub.request('hub-manager')));
}

/** Work on a connection of its own, for what no program of the service would send. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Begins a transaction that reads for somebody of an agency. */
export async function readAs(client: pg.Client, hub: Hub, persona: string): Promise<void> {
  const { hubId, agency, userId } = hub.actor(persona);
  await client.query('BEGIN READ ONLY');
  await client.query('SELECT read_as($1, $2, $3)', [hubId, agency, userId]);
}

/** How many rows of each of these tables a connection sees. */
export async function countIn(client: pg.Client, tables: readonly string[]): Promise<Record<string, number>> {
  const counts: [string, number][] = [];
  for (const table of tables) {
    const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM "${table}"`);
    counts.push([table, rows[0]?.n ?? 0]);
  }
  return Object.fromEntries(counts);
}

export const none = (tables: readonly string[]): Record<string, number> =>
  Object.fromEntries(tables.map((table) => [table, 0]));
