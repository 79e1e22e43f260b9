import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Consent } from '../api/provider.js';
import { csrfTokenIn, type Browser, type Seen } from '../support/browser.js';
import { startService, type TestService } from '../support/service.js';
import { everyoneKnown, userIdOf } from './people.js';

/*
 * In a browser: grave acts of pages ask to sign in again, and sign-ins may have to be strong.
 */

let service: TestService;
let path: string;
/** Of the user whom an administrator switches off. */
let id: string;

const begun = '2026-11-17T09:00:00Z';
const tooLate = '2026-11-17T09:16:00Z';
const seconds = (instant: string): number => Date.parse(instant) / 1000;

beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
  id = await userIdOf(service, 'referrer');
  path = `/admin/users/${id}/disable`;
});
afterAll(() => service.stop());

/** An administrator who signed in a while ago, and the token of their forms. */
async function lateAdministrator(): Promise<{ browser: Browser; token: string }> {
  service.clock.advanceTo(begun);
  const browser = await service.signedIn('administrator');
  const token = csrfTokenIn((await browser.get('/sign-out')).html);
  service.clock.advanceTo(tooLate);
  return { browser, token };
}

async function comeBack(browser: Browser, who = 'administrator', consent: Consent = {}): Promise<Seen> {
  const { location = '' } = await browser.get('/sign-in/again');
  return browser.get(await browser.backFrom(location, who, consent));
}

async function isEnabled(): Promise<boolean> {
  return (await service.database.trees.user.findUniqueOrThrow({ where: { id } })).enabled;
}

const isAskedAgain = ({ status, html }: Seen): boolean =>
  status === 403 && html.includes('>Sign in again to do this</h1>');

describe('a grave act on a page', () => {
  it('is not done long after the sign-in: the page asks to sign in again, and does it once that is done', async () => {
    const { browser, token } = await lateAdministrator();
    const refused = await browser.post(path, { _csrf: token });
    expect([isAskedAgain(refused), await isEnabled()]).toEqual([true, true]);
    expect(refused.html).toMatch(/You signed in more than 15 minutes ago.*What you entered is kept on this page/);

    const back = await comeBack(browser);

    expect([back.status, back.location]).toEqual([303, '/signed-in-again']);
    expect((await browser.get('/signed-in-again')).html).toContain('>You have signed in again</h1>');
    const done = await browser.post(path, { _csrf: csrfTokenIn(refused.html) });
    expect([done.status, done.location, await isEnabled()]).toEqual([
      ...[303, `/admin/users?done=disable&user=${id}`, false],
    ]);
    await service.database.trees.user.update({ where: { id }, data: { enabled: true } });
  });

  it('keeps what was typed into its form meanwhile, as it was typed', async () => {
    const { browser, token } = await lateAdministrator();

    const { html } = await browser.post(path, { _csrf: token, reason: 'A "quoted" <b>reason</b> & more' });

    expect(html).toContain(`action="${path}"`);
    expect(html).toContain(
      '<input type="hidden" name="reason" value="A &quot;quoted&quot; &lt;b&gt;reason&lt;/b&gt; &amp; more">',
    );
    expect(html.match(/name="_csrf"/g)).toHaveLength(1);
  });

  it('is asked for by whoever may do it, and refused to anybody else as ever', async () => {
    service.clock.advanceTo(begun);
    const browser = await service.signedIn('hub-manager');
    const token = csrfTokenIn((await browser.get('/sign-out')).html);
    service.clock.advanceTo(tooLate);

    expect((await browser.post(path, { _csrf: token })).html).toContain('>You cannot do this</h1>');
  });

  it('that was put off leaves a look', async () => {
    const { browser, token } = await lateAdministrator();
    await browser.post(path, { _csrf: token });

    const look = await service.database.trees.accessEvent.findFirst({ orderBy: { seq: 'desc' } });
    expect(look).toMatchObject({ kind: 'denied', what: 'manage-users', why: 'sign-in-again' });
  });
});

