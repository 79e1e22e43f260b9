import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type TestService } from '../support/service.js';
import { expectRefused, mistakes } from './refusal.js';
import { submit } from './steps.js';

interface Listed {
  id: string;
  name: string;
  roles: string[];
  agency: string | null;
  enabled: boolean;
  sessions: number;
}

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

async function page(query: string): Promise<{ items: Listed[]; next: string | null }> {
  return (await service.as('administrator').get(`/api/users${query}`)).body as { items: Listed[]; next: string | null };
}

async function idOf(subject: string): Promise<string> {
  return (await service.database.trees.user.findFirstOrThrow({ where: { subject } })).id;
}

const somebody = (subject: string) => ({ subject, name: `Invented ${subject}`, roles: ['hub-worker'] as const });

describe('an administrator', () => {
  it('sees everyone whom the hub knows, by name, with how many sessions they have', async () => {
    await service.signedIn({ subject: 'zoe', name: 'zoe Zed', roles: ['agency-worker'], agency: 'police' });
    await service.signedIn(somebody('yves'));
    await service.signedIn(somebody('yves'));

    const { items } = await page('');

    expect(items.map(({ name }) => name)).toEqual(['Adam Administrator', 'Invented yves', 'zoe Zed']);
    expect(items.map(({ sessions }) => sessions)).toEqual([0, 2, 1]);
    expect(items[2]).toMatchObject({ roles: ['agency-worker'], agency: 'police', enabled: true });
  });

  it('sees them page by page, and no address names anybody', async () => {
    const first = await page('?limit=2');
    const second = await page(`?limit=2&cursor=${first.next ?? ''}`);

    expect([...first.items, ...second.items]).toEqual((await page('')).items);
    expect(second.next).toBeNull();
    expect(Buffer.from(first.next ?? '', 'base64url').toString()).not.toContain('yves');
  });

  it('shuts a user out: their sessions end and their tokens count for nothing, until they are let in again', async () => {
    const browser = await service.signedIn(somebody('walt'));
    const id = await idOf('walt');
    const administrator = service.as('administrator');

    const shut = await administrator.post(`/api/users/${id}/disable`, {});

    expect([shut.status, shut.body]).toEqual([200, { id, enabled: false, sessionsEnded: 1 }]);
    expect((await browser.get('/account/sessions')).status).toBe(303);
    expect((await service.as(somebody('walt')).get('/api/cases')).status).toBe(401);

    const open = await administrator.post(`/api/users/${id}/enable`, {});
    expect(open.body).toEqual({ id, enabled: true, sessionsEnded: 0 });
    expect((await service.as(somebody('walt')).get('/api/cases')).status).toBe(200);
    expect((await browser.get('/account/sessions')).status).toBe(303);
  });

  it('ends every session of a user, who may sign in again', async () => {
    const browsers = [await service.signedIn(somebody('vera')), await service.signedIn(somebody('vera'))];

    const ended = await service.as('administrator').post(`/api/users/${await idOf('vera')}/end-sessions`, {});

    expect(ended.body).toMatchObject({ enabled: true, sessionsEnded: 2 });
    for (const browser of browsers) expect((await browser.get('/account/sessions')).status).toBe(303);
    await service.signedIn(somebody('vera'));
  });

  it('is answered the same when the same request comes again', async () => {
    await service.signedIn(somebody('ugo'));
    const path = `/api/users/${await idOf('ugo')}/end-sessions`;
    const key = { 'idempotency-key': 'once' };
    const first = await service.as('administrator').post(path, {}, key);
    await service.signedIn(somebody('ugo'));

    const again = await service.as('administrator').post(path, {}, key);

    expect(again.body).toEqual(first.body);
    expect(await service.database.trees.session.count({ where: { userId: await idOf('ugo') } })).toBe(1);
  });

  it.each(['disable', 'enable'])('does not %s their own account', async (word) => {
    const administrator = service.as('administrator');
    const answer = await administrator.post(`/api/users/${await idOf('administrator')}/${word}`, {});
    expectRefused(answer, { status: 403, code: 'forbidden', says: /their own account/ });
    expect((await administrator.get('/api/users')).status).toBe(200);
  });

  it('finds nobody under an id that nobody has', async () => {
    const administrator = service.as('administrator');
    for (const id of ['0d5e8b1e-44f7-4ad5-8f4e-2f0c7a9b1234', 'walt']) {
      expect((await administrator.post(`/api/users/${id}/disable`, {})).status).toBe(404);
    }
  });

  it('needs a token for it, where the token is limited', async () => {
    const claims = { sub: 'administrator', roles: ['administrator'], scope: 'users:read' };
    const token = await service.provider.token(service.clock.now(), { claims });
    const headers = { authorization: `Bearer ${token}` };
    expect((await service.anonymous.get('/api/users', headers)).status).toBe(200);
    const path = `/api/users/${await idOf('walt')}/end-sessions`;
    const answer = await service.anonymous.post(path, {}, headers);
    expectRefused(answer, { status: 403, code: 'scope-missing', says: /users:manage/ });
  });
});

