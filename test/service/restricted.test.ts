import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { problemIn, type Answer } from '../support/caller.js';
import { startedAt, startService, type TestService } from '../support/service.js';
import { aChild, aReferral, aScreening, nobodyKnown } from './bodies.js';
import { everyoneKnown, userIdOf } from './people.js';
import type { CaseSeen } from './seen.js';
import { checkOf, childOf, readCase, screen, submit, succeeding } from './steps.js';

let service: TestService;
let reference: string;
let restricted: CaseSeen;

const agencies = ['police', 'health'] as const;
const list = async (...people: string[]): Promise<string[]> =>
  Promise.all(people.map((person) => userIdOf(service, person)));

beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
});
beforeEach(async () => {
  service.clock.advanceTo(startedAt);
  reference = await submit(service);
  const persons = (await readCase(service, reference)).people.map(({ id }) => id);
  const checks = agencies.map((agency) => ({ agency, persons }));
  restricted = await screen(service, reference, { ...aScreening, checks });
  const people = await list('hub-manager', 'police', 'health-lead');
  await succeeding(as('hub-manager').post(path('/restriction'), { reason: 'staff-family', people }));
});
afterAll(() => service.stop());

const as = (who: string) => service.as(who);
const path = (rest = ''): string => `/api/cases/${reference}${rest}`;
const status = async (asking: Promise<Answer>): Promise<number> => (await asking).status;
const refusal = async (asking: Promise<Answer>): Promise<string> => problemIn(await asking).code;
const referencesOn = async (who: string): Promise<string[]> =>
  ((await succeeding(as(who).get('/api/cases?limit=100'))).body as { items: { reference: string }[] }).items.map(
    (item) => item.reference,
  );
const inFlight = async (who: string): Promise<number> => {
  const { counts } = (await succeeding(as(who).get('/api/cases'))).body as { counts: { stage: { checks: number } } };
  return counts.stage.checks;
};
const withNumber = (nhsNumber: string): object => ({ ...aReferral, children: [{ ...aChild, nhsNumber }] });
const breakGlass = (who: string): Promise<Answer> =>
  as(who).post(path('/break-glass'), { reason: 'urgent-decision', text: 'Invented urgency.', warningRead: true });

describe('a restricted case', () => {
  it('is there for the people on its list, and for nobody else', async () => {
    expect(await status(as('hub-manager').get(path()))).toBe(200);
    for (const who of ['hub-worker', 'decision-maker', 'auditor', 'administrator', 'receiving-team', 'police-lead'])
      expect([who, await status(as(who).get(path('/events')))]).toEqual([who, 404]);
  });

  it('is on no list and in no count of others', async () => {
    expect(await referencesOn('hub-manager')).toContain(reference);
    expect(await referencesOn('hub-worker')).not.toContain(reference);
    expect((await inFlight('hub-manager')) - (await inFlight('hub-worker'))).toBeGreaterThan(0);
    const found = await succeeding(as('hub-worker').get(`/api/cases?q=${reference}`));
    expect(found.body).toMatchObject({ items: [] });
  });

  it('shows a check to the worker on the list, and hides it from colleagues', async () => {
    const { id } = checkOf(restricted, 'police');
    expect(await status(as('police').get(`/api/checks/${id}`))).toBe(200);
    expect(await status(as('police-lead').get(`/api/checks/${id}`))).toBe(404);
    expect(await status(as('hub-worker').get(`/api/checks/${id}`))).toBe(404);
    const mine = (await succeeding(as('police-lead').get('/api/checks?limit=100'))).body as { items: { id: string }[] };
    expect(mine.items.map((item) => item.id)).not.toContain(id);
  });

  it('still tells whoever sent the referral how far it is', async () => {
    expect((await as('school-system').get(`/api/referrals/${reference}/status`)).body).toEqual({
      reference,
      status: 'being-looked-at',
    });
  });

  it('tells the privacy officer that it is restricted and to whom, and nothing more', async () => {
    expect((await as('privacy-officer').get(path('/restriction'))).body).toMatchObject({
      ...{ reference, restricted: true, reason: 'staff-family', reviewDueAt: '2027-02-15T09:00:00.000Z', missing: [] },
    });
    expect(await status(as('privacy-officer').get(path()))).toBe(404);
  });

  it('cannot be restricted twice', async () => {
    const people = await list('hub-manager', 'police', 'health');
    const again = as('hub-manager').post(path('/restriction'), { reason: 'adoption', people });
    expect(await refusal(again)).toBe('already-restricted');
  });
});

