import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RoleChangeItem } from '../../records/role-change-list.js';
import type { ListedUser } from '../../records/user-administration.js';
import type { Answer, Caller } from '../support/caller.js';
import type { Identity } from '../support/identities.js';
import { startService, type TestService } from '../support/service.js';
import { userIdOf } from './people.js';
import { expectRefused, mistakes } from './refusal.js';
import { succeeding } from './steps.js';

/*
 * Roles that one administrator proposes and another approves.
 */

const second: Identity = { subject: 'second-admin', name: 'Sefton Admin', roles: ['administrator'] };
const third: Identity = { subject: 'third-admin', name: 'Theo Admin', roles: ['administrator'] };
const reason = 'Joins the team on Monday.';

let service: TestService;
let first: Caller;
let other: Caller;

beforeAll(async () => {
  service = await startService();
  first = service.as('administrator');
  other = service.as(second);
  for (const caller of [first, other]) await caller.get('/api/users');
});
afterAll(() => service.stop());

const newcomer = (subject: string, roles: Identity['roles'] = []): Identity => ({ subject, name: subject, roles });

/** Somebody whom the hub knows. @returns their id */
async function knownAs(identity: Identity): Promise<string> {
  await service.as(identity).get('/api/cases');
  return userIdOf(service, identity.subject);
}

const proposing = (id: string, body: object, caller = first): Promise<Answer> =>
  caller.post(`/api/users/${id}/role-changes`, { reason, ...body });

const propose = async (id: string, body: object): Promise<string> =>
  ((await succeeding(proposing(id, body))).body as { id: string }).id;

const approving = (id: string, caller = other): Promise<Answer> => caller.post(`/api/role-changes/${id}/approve`, {});

async function change(id: string, body: object): Promise<void> {
  await succeeding(approving(await propose(id, body)));
}

const listed = async (query = ''): Promise<RoleChangeItem[]> =>
  ((await succeeding(first.get(`/api/role-changes${query}`))).body as { items: RoleChangeItem[] }).items;

async function userOf(id: string): Promise<ListedUser | undefined> {
  const { items } = (await succeeding(first.get('/api/users?limit=100'))).body as { items: ListedUser[] };
  return items.find((user) => user.id === id);
}

describe('a role that is given here', () => {
  it('counts once another administrator approves it, at the next request of whoever has it', async () => {
    const ann = newcomer('ann');
    const id = await knownAs(ann);
    const proposed = await proposing(id, { add: ['hub-worker'] });
    expect(proposed.body).toMatchObject({ user: id, approvers: 1, expiresAt: '2026-11-24T09:00:00.000Z' });
    expect((proposed.body as { says: string }).says).toMatch(/once another administrator approves it: 1 other may/);
    expect((await service.as(ann).get('/api/cases')).status).toBe(403);

    const approved = await approving((proposed.body as { id: string }).id);

    expect(approved.body).toMatchObject({ user: id, state: 'approved' });
    expect((await service.as(ann).get('/api/cases')).status).toBe(200);
  });

  it('stands beside what the provider says, whatever it says later', async () => {
    const bob = newcomer('bob', ['hub-worker']);
    const id = await knownAs(bob);
    await change(id, { add: ['auditor'] });

    service.clock.advanceTo('2026-11-17T09:00:10Z');
    await service.as({ ...bob, roles: ['decision-maker'] }).get('/api/cases');

    expect(await userOf(id)).toMatchObject({ roles: ['decision-maker', 'auditor'], given: ['auditor'] });
  });

  it('comes with an agency, in place of the one that the provider says until that is to count again', async () => {
    const cleo: Identity = { ...newcomer('cleo', ['agency-worker']), agency: 'police' };
    const id = await knownAs(cleo);
    await change(id, { agency: 'housing' });
    expect(await userOf(id)).toMatchObject({ agency: 'housing' });

    service.clock.advanceTo('2026-11-17T09:00:20Z');
    await service.as({ ...cleo, agency: 'health' }).get('/api/checks');
    expect(await userOf(id)).toMatchObject({ agency: 'housing' });

    await change(id, { agency: 'as-provider' });
    expect(await userOf(id)).toMatchObject({ agency: 'health' });
  });

  it('leaves the sessions of whoever has it, which are judged anew', async () => {
    const dora = newcomer('dora');
    const browser = await service.signedIn(dora);
    const id = await userIdOf(service, 'dora');
    expect((await browser.get('/admin/users')).status).toBe(403);

    await change(id, { add: ['administrator'] });
    expect((await browser.get('/admin/users')).status).toBe(200);

    await change(id, { remove: ['administrator'] });
    expect((await browser.get('/admin/users')).status).toBe(403);
    expect((await browser.get('/account/sessions')).status).toBe(200);
  });

  it('is gone with an account that is switched off, and does not come back with it', async () => {
    const eli = newcomer('eli', ['duty-team']);
    const id = await knownAs(eli);
    await change(id, { add: ['hub-manager'] });
    const waiting = await propose(id, { add: ['auditor'] });

    await succeeding(first.post(`/api/users/${id}/disable`, {}));
    await succeeding(first.post(`/api/users/${id}/enable`, {}));

    expect((await userOf(id))?.roles).toEqual(['duty-team']);
    expectRefused(await approving(waiting), { status: 409, code: 'role-change-over', says: /was overtaken/ });
  });
});

