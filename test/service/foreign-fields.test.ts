import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { referralSaying } from '../support/hostile-words.js';
import type { TestService } from '../support/service.js';
import { aScreening, decisionOver, nobodyKnown } from './bodies.js';
import { serviceWithCases, type Cases } from './cases.js';
import { expectRefused, mistakes } from './refusal.js';
import { checkOf, childOf } from './steps.js';
import { allActs } from './tables.js';

/*
 * Fields that nobody may set, because the record, the sign-in or the rules do: sent along with every act, in every object of
 * its body.
 */
const someone = '00000000-0000-4000-8000-000000000000';

const ofTheRecord = {
  ...{ id: someone, hubId: 'other', caseId: 'other', reference: 'M26-AAAA-AAC' },
  ...{
    version: 99,
    stage: 'closed',
    state: 'answered',
    receivedAt: '2020-01-01T00:00:00Z',
    dueAt: null,
    settledAt: null,
  },
  ...{ userId: 'other', submittedBy: 'other', decidedBy: 'other', roles: ['hub-manager'], isAdmin: true },
};

/** Names by which an object of JavaScript could be changed that nobody has named. */
const ofTheLanguage: readonly [string, unknown][] = [
  ['__proto__', { polluted: true, roles: ['hub-manager'] }],
  ['constructor', { prototype: { polluted: true } }],
  ['prototype', { polluted: true }],
  ['toString', 'polluted'],
  ['hasOwnProperty', 'polluted'],
];

interface Act {
  act: string;
  who: string;
  path: (cases: Cases) => string;
  body: (cases: Cases) => object;
}

const acts: readonly Act[] = [
  {
    act: 'a referral',
    who: 'school-system',
    path: () => '/api/referrals',
    body: () => referralSaying('Invented'),
  },
  {
    act: 'a screening',
    who: 'hub-manager',
    path: ({ received }) => `/api/cases/${received.reference}/screening`,
    body: ({ received }) => ({
      ...{ ...aScreening, agreementOverride: { reason: 'Risk.' } },
      checks: [{ agency: 'police', persons: [childOf(received)] }],
    }),
  },
  {
    act: 'a restriction',
    who: 'hub-manager',
    path: ({ inChecks }) => `/api/cases/${inChecks.reference}/restriction`,
    body: () => ({ reason: 'staff-family', note: 'Invented.', people: [someone] }),
  },
  {
    act: 'a change of an access list',
    who: 'hub-manager',
    path: ({ inChecks }) => `/api/cases/${inChecks.reference}/restriction/people`,
    body: () => ({ add: [someone] }),
  },
  {
    act: 'a broken glass',
    who: 'hub-worker',
    path: ({ inChecks }) => `/api/cases/${inChecks.reference}/break-glass`,
    body: () => ({ reason: 'urgent-decision', text: 'Invented.', warningRead: true }),
  },
  {
    act: 'a conflict of interest',
    who: 'hub-manager',
    path: ({ inChecks }) => `/api/cases/${inChecks.reference}/conflicts`,
    body: ({ inChecks }) => ({ person: childOf(inChecks), kind: 'family', user: someone }),
  },
  {
    act: 'an assignment',
    who: 'hub-manager',
    path: ({ inChecks }) => `/api/cases/${inChecks.reference}/assign`,
    body: () => ({ user: someone }),
  },
  {
    act: 'an assignment of several cases',
    who: 'hub-manager',
    path: () => '/api/cases/assign',
    body: ({ inChecks }) => ({ references: [inChecks.reference], user: someone }),
  },
  {
    act: 'a hand-over',
    who: 'health-lead',
    path: ({ inChecks }) => `/api/checks/${checkOf(inChecks, 'health').id}/hand-over`,
    body: () => ({ user: someone }),
  },
  {
    act: 'a claim',
    who: 'health',
    path: ({ inChecks }) => `/api/checks/${checkOf(inChecks, 'health').id}/claim`,
    body: () => ({}),
  },
  {
    act: 'an answer',
    who: 'health',
    path: ({ inChecks }) => `/api/checks/${checkOf(inChecks, 'health').id}/answer`,
    body: ({ inChecks }) => ({
      ...nobodyKnown(checkOf(inChecks, 'health').persons),
      information: [{ person: childOf(inChecks), kind: 'fact', text: 'Invented.', sharing: 'professionals' }],
    }),
  },
  {
    act: 'a decision',
    who: 'hub-manager',
    path: ({ inChecks }) => `/api/cases/${inChecks.reference}/decision`,
    body: ({ inChecks }) => ({ ...decisionOver(inChecks), meetingSkipped: { reason: 'papers-sufficient' } }),
  },
];

let service: TestService;
let cases: Cases;

beforeAll(async () => {
  ({ service, cases } = await serviceWithCases());
});
afterAll(() => service.stop());

interface Widened {
  body: unknown;
  pointers: string[];
}

/** A body with these fields added to every object in it that has no field of that name, and the pointers to them. */
function widened(body: unknown, fields: readonly [string, unknown][], at = ''): Widened {
  if (typeof body !== 'object' || body === null) return { body, pointers: [] };
  const within = Object.entries(body).map(([name, part]) => [name, widened(part, fields, `${at}/${name}`)] as const);
  const pointers = within.flatMap(([, part]) => part.pointers);
  if (Array.isArray(body)) return { body: within.map(([, part]) => part.body), pointers };
  const added = fields.filter(([name]) => !Object.hasOwn(body, name));
  return {
    // Not by assignment, which would set the prototype in place of a field of that name.
    body: Object.fromEntries([...within.map(([name, part]) => [name, part.body] as const), ...added]),
    pointers: [...pointers, ...added.map(([name]) => `${at}/${name}`)],
  };
}

async function expectEachRefused({ who, path, body }: Act, fields: readonly [string, unknown][]): Promise<void> {
  const before = await allActs(service.ownerUrl);
  const { body: sent, pointers } = widened(body(cases), fields);
  const answer = await service.as(who).post(path(cases), sent, { 'if-match': '*' });
  expectRefused(
    answer,
    mistakes(Object.fromEntries(pointers.map((pointer) => [pointer, /no such field.*Take it out/]))),
  );
  expect(await allActs(service.ownerUrl)).toEqual(before);
}

describe.each(acts)('$act is refused, and nothing changes,', (act) => {
  it('when it sets what is the record’s own, wherever in its body', async () => {
    await expectEachRefused(act, Object.entries(ofTheRecord));
  });

  it('when it names the prototype of its objects, and no object is changed', async () => {
    await expectEachRefused(act, ofTheLanguage);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect([Object.keys(Object.prototype), Object.hasOwn({}, 'roles')]).toEqual([[], false]);
  });
});

it('a field in another place than the body sets nothing', async () => {
  const { received } = cases;
  const path = `/api/cases/${received.reference}?stage=closed&hubId=other&__proto__[stage]=closed&constructor[stage]=closed`;
  const answer = await service
    .as('hub-worker')
    .get(path, { 'x-hub-id': 'other', 'x-user-id': 'other', 'x-roles': 'auditor' });
  const foreign = ['/stage', '/hubId', '/__proto__[stage]', '/constructor[stage]'];
  expectRefused(answer, mistakes(Object.fromEntries(foreign.map((pointer) => [pointer, /no such field/]))));
});