describe('the access list', () => {
  const change = (body: object): Promise<Answer> => as('hub-manager').post(path('/restriction/people'), body);

  it('must hold a hub manager and somebody of every agency asked, whatever is taken off it', async () => {
    const [manager] = await list('hub-manager');
    const problem = problemIn(await change({ remove: [manager] }));
    expect(problem).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/remove' }] });
    expect(problem.errors?.[0]?.detail).toContain('a hub manager');
    expect(problemIn(await change({ remove: await list('police') })).errors?.[0]?.detail).toContain('police');
  });

  it('can exchange somebody for a colleague in one act', async () => {
    await succeeding(change({ add: await list('police-lead'), remove: await list('police') }));
    const { id } = checkOf(restricted, 'police');
    expect(await status(as('police-lead').get(`/api/checks/${id}`))).toBe(200);
    expect(await status(as('police').get(`/api/checks/${id}`))).toBe(404);
  });

  it('takes no id that is not a user’s', async () => {
    const problem = problemIn(await change({ add: ['00000000-0000-4000-8000-000000000000'] }));
    expect(problem.errors).toMatchObject([{ pointer: '/add/0' }]);
  });

  it('is not accepted without them when a case is restricted', async () => {
    const other = await submit(service);
    const people = await list('hub-worker');
    const asking = as('hub-manager').post(`/api/cases/${other}/restriction`, { reason: 'high-risk', people });
    expect(problemIn(await asking).errors).toMatchObject([{ pointer: '/people' }]);
  });

  it('must name somebody of every agency before it is asked', async () => {
    const other = await submit(service);
    const people = await list('hub-manager', 'police');
    await succeeding(as('hub-manager').post(`/api/cases/${other}/restriction`, { reason: 'high-risk', people }));
    const { people: persons } = (await as('hub-manager').get(`/api/cases/${other}`)).body as CaseSeen;
    const ask = (agency: string): Promise<Answer> =>
      as('hub-manager').post(`/api/cases/${other}/screening`, {
        ...aScreening,
        checks: [{ agency, persons: persons.map(({ id }) => id) }],
      });
    expect(await refusal(ask('housing'))).toBe('access-list-incomplete');
    expect(await status(ask('police'))).toBe(200);
  });
});

describe('a restriction', () => {
  it('is kept by a review, which says when to look again', async () => {
    service.clock.advanceTo('2027-02-16T10:00:00Z');
    await succeeding(as('hub-manager').post(path('/restriction/keep'), { reason: 'Still employed here.' }));
    const { body } = await as('hub-manager').get(path('/restriction'));
    expect(body).toMatchObject({ reviewDueAt: '2027-05-17T10:00:00.000Z' });
  });

  it('is listed by when it is to be reviewed', async () => {
    service.clock.advanceTo('2027-02-16T10:00:00Z');
    const { body } = await succeeding(as('privacy-officer').get('/api/restricted-cases?limit=100'));
    expect((body as { items: object[] }).items).toContainEqual(
      expect.objectContaining({ reference, overdue: true, reason: 'staff-family' }),
    );
  });

  it('is lifted by another manager on the list than set it', async () => {
    const reason = { reason: 'No longer employed here.' };
    expect(await refusal(as('hub-manager').post(path('/restriction/lift'), reason))).toBe('own-act');
    const second = { subject: 'second-manager', name: 'Mabel Secondmanager', roles: ['hub-manager'] as const };
    const colleague = service.as(second);
    await colleague.get('/api/cases');
    const [id] = await list('second-manager');
    await succeeding(as('hub-manager').post(path('/restriction/people'), { add: [id] }));
    await succeeding(colleague.post(path('/restriction/lift'), reason));
    expect(await status(as('hub-worker').get(path()))).toBe(200);
    expect(await refusal(as('hub-manager').post(path('/restriction/lift'), reason))).toBe('not-restricted');
  });
});