describe('a role that is taken here', () => {
  it('stays taken although the provider goes on saying it, until it is given back', async () => {
    const fay = newcomer('fay', ['hub-worker', 'duty-team']);
    const id = await knownAs(fay);
    await change(id, { remove: ['hub-worker'] });
    expect((await service.as(fay).get('/api/cases')).status).toBe(403);

    service.clock.advanceTo('2026-11-17T09:00:30Z');
    expect((await service.as(fay).get('/api/cases')).status).toBe(403);
    expect(await userOf(id)).toMatchObject({ roles: ['duty-team'], taken: ['hub-worker'] });

    await change(id, { add: ['hub-worker'] });
    expect((await service.as(fay).get('/api/cases')).status).toBe(200);
  });

  it('stays taken when the account is switched off and on', async () => {
    const id = await knownAs(newcomer('gus', ['hub-worker']));
    await change(id, { remove: ['hub-worker'] });
    await succeeding(first.post(`/api/users/${id}/disable`, {}));
    await succeeding(first.post(`/api/users/${id}/enable`, {}));
    expect(await userOf(id)).toMatchObject({ roles: [], taken: ['hub-worker'] });
  });
});

describe('a change of roles is not', () => {
  it('proposed by whoever it is about', async () => {
    const own = await userIdOf(service, 'administrator');
    expectRefused(await proposing(own, { add: ['hub-manager'] }), { status: 409, code: 'own-act', says: /their own/ });
  });

  it('approved or refused by whoever proposed it', async () => {
    const id = await propose(await knownAs(newcomer('hal')), { add: ['hub-worker'] });
    for (const answer of [await approving(id, first), await first.post(`/api/role-changes/${id}/refuse`, { reason })])
      expectRefused(answer, { status: 409, code: 'own-act', says: /You proposed this/ });
  });

  it('approved or refused by whoever it is about', async () => {
    const id = await propose(await userIdOf(service, second.subject), { add: ['hub-manager'] });
    for (const answer of [await approving(id), await other.post(`/api/role-changes/${id}/refuse`, { reason })])
      expectRefused(answer, { status: 409, code: 'own-act', says: /your own roles/ });
  });

  it('withdrawn by anybody but whoever proposed it, nor approved after that', async () => {
    const id = await propose(await knownAs(newcomer('wyn')), { add: ['hub-worker'] });
    const withdrawing = (caller: Caller): Promise<Answer> => caller.post(`/api/role-changes/${id}/withdraw`, {});
    expectRefused(await withdrawing(other), { status: 409, code: 'own-act', says: /Only whoever proposed this/ });

    expect((await succeeding(withdrawing(first))).body).toMatchObject({ id, state: 'withdrawn' });

    expect((await listed('?state=withdrawn'))[0]).toMatchObject({ id });
    expectRefused(await approving(id), { status: 409, code: 'role-change-over', says: /withdrawn already/ });
    expectRefused(await withdrawing(first), { status: 409, code: 'role-change-over', says: /withdrawn already/ });
  });

  it('approved twice, nor once it was refused', async () => {
    const person = await knownAs(newcomer('ida'));
    const [approved, refused] = [
      await propose(person, { add: ['hub-worker'] }),
      await propose(person, { add: ['auditor'] }),
    ];
    await succeeding(approving(approved));
    await succeeding(other.post(`/api/role-changes/${refused}/refuse`, { reason: 'Not agreed.' }));

    expectRefused(await approving(approved), { status: 409, code: 'role-change-over', says: /approved already/ });
    expectRefused(await approving(refused), { status: 409, code: 'role-change-over', says: /refused already/ });
    expect((await userOf(person))?.roles).toEqual(['hub-worker']);
    expect((await listed('?state=refused'))[0]).toMatchObject({ id: refused, refusal: 'Not agreed.' });
  });

  it('approved where whoever proposed it is no administrator any more', async () => {
    const person = await knownAs(newcomer('jo'));
    const caller = service.as(third);
    await caller.get('/api/users');
    const id = ((await succeeding(proposing(person, { add: ['auditor'] }, caller))).body as { id: string }).id;
    await succeeding(first.post(`/api/users/${await userIdOf(service, third.subject)}/disable`, {}));

    expectRefused(await approving(id), { status: 409, code: 'role-change-over', says: /no administrator any more/ });
  });

  it('made of an account that is switched off', async () => {
    const id = await knownAs(newcomer('kim'));
    await succeeding(first.post(`/api/users/${id}/disable`, {}));
    expectRefused(await proposing(id, { add: ['auditor'] }), { status: 409, code: 'account-switched-off' });
  });

  it('made of a program', async () => {
    await service.as('school-system').get('/api/cases');
    const id = await userIdOf(service, 'school-system');
    expectRefused(await proposing(id, { add: ['hub-worker'] }), mistakes({ '/add': /program/ }));
  });

  it.each<[string, object, Readonly<Record<string, RegExp>>]>([
    ['that names nothing', {}, { '/add': /Say which role/ }],
    ['without a reason', { add: ['auditor'], reason: ' ' }, { '/reason': /required|blank/ }],
    ['to what they are', { add: ['duty-team'] }, { '/add/0': /have this role/ }],
    ['to lose what they have not', { remove: ['auditor'] }, { '/remove/0': /do not have/ }],
    ['both ways', { add: ['auditor'], remove: ['auditor'] }, { '/add/0': /added and removed/ }],
    ['twice', { add: ['auditor', 'auditor'] }, { '/add/1': /named twice/ }],
    ['to a program', { add: ['referrer-system'] }, { '/add/0': /from the provider/ }],
    ['to no role', { add: ['king'] }, { '/add/0': /Must be one of/ }],
    ['to an agency that is none', { agency: 'fire' }, { '/agency': /no such agency/ }],
    ['to work for no agency', { add: ['agency-lead'] }, { '/agency': /for which agency/ }],
  ])('proposed %s', async (_how, body, fields) => {
    const id = await knownAs(newcomer('lea', ['duty-team']));
    expectRefused(await proposing(id, body), mistakes(fields));
  });

  it('given to whoever signs in by a code', async () => {
    const { id } = await service.database.trees.user.create({
      data: { hubId: 'hub', provider: 'one-time-code', subject: 'code', name: 'Referrer', roles: ['referrer'] },
    });
    expectRefused(await proposing(id, { add: ['hub-worker'] }), mistakes({ '/add': /by a code/ }));
  });
});

