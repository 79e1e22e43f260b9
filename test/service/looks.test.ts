import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Answer, Caller } from '../support/caller.js';
import { startService, type TestService } from '../support/service.js';
import { aReferral, aScreening, decisionOver, nobodyKnown } from './bodies.js';
import { expectRefused, mistakes } from './refusal.js';
import type { CaseSeen } from './seen.js';
import { everyoneKnown } from './people.js';
import { checkOf, childOf, readCase, screen, submit } from './steps.js';

/*
 * What each route leaves when somebody who may calls it: one look of a kind (that of an act, where it is on an account), or the event of an act on a case, or, where there is nothing of
 * anybody to see, nothing.
 */
const table = `
GET /health                                    | anyone          | nothing
GET /ready                                     | anyone          | nothing
GET /info                                      | anyone          | nothing
GET /metrics                                   | anyone          | nothing
GET /api/openapi.json                          | anyone          | nothing
POST /api/referrals                            | school-system   | an event
GET /api/referrals/{reference}/status          | school-system   | opened see-own-referral
GET /api/cases                                 | hub-worker      | listed see-board
GET /api/cases/{reference}                     | hub-worker      | opened see-case
GET /api/cases/{reference}/events              | auditor         | opened see-events
GET /api/cases/{reference}/waiting             | hub-worker      | opened see-waiting
GET /api/cases/{reference}/looks               | hub-manager     | opened see-looks
GET /api/looks                                 | auditor         | listed see-every-look
GET /api/checks                                | police          | listed see-checks
GET /api/checks/{id}                           | police          | opened see-checks
GET /api/deadlines                             | hub-worker      | listed see-deadlines
POST /api/agencies/{code}/disable              | administrator   | acted manage-agencies
POST /api/agencies/{code}/enable               | administrator   | acted manage-agencies
POST /codec/decode                             | administrator   | opened read-process-payloads
POST /api/cases/claim-next                     | hub-worker      | an event
POST /api/cases/{reference}/claim              | hub-worker      | an event
POST /api/cases/{reference}/release            | hub-worker      | an event
POST /api/cases/{reference}/assign             | decision-maker  | an event
POST /api/cases/assign                         | hub-manager     | an event
GET /api/workload                              | hub-worker      | listed see-workload
POST /api/checks/{id}/claim                    | police          | an event
POST /api/checks/{id}/hand-over                | police          | an event
GET /api/agency/workload                       | police          | listed see-team
POST /api/checks/{id}/answer                   | police          | an event
POST /api/cases/{reference}/decision           | decision-maker  | an event
POST /api/cases/{reference}/screening          | decision-maker  | an event
POST /api/cases/{reference}/conflicts          | hub-worker      | an event
POST /api/checks/{id}/conflicts                | police-lead     | an event
GET /api/cases/{reference}/conflicts           | hub-manager     | opened lift-conflict
POST /api/conflicts/{id}/lift                  | hub-manager     | an event
POST /api/cases/{reference}/warnings           | hub-worker      | an event
GET /api/warnings                              | hub-manager     | listed end-warning-note
POST /api/warnings/{id}/keep                   | hub-manager     | an event
POST /api/warnings/{id}/end                    | hub-manager     | an event
POST /api/cases/{reference}/restriction        | hub-manager     | an event
POST /api/cases/{reference}/restriction/people | hub-manager     | an event
POST /api/cases/{reference}/restriction/keep   | hub-manager     | an event
GET /api/cases/{reference}/restriction         | privacy-officer | opened see-access-list
GET /api/restricted-cases                      | privacy-officer | listed see-restricted-cases
POST /api/cases/{reference}/break-glass        | decision-maker  | an event
GET /api/broken-glass                          | privacy-officer | listed see-broken-glass
POST /api/broken-glass/{id}/review             | privacy-officer | an event
POST /api/cases/{reference}/restriction/lift   | second-manager  | an event
GET /api/colleagues                            | hub-manager     | listed see-colleagues
GET /api/users                                 | administrator   | listed see-users
GET /api/users/{id}/sessions                   | administrator   | opened manage-users
POST /api/users/{id}/end-sessions              | administrator   | acted manage-users
POST /api/users/{id}/disable                   | administrator   | acted manage-users
POST /api/users/{id}/enable                    | administrator   | acted manage-users
POST /api/users/{id}/role-changes              | administrator   | acted propose-role-change
POST /api/role-changes/{id}/refuse             | second-admin    | acted decide-role-change
POST /api/role-changes/{id}/approve            | second-admin    | acted decide-role-change
POST /api/role-changes/{id}/withdraw           | administrator   | acted propose-role-change
GET /api/role-changes                          | administrator   | listed see-users
GET /api/hub                                   | referrer        | listed see-hub
POST /api/hub                                  | administrator   | acted manage-agencies
GET /api/agencies                              | police          | listed see-agencies
POST /api/agencies/{code}                      | administrator   | acted manage-agencies
POST /api/agencies/{code}/contacts             | administrator   | acted manage-agencies
POST /api/contacts/{id}                        | administrator   | acted manage-agencies
POST /api/contacts/{id}/remove                 | administrator   | acted manage-agencies
GET /api/agency-changes                        | administrator   | listed manage-agencies
`;
const rows = table
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));