describe('signing in again', () => {
  it('asks the provider for the factors anew, whoever is signed in there', async () => {
    const { browser } = await lateAdministrator();
    const asked = new URL((await browser.get('/sign-in/again')).location ?? '').searchParams;

    expect([asked.get('prompt'), asked.get('max_age')]).toEqual(['login', '0']);
  });

  it('makes a new session, and the one before is worth nothing', async () => {
    const { browser } = await lateAdministrator();
    const thief = service.browser();
    for (const [name, value] of browser.cookies) thief.cookies.set(name, value);
    expect((await thief.get('/admin/users')).status).toBe(200);

    await comeBack(browser);

    expect((await thief.get('/admin/users')).location).toMatch(/^\/sign-in/);
    expect((await browser.get('/admin/users')).status).toBe(200);
  });

  it('as somebody else gives them no form of whoever was there before', async () => {
    const { browser, token } = await lateAdministrator();
    await comeBack(browser, 'hub-manager');

    const refused = await browser.post(path, { _csrf: token });

    expect(refused.html).toContain('>This form is out of date</h1>');
  });

  it.each<[string, Consent]>([
    ['signed them in without asking', { claims: { auth_time: seconds(begun) } }],
    ['does not say when', { claims: { auth_time: undefined } }],
  ])('changes nothing where the provider %s', async (_what, consent) => {
    const { browser, token } = await lateAdministrator();

    const back = await comeBack(browser, 'administrator', consent);

    expect([back.status, back.html]).toEqual([403, expect.stringContaining('>You have not signed in again</h1>')]);
    expect((await browser.get('/admin/users')).status).toBe(200);
    expect(isAskedAgain(await browser.post(path, { _csrf: token }))).toBe(true);
  });

  it('works once: the same answer of the provider a second time does nothing', async () => {
    const { browser } = await lateAdministrator();
    const { location = '' } = await browser.get('/sign-in/again');
    const back = await browser.backFrom(location, 'administrator', { claims: { auth_time: seconds(begun) } });
    await browser.get(back);

    expect((await browser.get(back)).html).toContain('finished before');
  });

  it('does not bring back a session that was ended meanwhile', async () => {
    const { browser } = await lateAdministrator();
    const other = await service.signedIn('administrator');
    await Promise.all([
      other.submit('/account/sessions', '/account/sessions/end'),
      ...Array.from({ length: 8 }, () => browser.get('/sign-in/again')),
    ]);

    const userId = await userIdOf(service, 'administrator');
    expect(await service.database.trees.session.count({ where: { userId } })).toBe(0);
  });

  it('is for people who are signed in: anybody else signs in first', async () => {
    expect((await service.browser().get('/sign-in/again')).location).toBe('/sign-in?to=%2Fsign-in%2Fagain');
    expect((await service.browser().get('/signed-in-again')).status).toBe(303);
  });
});

describe('where a strong sign-in is demanded, a browser', () => {
  let demanding: TestService;
  beforeAll(async () => {
    demanding = await startService({ demands: { freshMinutes: 15, strong: ['gold', 'platinum'] } });
  });
  afterAll(() => demanding.stop());

  it('asks the provider for it', async () => {
    const { location = '' } = await demanding.browser().get('/sign-in');

    expect(new URL(location).searchParams.get('acr_values')).toBe('gold platinum');
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['was weaker', { acr: 'silver' }],
    ['is not said', {}],
  ])('is not signed in by one whose strength %s, and that leaves a look', async (_what, claims) => {
    const browser = demanding.browser();

    const back = await browser.get(await browser.comeBackAs('hub-worker', { claims }));

    expect([back.status, back.html]).toEqual([403, expect.stringContaining('with more than one factor, as this')]);
    expect((await browser.get('/account/sessions')).location).toMatch(/^\/sign-in/);
    const looks = await demanding.database.trees.accessEvent.findMany({ where: { kind: 'sign-in-refused' } });
    expect(looks.at(-1)).toMatchObject({ why: 'weak' });
  });

  it('is signed in by one that was strong', async () => {
    const browser = await demanding.signedIn('hub-worker', { claims: { acr: 'platinum' } });

    expect((await browser.get('/account/sessions')).status).toBe(200);
  });

  it('is signed in by any where somebody only refers', async () => {
    expect((await (await demanding.signedIn('referrer')).get('/account/sessions')).status).toBe(200);
  });

  it('is signed out where its session was begun before that was demanded, or before its user had the role', async () => {
    const browser = await demanding.signedIn('referrer');
    await demanding.database.trees.user.updateMany({
      where: { subject: 'referrer' },
      data: { roles: ['hub-worker'], rolesAsOf: demanding.clock.now() },
    });

    expect((await browser.get('/account/sessions')).status).toBe(303);
    expect((await browser.get('/account/sessions')).location).toMatch(/^\/sign-in/);
    const looks = await demanding.database.trees.accessEvent.findMany({ where: { kind: 'session-ended' } });
    expect(looks).toMatchObject([{ why: 'weak' }]);
  });
});

describe('nobody is signed in without wanting it:', () => {
  it.each(['cross-site', 'same-site'])('a %s page that leads here gets a page to click on', async (site) => {
    const browser = service.browser();

    const asked = await browser.get('/sign-in?to=%2Faccount%2Fsessions', { 'sec-fetch-site': site });

    expect([asked.status, asked.location]).toEqual([200, undefined]);
    expect(asked.html).toContain('href="/sign-in?to=%2Faccount%2Fsessions"');
    expect(browser.cookies.size).toBe(0);
  });

  it.each(['same-origin', 'none'])(
    'a click on a page of ours, or an address that was typed (%s), goes on',
    async (site) => {
      const { location = '' } = await service.browser().get('/sign-in', { 'sec-fetch-site': site });

      expect(location).toMatch(new RegExp(`^${service.provider.issuer}/auth`));
    },
  );

  it('no other page begins a session: those who are not signed in are led to it, or told to go there', async () => {
    const gets = service.pageRoutes.filter((route) => route.startsWith('GET ')).map((route) => route.slice(4));
    expect(gets.length).toBeGreaterThan(8);
    for (const path of gets) {
      const browser = service.browser();
      await browser.get(path.replace('{id}', id));
      expect(
        await service.database.trees.session.count({ where: { sid: { in: sidsOf(browser) }, userId: { not: null } } }),
      ).toBe(0);
    }
  });
});

const sidsOf = ({ cookies }: Browser): string[] =>
  [...cookies.values()].map((cookie) => /^s%3A([^.]+)\./.exec(cookie)?.[1] ?? '');
