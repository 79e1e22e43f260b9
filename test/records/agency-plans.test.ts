import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listChecks } from '../../records/check-lookup.js';
import { readCheck } from '../../records/check-view.js';
import type { ServedDatabase } from '../../records/database.js';
import { statementOf, type Template } from '../../records/statements.js';
import { openHub, type Hub } from '../support/hub.js';
import { connected, readAs, walledTables } from './agency-wall.js';

const now = new Date('2028-08-22T00:00:00Z');

/** Two thousand cases that asked four agencies about four people, all answered: more than PostgreSQL likes to read from end to end. */
const manyCases = [
  `INSERT INTO "Case" ("id", "hubId", "reference", "stage", "receivedAt", "immediateDanger", "lastEventAt", "lastHash")
   SELECT gen_random_uuid(), 'hub', 'invented-' || n, 'closed', now(), false, now(), '' FROM generate_series(1, 2000) n`,
  `WITH person AS (SELECT c."id" AS "caseId", gen_random_uuid() AS "id", position FROM "Case" c, generate_series(0, 3) position),
   kept AS (INSERT INTO "Person" ("id", "hubId", "firstName", "lastName", "particulars") SELECT "id", 'hub', 'Ivy', 'Invented', '"\\tsealed"' FROM person)
   INSERT INTO "CasePerson" ("caseId", "personId", "role", "position") SELECT "caseId", "id", 'child', position FROM person`,
  `INSERT INTO "AgencyCheck" ("id", "hubId", "caseId", "agency", "state", "rating", "legalBasis", "askedAt", "dueAt", "settledAt")
   SELECT gen_random_uuid(), 'hub', c."id", agency, 'answered', 'amber', 'public-task', now(), now() - random() * interval '1 year', now()
   FROM "Case" c, unnest('{police,health,education,housing}'::text[]) agency WHERE c."stage" = 'closed'`,
  `INSERT INTO "AgencyCheckPerson" ("checkId", "personId")
   SELECT k."id", p."personId" FROM "AgencyCheck" k JOIN "CasePerson" p USING ("caseId") ON CONFLICT DO NOTHING`,
  `INSERT INTO "CheckAnswer" ("id", "checkId", "byId", "at")
   SELECT gen_random_uuid(), "id", gen_random_uuid(), now() FROM "AgencyCheck" WHERE "settledAt" IS NOT NULL ON CONFLICT DO NOTHING`,
  `INSERT INTO "CheckResult" ("answerId", "personId", "result")
   SELECT w."id", p."personId", 'known' FROM "CheckAnswer" w JOIN "AgencyCheckPerson" p USING ("checkId") ON CONFLICT DO NOTHING`,
  `INSERT INTO "CheckInformation" ("answerId", "position", "personId", "kind", "text", "sharing")
   SELECT "answerId", row_number() OVER (PARTITION BY "answerId"), "personId", 'fact', E'\\tsealed', 'family' FROM "CheckResult" ON CONFLICT DO NOTHING`,
  'ANALYZE',
];

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: Plan[];
}

let hub: Hub;
let checkId: string;
beforeAll(async () => {
  hub = await openHub();
  const inHand = await hub.receive();
  await hub.screen(inHand);
  ({ checkId } = await hub.check(inHand, 'police'));
  for (const statement of manyCases) await hub.asOwner(statement);
});
afterAll(async () => {
  await hub.close();
});

/** The statement that the service would send for an agency. */
async function statementFor(
  read: (database: ServedDatabase) => Promise<unknown>,
): Promise<{ text: string; values: unknown[] }> {
  let sent = statementOf`SELECT`;
  const rows = <Row>(...template: Template): Promise<Row[]> => {
    sent = statementOf(...template);
    return Promise.resolve([]);
  };
  await read({ ...hub.database, agencies: { ...hub.database.agencies, as: () => ({ rows }) } });
  return { text: sent.text, values: sent.values ?? [] };
}

/** Every step by which PostgreSQL goes about a statement of somebody of the police: for these values, and for any. */
async function stepsOf({ text, values }: { text: string; values: unknown[] }): Promise<Plan[]> {
  const answers = await connected(hub.urls.agencyUrl, async (client) => {
    await readAs(client, hub, 'police');
    const forThese = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
    const forAny = await client.query(`EXPLAIN (FORMAT JSON, GENERIC_PLAN) ${text}`);
    return [forThese, forAny].map(
      ({ rows }) => (rows as { 'QUERY PLAN': { Plan: Plan }[] }[])[0]?.['QUERY PLAN'][0]?.Plan,
    );
  });
  const stepsIn = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(stepsIn)];
  return answers.flatMap((plan) => (plan === undefined ? [] : stepsIn(plan)));
}

const readWhole = (steps: readonly Plan[]): string[] =>
  steps.flatMap(({ 'Node Type': node, 'Relation Name': table = '' }) =>
    node === 'Seq Scan' && (walledTables as string[]).includes(table) ? [table] : [],
  );

describe('behind the second wall', () => {
  it('the worklist of an agency still comes in its order from the index, page by page', async () => {
    const sight = hub.sight('police', 'see-checks');
    const steps = await stepsOf(
      await statementFor(async (database) => listChecks(database, sight, { limit: 25, now })),
    );

    expect(steps.filter((step) => step['Index Name'] === 'AgencyCheck_of_agency')).toHaveLength(2);
    expect(steps.filter((step) => step['Node Type'].includes('Sort'))).toEqual([]);
    expect(readWhole(steps)).toEqual([]);
  });

  it('a check is read without reading a table from end to end', async () => {
    const steps = await stepsOf(
      await statementFor(async (database) => readCheck(database, hub.actor('police'), checkId, now)),
    );

    expect(steps.filter((step) => step['Index Name'] === 'AgencyCheck_pkey').length).toBeGreaterThan(1);
    expect(readWhole(steps)).toEqual([]);
  });
});