let service: TestService;
let owner: pg.Client;
/** Screened; only the police were asked. */
let inHand: CaseSeen;
/** Not screened yet. */
let received: CaseSeen;
let checkId: string;

beforeAll(async () => {
  service = await startService();
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  await everyoneKnown(service);
  await service.as(secondManager).get('/api/cases');
  for (const who of ['referrer', 'duty-team'])
    await service.as('administrator').post(`/api/users/${String(await idOf(who))}/role-changes`, aRoleChange);
  // The most urgent: whoever claims the next case gets this one.
  const concern = { ...aReferral.concern, immediateDanger: true };
  received = await readCase(service, await submit(service, { ...aReferral, concern }));
  const reference = await submit(service);
  const checks = [{ agency: 'police', persons: [childOf(await readCase(service, reference))] }];
  inHand = await screen(service, reference, { ...aScreening, checks });
  checkId = checkOf(inHand, 'police').id;
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

type Row = Record<string, unknown>;

/** Sends a request under an id of its own. @returns the answer and the looks that it left */
async function leaves(
  ask: (headers: Record<string, string>) => Promise<Answer>,
): Promise<{ answer: Answer; looks: Row[] }> {
  const requestId = randomUUID();
  const answer = await ask({ 'x-request-id': requestId });
  const { rows: looks } = await owner.query<Row>('SELECT * FROM "AccessEvent" WHERE "requestId" = $1', [requestId]);
  return { answer, looks };
}

async function countEvents(): Promise<number> {
  const { rowCount } = await owner.query('SELECT FROM "CaseEvent"');
  return rowCount ?? 0;
}

const idOf = async (who: string): Promise<unknown> =>
  (await owner.query<Row>('SELECT "id" FROM "User" WHERE "subject" = $1', [who])).rows[0]?.id;

const caseIdOf = async (reference: string): Promise<unknown> =>
  (await owner.query<Row>('SELECT "id" FROM "Case" WHERE "reference" = $1', [reference])).rows[0]?.id;

/** A hub manager beside the one of the demonstration. */
const secondManager = { subject: 'second-manager', name: 'Sefton Second', roles: ['hub-manager'] } as const;

/** An administrator beside the one of the demonstration. */
const secondAdministrator = { subject: 'second-admin', name: 'Sefton Admin', roles: ['administrator'] } as const;

const callerOf = (who: string): Caller => {
  if (who === 'anyone') return service.anonymous;
  return service.as([secondManager, secondAdministrator].find(({ subject }) => subject === who) ?? who);
};

const list = async (...people: string[]): Promise<unknown[]> => Promise.all(people.map(idOf));

const aContact = { name: 'Dana Desk', role: 'Duty desk', phone: '01632 960002', outOfHours: false };

const aRoleChange = { agency: 'police', reason: 'Invented for a test.' };

/** What acts need to be done. */
const bodyOf: Readonly<Record<string, () => object | Promise<object>>> = {
  'POST /api/referrals': () => aReferral,
  'POST /api/cases/claim-next': () => ({}),
  'POST /api/cases/{reference}/claim': () => ({}),
  'POST /api/cases/{reference}/release': () => ({}),
  'POST /api/cases/{reference}/assign': async () => ({ user: await idOf('decision-maker') }),
  'POST /api/cases/assign': async () => ({ user: await idOf('hub-worker'), references: [inHand.reference] }),
  'POST /api/checks/{id}/claim': () => ({}),
  'POST /api/checks/{id}/hand-over': async () => ({ user: await idOf('police-lead') }),
  'POST /api/checks/{id}/answer': () => nobodyKnown(checkOf(inHand, 'police').persons),
  'POST /api/cases/{reference}/decision': () => decisionOver({ ...inHand, checks: [] }),
  'POST /api/cases/{reference}/screening': () => aScreening,
  'POST /codec/decode': () => ({ payloads: [] }),
  'POST /api/users/{id}/end-sessions': () => ({}),
  'POST /api/users/{id}/disable': () => ({}),
  'POST /api/users/{id}/enable': () => ({}),
  'POST /api/users/{id}/role-changes': () => aRoleChange,
  'POST /api/role-changes/{id}/refuse': () => ({ reason: 'Invented for a test.' }),
  'POST /api/role-changes/{id}/approve': () => ({}),
  'POST /api/role-changes/{id}/withdraw': () => ({}),
  'POST /api/cases/{reference}/warnings': () => ({ kind: 'site', text: 'Invented for a test.' }),
  'POST /api/warnings/{id}/keep': () => ({ reason: 'Invented for a test.' }),
  'POST /api/warnings/{id}/end': () => ({ reason: 'Invented for a test.' }),
  'POST /api/hub': () => ({ phone: '01632 960001' }),
  'POST /api/agencies/{code}': () => ({ name: 'Housing', email: 'housing@agencies.example' }),
  'POST /api/agencies/{code}/disable': () => ({}),
  'POST /api/agencies/{code}/enable': () => ({}),
  'POST /api/agencies/{code}/contacts': () => aContact,
  'POST /api/contacts/{id}': () => ({ ...aContact, outOfHours: true }),
  'POST /api/contacts/{id}/remove': () => ({}),
  'POST /api/cases/{reference}/conflicts': () => ({ person: childOf(inHand), kind: 'friend' }),
  'POST /api/checks/{id}/conflicts': () => ({ person: childOf(inHand), kind: 'neighbour' }),
  'POST /api/conflicts/{id}/lift': () => ({ reason: 'Invented for a test.' }),
  'POST /api/cases/{reference}/restriction': async () => ({
    reason: 'adoption',
    people: await list('hub-manager', 'police'),
  }),
  'POST /api/cases/{reference}/restriction/people': async () => ({ add: await list(secondManager.subject) }),
  'POST /api/cases/{reference}/restriction/keep': () => ({ reason: 'Invented for a test.' }),
  'POST /api/cases/{reference}/break-glass': () => ({
    ...{ reason: 'urgent-decision', text: 'Invented for a test.', warningRead: true },
  }),
  'POST /api/broken-glass/{id}/review': () => ({ finding: 'justified', note: 'Invented for a test.' }),
  'POST /api/cases/{reference}/restriction/lift': () => ({ reason: 'Invented for a test.' }),
};

/** What the id in a path is that of. */
async function idIn(pattern: string): Promise<unknown> {
  if (pattern.startsWith('/api/users/')) return idOf('hub-worker');
  const [, place = ''] = /^.api.([\w-]+).\{id\}/.exec(pattern) ?? [];
  const table = {
    conflicts: 'PersonLink',
    'broken-glass': 'GlassBreak',
    contacts: 'AgencyContact',
    warnings: 'WarningNote',
    'role-changes': 'RoleChange',
  }[place];
  if (table === undefined) return checkId;
  const waiting = table === 'RoleChange' ? `WHERE "state" = 'pending'` : '';
  return (await owner.query<Row>(`SELECT "id" FROM "${table}" ${waiting} LIMIT 1`)).rows[0]?.id;
}

/** As much of the API's description as is asked of it here. */
interface Described {
  paths: Record<string, { get?: { parameters?: { name: string }[] } } | undefined>;
}

const queryOf = (pattern: string): string =>
  pattern === '/api/deadlines' ? '?rating=amber&from=2026-11-17T09:00:00Z' : '';

async function callAs(
  who: string,
  route: string,
  headers: Record<string, string>,
  query = queryOf(route.split(' ')[1] ?? ''),
): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ');
  const { reference } = route.endsWith('screening') ? received : inHand;
  const id = String(await idIn(pattern));
  // Housing has not been asked anything when it is switched off.
  const path = pattern.replace('{reference}', reference).replace('{id}', id).replace('{code}', 'housing') + query;
  if (method === 'GET') return callerOf(who).get(path, headers);
  return callerOf(who).post(path, await bodyOf[route]?.(), { 'if-match': '*', ...headers });
}

describe('the table of traces', () => {
  it('has every route of the service', () => {
    expect(rows.map(([route]) => route).sort()).toEqual([...service.routes].sort());
  });

  it.each(rows)('says what %s leaves when %s calls it: %s', async (route = '', who = '', trace = '') => {
    const before = await countEvents();

    const { answer, looks } = await leaves((headers) => callAs(who, route, headers));

    const events = (await countEvents()) - before;
    const left = looks.map(({ kind, what }) => `${String(kind)} ${String(what)}`);
    expect(answer.status).toBeLessThan(300);
    expect(left).toEqual(['nothing', 'an event'].includes(trace) ? [] : [trace]);
    expect(events > 0).toBe(trace === 'an event');
  });
});

describe('a look', () => {
  it('says who opened which case, when, in which role and from where', async () => {
    const { looks } = await leaves((headers) =>
      service.as('hub-worker').get(`/api/cases/${inHand.reference}`, headers),
    );

    expect(looks).toMatchObject([
      {
        ...{ hubId: 'hub', at: service.clock.now(), kind: 'opened', what: 'see-case', role: 'hub-worker' },
        ...{
          userId: await idOf('hub-worker'),
          caseId: await caseIdOf(inHand.reference),
          address: '127.0.0.1',
          why: null,
        },
      },
    ]);
  });

  it('at a check says which check of which case', async () => {
    const { looks } = await leaves((headers) => service.as('police').get(`/api/checks/${checkId}`, headers));

    expect(looks).toMatchObject([{ checkId, caseId: await caseIdOf(inHand.reference), role: 'agency-worker' }]);
  });

  it('at a list says how much it showed', async () => {
    const { looks } = await leaves((headers) => service.as('hub-worker').get('/api/cases?limit=1', headers));

    expect(looks).toMatchObject([{ kind: 'listed', items: 1, caseId: null, terms: null }]);
  });

  it('by a search keeps what was searched for as a hash, the same for the same words', async () => {
    const search = async (q: string): Promise<Row | undefined> =>
      (await leaves((headers) => service.as('hub-worker').get(`/api/cases?q=${q}`, headers))).looks[0];
    const [first, again, other] = [await search('M26-7KQ4'), await search('m26%207kq4'), await search('M26-7KQ5')];

    expect(first).toMatchObject({ kind: 'searched', what: 'see-board', items: 0 });
    expect(first?.terms).toMatch(/^test:[\w-]{43}$/);
    expect(JSON.stringify(first)).not.toContain('7KQ4');
    expect(again?.terms).toBe(first?.terms);
    expect(other?.terms).not.toBe(first?.terms);
  });

  it('that was refused for a mistake in what was typed leaves nothing', async () => {
    const { answer, looks } = await leaves((headers) => service.as('hub-worker').get('/api/cases?limit=0', headers));

    expect([answer.status, looks]).toEqual([422, []]);
  });

  it('that was refused for a cursor that no list gave leaves nothing, whatever the route', async () => {
    const { paths } = (await service.anonymous.get('/api/openapi.json')).body as Described;
    const paged = rows.filter(([route = '']) => {
      const parameters = paths[route.replace('GET ', '')]?.get?.parameters ?? [];
      return parameters.some(({ name }) => name === 'cursor');
    });
    expect(paged.map(([route]) => route)).toEqual(
      expect.arrayContaining([
        'GET /api/cases/{reference}/events',
        'GET /api/cases/{reference}/looks',
        'GET /api/looks',
      ]),
    );

    for (const [route = '', who = ''] of paged) {
      const { answer, looks } = await leaves((headers) => callAs(who, route, headers, '?cursor=nonsense'));

      expect([route, answer.status, looks]).toEqual([route, 422, []]);
      expectRefused(answer, mistakes({ '/cursor': /Send "next"/ }));
    }
  });

  it('is not given while it cannot be recorded', async () => {
    await owner.query('ALTER TABLE "AccessEvent" RENAME TO "Hidden"');
    const given = await service.as('hub-worker').get(`/api/cases/${inHand.reference}`);
    const listed = await service.as('hub-worker').get('/api/cases');
    const denied = await service.as('police').get('/api/cases');
    await owner.query('ALTER TABLE "Hidden" RENAME TO "AccessEvent"');

    for (const answer of [given, listed, denied]) {
      expectRefused(answer, { status: 503, code: 'busy', says: /without a trace/ });
      expect(answer.text).not.toContain('M26-');
    }
  });
});

describe('a denied look', () => {
  const nowhere = 'M26-2222-222';

  it('by a role that may not is kept with the case and the reason', async () => {
    const { answer, looks } = await leaves((headers) =>
      service.as('hub-worker').post(`/api/cases/${inHand.reference}/screening`, {}, headers),
    );

    expect(answer.status).toBe(403);
    expect(looks).toMatchObject([
      {
        ...{ kind: 'denied', what: 'screen-case', why: 'forbidden', role: 'hub-worker' },
        ...{ userId: await idOf('hub-worker'), caseId: await caseIdOf(inHand.reference), address: '127.0.0.1' },
      },
    ]);
  });

  it('at what is there but not theirs names it, though the answer does not', async () => {
    const { answer, looks } = await leaves((headers) => service.as('health').get(`/api/checks/${checkId}`, headers));

    expect(answer.status).toBe(404);
    expect(looks).toMatchObject([{ kind: 'denied', why: 'not-found', what: 'see-checks', checkId }]);
  });

  it.each([
    [`/api/cases/${nowhere}`, 'see-case'],
    ['/api/cases/Ophelia%20Overthere', 'see-case'],
    ['/api/checks/00000000-0000-4000-8000-000000000000', 'see-checks'],
    ['/api/checks/Ophelia', 'see-checks'],
  ])('at %s, which is not there, names nothing', async (path, what) => {
    const { answer, looks } = await leaves((headers) => service.as('hub-worker').get(path, headers));

    expect(answer.status).toBe(404);
    expect(looks).toMatchObject([{ kind: 'denied', why: 'not-found', what, caseId: null, checkId: null }]);
    expect(JSON.stringify(looks)).not.toMatch(/Ophelia|2222/);
  });

  it('by a token that is no good is kept without a user, and one without any token not at all', async () => {
    const bad = await leaves((headers) =>
      service.anonymous.get(`/api/cases/${inHand.reference}`, { ...headers, authorization: 'Bearer x.y.z' }),
    );
    const none = await leaves((headers) => service.anonymous.get(`/api/cases/${inHand.reference}`, headers));

    expect(bad.looks).toMatchObject([{ kind: 'denied', why: 'token-invalid', userId: null, what: null, caseId: null }]);
    expect(none.looks).toEqual([]);
  });

  it('by a person without any role is kept without one', async () => {
    const { looks } = await leaves((headers) => service.as('no-role').get('/api/cases', headers));

    expect(looks).toMatchObject([{ kind: 'denied', why: 'forbidden', role: null, userId: await idOf('no-role') }]);
  });
});

describe('what looks are kept as', () => {
  it('is nothing personal, and nothing that anybody typed', async () => {
    await service.as('hub-worker').get('/api/cases/Markedreference?Markedquery=1', { 'user-agent': 'Markedagent' });
    await service.as('hub-worker').get('/api/cases?q=Markedsearch');

    const { rows: kept } = await owner.query<{ row: string }>('SELECT a::text AS "row" FROM "AccessEvent" a');
    const personal = inHand.people.map(({ firstName }) => firstName);
    const users = (await owner.query<{ name: string; email: string }>('SELECT "name", "email" FROM "User"')).rows;

    const words = ['Marked', ...personal, ...users.flatMap(({ name, email }) => [name, email])].filter(Boolean);
    expect(kept.filter(({ row }) => words.some((word) => row.includes(word)))).toEqual([]);
  });
});