describe('proposed changes of roles', () => {
  it('are listed with who proposed what of whom, and why, and leave a look at each step', async () => {
    const user = await knownAs(newcomer('max'));
    const id = await propose(user, { add: ['agency-worker'], agency: 'police' });

    expect((await listed('?state=pending')).find((each) => each.id === id)).toMatchObject({
      ...{ user: { id: user, name: 'max' }, add: ['agency-worker'], remove: [], agency: 'police', reason },
      ...{ state: 'pending', proposedBy: { name: 'Adam Administrator' } },
    });
    await succeeding(approving(id));

    expect((await listed()).find((each) => each.id === id)).toMatchObject({
      ...{ state: 'approved', decidedBy: { name: 'Sefton Admin' } },
    });
    const looks = await service.database.trees.accessEvent.findMany({
      ...{ where: { subjectId: user, kind: 'acted' }, orderBy: { seq: 'asc' } },
    });
    expect(looks).toMatchObject([
      { what: 'propose-role-change', why: `proposed ${id}`, role: 'administrator' },
      { what: 'decide-role-change', why: `approved ${id}`, role: 'administrator' },
    ]);
  });

  it('say what to do where nobody else may approve them', async () => {
    const lonely = await startService();
    try {
      await lonely.as('auditor').get('/api/cases');
      const path = `/api/users/${await userIdOf(lonely, 'auditor')}/role-changes`;
      const { body } = await lonely.as('administrator').post(path, { add: ['hub-worker'], reason });
      expect(body).toMatchObject({
        approvers: 0,
        says: expect.stringMatching(/provider give a second person/) as unknown,
      });
    } finally {
      await lonely.stop();
    }
  });

  it('expire after seven days', async () => {
    const id = await propose(await knownAs(newcomer('nan')), { add: ['hub-worker'] });
    service.clock.advanceTo('2026-11-24T09:00:31Z');

    expectRefused(await approving(id), { status: 409, code: 'role-change-over', says: /has expired/ });
    expect((await listed('?state=expired')).map((each) => each.id)).toContain(id);
    expect(await listed('?state=pending')).toEqual([]);
  });
});