describe('on the page of users', () => {
  const usersPage = '/admin/users';

  it('an administrator does the same by buttons', async () => {
    const administrator = await service.signedIn('administrator');
    const other = await service.signedIn(somebody('tess'));
    const id = await idOf('tess');

    expect((await administrator.submit(usersPage, `${usersPage}/${id}/end-sessions`)).location).toBe(usersPage);
    expect((await other.get('/account/sessions')).status).toBe(303);

    await administrator.submit(usersPage, `${usersPage}/${id}/disable`);
    expect((await administrator.get(usersPage)).html).toContain(`action="${usersPage}/${id}/enable"`);
    expect((await service.as(somebody('tess')).get('/api/cases')).status).toBe(401);

    await administrator.submit(usersPage, `${usersPage}/${id}/enable`);
    expect((await service.as(somebody('tess')).get('/api/cases')).status).toBe(200);
  });

  it('an administrator finds no button for their own account, and sending its form does nothing', async () => {
    const administrator = await service.signedIn('administrator');
    const id = await idOf('administrator');

    expect((await administrator.get(usersPage)).html).not.toContain(`${id}/disable`);
    const seen = await administrator.submit(usersPage, `${usersPage}/${id}/disable`);

    expect([seen.status, seen.html]).toEqual([403, expect.stringContaining('their own account')]);
    expect((await administrator.get(usersPage)).status).toBe(200);
  });

  it('nobody else sees or does anything', async () => {
    const browser = await service.signedIn('hub-manager');
    const id = await idOf('tess');
    expect((await browser.get(usersPage)).status).toBe(403);
    for (const word of ['disable', 'enable', 'end-sessions']) {
      expect((await browser.submit('/', `${usersPage}/${id}/${word}`)).status).toBe(403);
    }
    expect((await service.as(somebody('tess')).get('/api/cases')).status).toBe(200);
  });
});

describe('a hub manager', () => {
  const colleagues = async (query = ''): Promise<Omit<Listed, 'enabled' | 'sessions'>[]> =>
    ((await service.as('hub-manager').get(`/api/colleagues${query}`)).body as { items: Listed[] }).items;
  const named = async (query = ''): Promise<string[]> => (await colleagues(query)).map(({ name }) => name);

  it('finds whom to put on an access list: people who see cases or checks, not switched off, by agency if wanted', async () => {
    await service.signedIn({ subject: 'hugh', name: 'Hugh Healthlisted', roles: ['agency-lead'], agency: 'health' });
    await service.signedIn({ subject: 'rita', name: 'Rita Referring', roles: ['referrer'] });
    await service.signedIn(somebody('ursula'));
    await service.as('administrator').post(`/api/users/${await idOf('ursula')}/disable`, {});

    expect(await named('?agency=health')).toEqual(['Hugh Healthlisted']);
    const everyone = await named('?limit=100');
    expect(everyone).toEqual(expect.arrayContaining(['Hester Hubmanager', 'Hugh Healthlisted']));
    for (const name of ['Rita Referring', 'Invented ursula', 'Adam Administrator'])
      expect(everyone).not.toContain(name);
  });

  it('sees of each what an access list needs, and no more', async () => {
    const [first] = await colleagues('?agency=health');
    expect(first).toEqual({
      id: await idOf('hugh'),
      name: 'Hugh Healthlisted',
      roles: ['agency-lead'],
      agency: 'health',
    });
  });

  it('can put nobody else on it', async () => {
    const reference = await submit(service);
    const people = [await idOf('hub-manager'), await idOf('rita')];
    const answer = await service
      .as('hub-manager')
      .post(`/api/cases/${reference}/restriction`, { reason: 'adoption', people });
    expectRefused(answer, mistakes({ '/people/1': /colleagues/ }));
  });
});
