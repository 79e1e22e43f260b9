import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listCases, type BoardFilter } from '../../records/board.js';
import type { Database } from '../../records/database.js';
import { directions } from '../../records/pages.js';
import { statementOf, type Template } from '../../records/statements.js';
import { openHub, type Hub } from '../support/hub.js';
import { connected } from './agency-wall.js';

/** Six thousand cases of which six hundred are in flight, half of these held, each with four checks: more than PostgreSQL likes to sort. */
const manyCases = [
  `INSERT INTO "Case" ("id", "hubId", "reference", "stage", "rating", "receivedAt", "immediateDanger", "nextDueAt", "closedAt", "ownerId", "lastEventAt", "lastHash")
   SELECT gen_random_uuid(), 'hub', 'M28-' || upper(to_hex(n * 7919 % 65536 + 65536)), CASE WHEN n % 10 = 0 THEN 'checks' ELSE 'closed' END, 'amber',
     now() - n * interval '1 hour', false, CASE WHEN n % 10 = 0 THEN now() + n * interval '1 minute' END, CASE WHEN n % 10 <> 0 THEN now() END,
     CASE WHEN n % 20 = 0 THEN (SELECT u."id" FROM "User" u WHERE u."subject" = CASE WHEN n % 40 = 0 THEN 'hub-worker' ELSE 'hub-manager' END) END, now(), ''
   FROM generate_series(1, 6000) n`,
  `INSERT INTO "AgencyCheck" ("id", "hubId", "caseId", "agency", "state", "rating", "legalBasis", "askedAt", "dueAt", "settledAt")
   SELECT gen_random_uuid(), 'hub', c."id", agency, 'open', 'amber', 'public-task', now(), now(), c."closedAt"
   FROM "Case" c, unnest('{police,health,education,housing}'::text[]) agency`,
  'ANALYZE',
];

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Plan Rows': number;
  Plans?: Plan[];
}

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
  for (const statement of manyCases) await hub.asOwner(statement);
});
afterAll(async () => {
  await hub.close();
});

/** The statement that finds a page of the board; the other one counts. */
async function pageStatement(filter: Partial<BoardFilter>): Promise<{ text: string; values: unknown[] }> {
  const sent: { text: string; values: unknown[] }[] = [];
  const rows = <Row>(...template: Template): Promise<Row[]> => {
    const { text, values = [] } = statementOf(...template);
    sent.push({ text, values });
    return Promise.resolve([]);
  };
  const database: Database = { ...hub.database, reads: { ...hub.database.reads, rows } };
  const asked = { limit: 25, now: new Date(), ...filter };
  await listCases(database, hub.sight('hub-worker', 'see-board'), asked);
  const found = sent.find(({ text }) => text.includes('LIMIT'));
  if (found === undefined) throw new Error('The board found no page');
  return found;
}

/** Every step by which PostgreSQL finds a page: for these values, and for any. */
async function stepsOf(filter: Partial<BoardFilter>): Promise<Plan[]> {
  const { text, values } = await pageStatement(filter);
  const plans = await connected(hub.applicationUrl, async (client) => {
    const forThese = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
    const forAny = await client.query(`EXPLAIN (FORMAT JSON, GENERIC_PLAN) ${text}`);
    return [forThese, forAny].map(
      ({ rows }) => (rows as { 'QUERY PLAN': { Plan: Plan }[] }[])[0]?.['QUERY PLAN'][0]?.Plan,
    );
  });
  const stepsIn = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(stepsIn)];
  return plans.flatMap((plan) => (plan === undefined ? [] : stepsIn(plan)));
}

const behind = (rank: number): Partial<BoardFilter> => ({
  cursor: Buffer.from(`${rank} 2028-08-21T09:00:00.000Z 614aa998-5677-4fc4-bdd6-f1b243b5a5ec`).toString('base64url'),
});

/** Each order goes both ways, from its beginning and from where a page ended. */
const sorted = (): [string, Partial<BoardFilter>, string[]][] =>
  (
    [
      ['received', 'Case_by_receipt'],
      ['reference', 'Case_in_flight_by_reference'],
      ['stage', 'Case_by_stage'],
      ['rating', 'Case_by_rating'],
    ] as const
  ).flatMap(([sort, index]) =>
    directions.flatMap((direction): [string, Partial<BoardFilter>, string[]][] => [
      [`sorted by ${sort}, ${direction}`, { order: { sort, direction } }, [index]],
      [
        `sorted by ${sort}, ${direction}, behind another`,
        { order: { sort, direction }, ...behind(sort === 'received' ? 0 : 2) },
        [index],
      ],
    ]),
  );

describe('a page of the board', () => {
  it.each<[string, Partial<BoardFilter>, string[]]>([
    ['of what is in flight', {}, ['Case_in_flight']],
    ['that goes on where another ended', behind(1), ['Case_in_flight']],
    ['of one stage and rating', { stage: 'checks', rating: 'amber' }, ['Case_in_flight']],
    ['of what nobody holds', { assignee: 'none' }, ['Case_in_flight']],
    ['of what one holds', { assignee: 'me' }, ['Case_of_owner']],
    ['of what is closed', { stage: 'closed' }, ['Case_closed']],
    ['of a year', { q: 'M28' }, ['Case_in_flight', 'Case_closed']],
    ['of references that begin alike', { q: 'M28-1ABC' }, ['Case_by_reference']],
    ...sorted(),
  ])(
    '%s is found by an index, and no table of cases or checks is read from end to end',
    async (_what, filter, indexes) => {
      const steps = await stepsOf(filter);

      const used = new Set(steps.map((step) => step['Index Name']));
      expect(indexes.filter((index) => !used.has(index))).toEqual([]);
      const whole = steps.filter(
        (step) => step['Node Type'] === 'Seq Scan' && ['Case', 'AgencyCheck'].includes(step['Relation Name'] ?? ''),
      );
      expect(whole).toEqual([]);
    },
  );
});