describe('breaking the glass', () => {
  it('opens the case for a quarter of an hour, to this person alone', async () => {
    const { body } = await succeeding(breakGlass('decision-maker'));
    expect(body).toMatchObject({ reference, until: '2026-11-17T09:15:00.000Z' });
    expect(await status(as('decision-maker').get(path()))).toBe(200);
    expect(await status(as('hub-worker').get(path()))).toBe(404);
    service.clock.advanceTo('2026-11-17T09:14:59Z');
    expect(await status(as('decision-maker').get(path()))).toBe(200);
    service.clock.advanceTo('2026-11-17T09:15:00Z');
    expect(await status(as('decision-maker').get(path()))).toBe(404);
  });

  it('wants a reason of the list, words, and that the warning was read', async () => {
    const asking = as('decision-maker').post(path('/break-glass'), { reason: 'curious', warningRead: false });
    expect(
      problemIn(await asking)
        .errors?.map(({ pointer }) => pointer)
        .sort(),
    ).toEqual(['/reason', '/text', '/warningRead']);
  });

  it('is refused where there is no glass', async () => {
    expect(await refusal(breakGlass('hub-manager'))).toBe('not-restricted');
    reference = await submit(service);
    expect(await refusal(breakGlass('decision-maker'))).toBe('not-restricted');
  });

  it('owes a message to the hub managers and the privacy officer', async () => {
    await succeeding(breakGlass('decision-maker'));
    const { notices } = (await as('hub-manager').get(path())).body as { notices: { kind: string; tells: string }[] };
    expect(notices.filter(({ kind }) => kind === 'glass-broken').map(({ tells }) => tells)).toEqual(
      expect.arrayContaining(['hub-manager', 'privacy-officer']),
    );
  });

  it('is reviewed once, and never by whoever broke it', async () => {
    const { id } = (await succeeding(breakGlass('decision-maker'))).body as { id: string };
    const { items } = (await succeeding(as('privacy-officer').get('/api/broken-glass'))).body as { items: object[] };
    expect(items).toContainEqual(
      expect.objectContaining({ id, reference, name: 'Desmond Decider', text: 'Invented urgency.', reviewedAt: null }),
    );
    const review = (who: string): Promise<Answer> =>
      as(who).post(`/api/broken-glass/${id}/review`, { finding: 'justified', note: 'Invented note.' });
    expect(await status(review('hub-worker'))).toBe(404);
    expect(await status(review('privacy-officer'))).toBe(200);
    expect(await refusal(review('hub-manager'))).toBe('already-reviewed');
  });

  it('cannot be reviewed by the manager who broke it, though they are on the list by now', async () => {
    const breaker = { subject: 'third-manager', name: 'Morris Thirdmanager', roles: ['hub-manager'] as const };
    const colleague = service.as(breaker);
    await colleague.get('/api/cases');
    const broken = colleague.post(path('/break-glass'), { reason: 'court-or-police', text: 'Why.', warningRead: true });
    const { id } = (await succeeding(broken)).body as { id: string };
    const people = await list('third-manager');
    await succeeding(as('hub-manager').post(path('/restriction/people'), { add: people }));
    const review = colleague.post(`/api/broken-glass/${id}/review`, { finding: 'justified', note: 'Mine.' });
    expect(await refusal(review)).toBe('own-act');
  });
});

