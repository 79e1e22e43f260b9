import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { csrfTokenIn, type Browser } from '../support/browser.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
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

  it('sees when each session of a user began and was last used, and nothing by which it could be taken over', async () => {
    service.clock.advanceTo('2026-11-17T09:10:00Z');
    const first = await service.signedIn(somebody('xena'));
    service.clock.advanceTo('2026-11-17T09:20:00Z');
    await service.signedIn(somebody('xena'));
    service.clock.advanceTo('2026-11-17T09:25:00Z');
    await first.get('/account/sessions');

    const { body } = await service.as('administrator').get(`/api/users/${await idOf('xena')}/sessions`);

    expect(body).toEqual({
      items: [
        { signedInAt: '2026-11-17T09:20:00.000Z', seenAt: '2026-11-17T09:20:00.000Z' },
        { signedInAt: '2026-11-17T09:10:00.000Z', seenAt: '2026-11-17T09:25:00.000Z' },
      ],
      next: null,
    });
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

  /** Follows the link of an act, and means it. @returns where that leads */
  async function act(browser: Browser, id: string, word: string): Promise<string> {
    const path = `${usersPage}/${id}/${word}`;
    expect((await browser.get(usersPage)).html).toContain(`href="${path}"`);
    return (await browser.submit(path, path)).location ?? '';
  }

  it('an administrator does the same, asked each time whether it is meant, and told what has come of it', async () => {
    const administrator = await service.signedIn('administrator');
    const other = await service.signedIn(somebody('tess'));
    const id = await idOf('tess');

    const asked = await administrator.get(`${usersPage}/${id}/end-sessions`);
    expect(asked.html).toContain('>End the sessions of this account?</h1>');
    expect(asked.html).toMatch(
      /<strong>Invented tess<\/strong>: Hub worker[^]*They are signed out at once in every browser/,
    );
    expect((await other.get('/account/sessions')).status).toBe(200);

    const done = await act(administrator, id, 'end-sessions');
    expect(done).toBe(`${usersPage}?done=end-sessions&user=${id}`);
    expect((await administrator.get(done)).html).toContain('Invented tess: all sessions are ended.');
    expect((await other.get('/account/sessions')).status).toBe(303);

    const off = await act(administrator, id, 'disable');
    expect((await administrator.get(off)).html).toContain('Invented tess: the account is switched off');
    expect((await service.as(somebody('tess')).get('/api/cases')).status).toBe(401);

    const on = await act(administrator, id, 'enable');
    expect((await administrator.get(on)).html).toContain('Invented tess: the account is switched on.');
    expect((await service.as(somebody('tess')).get('/api/cases')).status).toBe(200);
  });

  it('nothing is said to be done that is not so, whatever an address says', async () => {
    const administrator = await service.signedIn('administrator');
    const id = await idOf('tess');

    for (const query of [
      `done=disable&user=${id}`,
      'done=disable&user=tess',
      `done=toString&user=${id}`,
      'done=enable',
    ]) {
      const seen = await administrator.get(`${usersPage}?${query}`);
      expect([query, seen.status, seen.html.includes('govuk-inset-text')]).toEqual([query, 200, false]);
    }
  });

  it('an administrator finds no way to switch off their own account, and sending its form does nothing', async () => {
    const administrator = await service.signedIn('administrator');
    const path = `${usersPage}/${await idOf('administrator')}/disable`;

    expect((await administrator.get(usersPage)).html).not.toContain(path);
    for (const seen of [await administrator.get(path), await administrator.submit('/sign-out', path)])
      expect([seen.status, seen.html]).toEqual([403, expect.stringContaining('their own account')]);
    expect((await administrator.get(usersPage)).status).toBe(200);
  });

  it('an administrator who ends their own sessions is told before that it is here as well, and is signed out', async () => {
    const administrator = await service.signedIn('administrator');
    const path = `${usersPage}/${await idOf('administrator')}/end-sessions`;

    expect((await administrator.get(path)).html).toContain('you will be signed out here as well');
    const { location = '' } = await administrator.submit(path, path);

    expect(location).toContain(encodeURIComponent('/signed-out'));
    expect((await administrator.get(usersPage)).status).toBe(303);
  });

  it('those who sign in by a code, who share one name, are told apart by their addresses', async () => {
    for (const address of ['rita.one@school.example', 'rita.two@school.example']) {
      const browser = service.browser();
      await browser.post('/sign-in/code', {
        email: address,
        _csrf: csrfTokenIn((await browser.get('/sign-in/code')).html),
      });
      const code = await until('the code', () => {
        const mail = service.mails.find(({ to }) => to.includes(address));
        return /Your code is (\d+)/.exec(mail?.text ?? '')?.[1];
      });
      const _csrf = csrfTokenIn((await browser.get('/sign-in/code/enter')).html);
      await browser.post('/sign-in/code/enter', { code, _csrf });
    }

    const administrator = await service.signedIn('administrator');
    const { html } = await administrator.get(usersPage);

    expect(html).toContain('the account of Referrer (rita.one@school.example)');
    const people = html.match(/Referrer, by codes sent to [^<]*<wbr>@[^<]*/g)?.map((text) => text.replace('<wbr>', ''));
    expect(people?.sort()).toEqual([
      'Referrer, by codes sent to rita.one@school.example',
      'Referrer, by codes sent to rita.two@school.example',
    ]);
  });

  it('nobody else sees or does anything', async () => {
    const browser = await service.signedIn('hub-manager');
    const id = await idOf('tess');
    expect((await browser.get(usersPage)).status).toBe(403);
    for (const word of ['disable', 'enable', 'end-sessions']) {
      expect((await browser.submit('/sign-out', `${usersPage}/${id}/${word}`)).status).toBe(403);
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
    expectRefused(answer, mistakes({ '/people/1': /no colleague/ }));
  });
});
