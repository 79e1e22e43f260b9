import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeRecord } from '../../bench/pages/record.js';
import { listCases } from '../../records/board.js';
import { listChecks } from '../../records/check-lookup.js';
import { readChronology, whoActed } from '../../records/chronology.js';
import type { ServedDatabase } from '../../records/database.js';
import { listDocuments } from '../../records/document-sights.js';
import { listBrokenGlass } from '../../records/glass.js';
import { listOwnReferrals } from '../../records/own-referrals.js';
import { searchPeople } from '../../records/people-search.js';
import { listRestrictions } from '../../records/restrictions.js';
import { unsealedColumns } from '../../records/sealed-form.js';
import { listSettledChecks } from '../../records/settled-checks.js';
import { listUsers } from '../../records/user-administration.js';
import { waitingFor } from '../../records/waiting.js';
import { whoIsOnCase } from '../../records/who-on-case.js';
import { listTeam, listWorkload } from '../../records/workload.js';
import { openHub, type Hub } from '../support/hub.js';
import { readWhole, stepsOf, unused } from '../support/plans.js';

/*
 * The pages of a large record: each finds what it shows by an index, and none reads a table that grows with cases from end to end. The record
 * is a small one of those by which the benchmark measures pages.
 */

const extent = { cases: 4000, open: 400, looks: 100 };

/** Tables that grow with the cases, closed ones as well. */
const grow = [
  ...['Case', 'Person', 'CasePerson', 'Referral', 'Screening', 'AgencyCheck', 'AgencyCheckPerson', 'CheckAnswer'],
  ...['Deadline', 'Notice', 'DecisionRound', 'Decision', 'CaseEvent'],
];

const now = new Date();
const page = { limit: 25, now };

let hub: Hub;
let caseId: string;
beforeAll(async () => {
  hub = await openHub();
  await makeRecord(hub.urls.ownerUrl, extent, now);
  const [found] = await hub.asOwner<{ id: string }>(`SELECT "id" FROM "Case" WHERE "stage" = 'checks' LIMIT 1`);
  caseId = found?.id ?? '';
});
afterAll(async () => {
  await hub.close();
});

const countOf = async (table: string, condition = 'true'): Promise<unknown> =>
  (await hub.asOwner(`SELECT count(*)::int AS "count" FROM "${table}" WHERE ${condition}`))[0]?.count;

describe('the record by which the benchmark measures pages', () => {
  it('is as large as was asked for, and holds nothing in the clear that is to be sealed', async () => {
    expect(await Promise.all([countOf('Case'), countOf('Case', '"closedAt" IS NULL'), countOf('AccessEvent')])).toEqual(
      [extent.cases, extent.open, extent.looks],
    );
    expect(await unsealedColumns(hub.database)).toEqual([]);
  });
});

type Read = (database: ServedDatabase) => Promise<unknown>;

const searching =
  (sought: Parameters<typeof searchPeople>[2] extends infer All ? Partial<All> : never): Read =>
  async (database) =>
    searchPeople(database, hub.sight('hub-worker', 'search-people'), { ...sought, limit: 50, now });

const pages: readonly [string, readonly string[], Read][] = [
  [
    'the board with its counts',
    ['Case_in_flight'],
    async (database) => listCases(database, hub.sight('hub-worker', 'see-board'), page),
  ],
  [
    'the triage queue',
    ['Case_in_flight'],
    async (database) => listCases(database, hub.sight('hub-worker', 'see-board'), { ...page, stage: 'received' }),
  ],
  [
    'who holds how much',
    ['Case_of_owner'],
    async (database) => listWorkload(database, hub.sight('hub-manager', 'see-workload'), page),
  ],
  ['a search by the beginning of a last name', ['Person_by_name'], searching({ lastName: 'sa' })],
  ['a search by both names', ['Person_by_name'], searching({ lastName: 'Silver', firstName: 'R' })],
  [
    'a search by a letter and a date of birth',
    ['Person_by_name'],
    searching({ lastName: 's', dateOfBirth: '2015-05-05' }),
  ],
  ['a search by an NHS number', ['Person_by_nhsNumber'], searching({ nhsNumber: '943 476 5919' })],
  [
    'one’s own referrals',
    ['Referral_submittedById_receivedAt_idx'],
    async (database) => listOwnReferrals(database, hub.sight('referrer', 'see-own-referral'), page),
  ],
  [
    'an agency’s checks',
    ['AgencyCheck_of_agency'],
    async (database) => listChecks(database, hub.sight('police', 'see-checks'), { ...page, state: 'open' }),
  ],
  [
    'the checks that one holds',
    ['AgencyCheck_of_holder'],
    async (database) =>
      listChecks(database, hub.sight('police', 'see-checks'), { ...page, state: 'open', holder: 'me' }),
  ],
  [
    'the checks that are done',
    ['AgencyCheck_settled'],
    async (database) => listSettledChecks(database, hub.sight('police', 'see-checks'), page),
  ],
  ['an agency’s team', [], async (database) => listTeam(database, hub.sight('police-lead', 'see-team'), page)],
  ['who is on a case', ['Case_pkey', 'AgencyCheck_caseId_idx'], async (database) => whoIsOnCase(database, caseId)],
  [
    'what a case waits for',
    ['Case_pkey'],
    async (database) => waitingFor(database, hub.sight('hub-worker', 'see-waiting', caseId), now),
  ],
  [
    'the chronology of a case',
    [],
    async (database) =>
      readChronology(database, hub.sight('hub-worker', 'see-events', caseId), { limit: 50, newestFirst: true }),
  ],
  [
    'who did something on a case',
    [],
    async (database) => whoActed(database, hub.sight('hub-worker', 'see-events', caseId)),
  ],
  [
    'the documents of a case',
    [],
    async (database) => listDocuments(database, hub.sight('hub-worker', 'see-documents', caseId)),
  ],
  [
    'restricted cases',
    ['CaseRestriction_by_review'],
    async (database) =>
      listRestrictions(database, hub.sight('privacy-officer', 'see-restricted-cases'), { ...page, limit: 5 }),
  ],
  [
    'restricted cases that somebody opened',
    [],
    async (database) =>
      listBrokenGlass(database, hub.sight('privacy-officer', 'see-broken-glass'), {
        ...page,
        onUnreadable: () => undefined,
      }),
  ],
  ['users', ['User_by_name'], async (database) => listUsers(database, 'hub', page)],
  [
    'users from the end',
    ['User_by_name'],
    async (database) => listUsers(database, 'hub', { ...page, direction: 'descending' }),
  ],
];

describe('a page of a large record', () => {
  it.each(pages)(
    '(%s) is found by an index, and reads no table that grows with cases from end to end',
    async (_page, indexes, read) => {
      const steps = await stepsOf(hub, read);

      expect(steps).not.toEqual([]);
      expect(unused(steps, indexes)).toEqual([]);
      expect(readWhole(steps).filter((table) => grow.includes(table))).toEqual([]);
    },
  );

  it('(users behind the first page) begins where the page before ended', async () => {
    const { next } = await listUsers(hub.database, 'hub', page);
    const steps = await stepsOf(hub, async (database) => listUsers(database, 'hub', { ...page, cursor: next ?? '' }));

    expect(unused(steps, ['User_by_name'])).toEqual([]);
    expect(readWhole(steps)).not.toContain('User');
  });
});