describe('a conflict of interest', () => {
  const declare = async (who: string, body: object = {}): Promise<Answer> => {
    const person = childOf(await readCase(service, reference));
    return as(who).post(path('/conflicts'), { person, kind: 'family', ...body });
  };
  beforeEach(async () => {
    reference = await submit(service);
  });

  it('closes the case to whoever is linked to a person on it', async () => {
    await succeeding(declare('hub-worker'));
    expect(await status(as('hub-worker').get(path()))).toBe(404);
    expect(await referencesOn('hub-worker')).not.toContain(reference);
    expect(await status(as('decision-maker').get(path()))).toBe(200);
    await succeeding(as('hub-manager').post(await liftPath(), { reason: 'A mistake.' }));
    expect(await status(as('hub-worker').get(path()))).toBe(200);
  });

  it('is not overcome by breaking the glass', async () => {
    await succeeding(declare('decision-maker', {}));
    const people = await list('hub-manager');
    await succeeding(as('hub-manager').post(path('/restriction'), { reason: 'high-risk', people }));
    expect(await status(breakGlass('decision-maker'))).toBe(404);
    await succeeding(as('hub-manager').post(await liftPath(), { reason: 'A mistake.' }));
  });

  it('is declared of somebody else by a hub manager only', async () => {
    const user = await userIdOf(service, 'decision-maker');
    expect(problemIn(await declare('hub-worker', { user })).errors).toMatchObject([{ pointer: '/user' }]);
    await succeeding(declare('hub-manager', { user }));
    expect(await status(as('decision-maker').get(path()))).toBe(404);
    await succeeding(as('hub-manager').post(await liftPath(), { reason: 'A mistake.' }));
  });

  it('closes a check to the worker who is linked, and leaves it to colleagues', async () => {
    const screened = await screen(service, reference, {
      ...aScreening,
      checks: [{ agency: 'police', persons: [childOf(await readCase(service, reference))] }],
    });
    const { id, persons } = checkOf(screened, 'police');
    await succeeding(as('police').post(`/api/checks/${id}/conflicts`, { person: persons[0], kind: 'friend' }));
    expect(await status(as('police').get(`/api/checks/${id}`))).toBe(404);
    expect(await status(as('police').post(`/api/checks/${id}/answer`, nobodyKnown(persons)))).toBe(404);
    expect(await status(as('police-lead').get(`/api/checks/${id}`))).toBe(200);
    await succeeding(as('hub-manager').post(await liftPath(), { reason: 'A mistake.' }));
  });

  it('follows the child to another referral with the same NHS number, and is lifted for both', async () => {
    reference = await submit(service, withNumber('999 054 8609'));
    const [second, other] = [
      await submit(service, withNumber('9990548609')),
      await submit(service, withNumber('9990548617')),
    ];
    await succeeding(declare('hub-worker'));

    expect(await status(as('hub-worker').get(`/api/cases/${second}`))).toBe(404);
    expect(await referencesOn('hub-worker')).not.toContain(second);
    expect(await status(as('hub-worker').get(`/api/cases/${other}`))).toBe(200);
    expect(await status(as('decision-maker').get(`/api/cases/${second}`))).toBe(200);
    reference = second;
    const lift = await liftPath();
    await succeeding(as('hub-manager').post(lift, { reason: 'A mistake.' }));
    expect(await status(as('hub-worker').get(`/api/cases/${second}`))).toBe(200);
  });

  it('leaves whoever referred the child from outside to see how far it is, and nobody of the hub', async () => {
    reference = await submit(service);
    const byTelephone = await succeeding(as('hub-worker').post('/api/referrals', { ...aReferral, channel: 'phone' }));
    const { reference: taken } = byTelephone.body as { reference: string };
    for (const [who, path] of [
      ['school-system', reference],
      ['hub-worker', taken],
    ] as const) {
      const [child, user] = [childOf(await readCase(service, path)), await userIdOf(service, who)];
      expect(await status(as(who).get(`/api/referrals/${path}/status`))).toBe(200);
      await succeeding(as('hub-manager').post(`/api/cases/${path}/conflicts`, { person: child, kind: 'family', user }));
    }

    expect(await status(as('school-system').get(`/api/referrals/${reference}/status`))).toBe(200);
    expect(await status(as('hub-worker').get(`/api/referrals/${taken}/status`))).toBe(404);
  });

  async function liftPath(): Promise<string> {
    const { items } = (await succeeding(as('hub-manager').get(path('/conflicts')))).body as { items: { id: string }[] };
    return `/api/conflicts/${items[0]?.id ?? ''}/lift`;
  }
});
