import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { csrfTokenIn, type Browser, type Seen } from '../support/browser.js';
import { rotatedSecretKeys } from '../support/keys.js';
import { startService, type TestService } from '../support/service.js';
import { allTables } from './tables.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const ofPerson = '/account/sessions';
const isSignedIn = async (browser: Browser): Promise<boolean> => (await browser.get(ofPerson)).status === 200;

/** Whoever a test makes up, so that no other test has sessions of theirs. */
const somebody = (subject: string) => ({ subject, name: `Invented ${subject}`, roles: ['hub-worker'] as const });

const userId = async (subject: string): Promise<string> =>
  (await service.database.trees.user.findFirstOrThrow({ where: { subject } })).id;
const sessionsOf = async (subject: string): Promise<number> =>
  service.database.trees.session.count({ where: { userId: await userId(subject) } });

/** A browser with the cookies of another. */
function copied(from: Browser, to: Browser = service.browser()): Browser {
  for (const [name, value] of from.cookies) to.cookies.set(name, value);
  return to;
}

describe('a session', () => {
  it.each<[string, (cookie: string) => string]>([
    ['whose signature was changed', (cookie) => `${cookie.slice(0, -2)}AA`],
    ['whose id was changed', (cookie) => cookie.replace(/s%3A../, 's%3AAA')],
    ['that is not signed', (cookie) => cookie.replace(/^s%3A([^.]+)\..*$/, '$1')],
    ['that is something else altogether', () => 's%3A%00.%22'],
  ])('is nobody’s, in a cookie %s', async (_what, tamper) => {
    const browser = await service.signedIn('hub-worker');
    const [[name, cookie] = ['', '']] = browser.cookies;
    browser.cookies.set(name, tamper(cookie));

    expect(await isSignedIn(browser)).toBe(false);
  });

  it('outlives a rotation of the keys, and nothing is signed with a key that is gone', async () => {
    const rotated = await startService({ databaseUrl: service.applicationUrl, secretKeys: rotatedSecretKeys });
    try {
      const before = await service.signedIn('hub-worker');
      expect(await isSignedIn(copied(before, rotated.browser()))).toBe(true);
      const after = rotated.browser();
      await after.get('/sign-in');
      expect(after.cookies.size).toBe(1);
      expect((await copied(after).get(await callbackOf(after, service))).html).toContain('another browser');
    } finally {
      await rotated.stop();
    }
  });

  it('of nobody is kept for half an hour, and for ten hours once somebody has signed in', async () => {
    const alone = await startService();
    try {
      for (const path of ['/sign-in/code', '/sign-in']) await alone.browser().get(path);
      await alone.signedIn('hub-worker');
      const kept = await alone.database.trees.session.findMany();
      const minutes = ({ expire }: { expire: Date }): number => Math.round((expire.getTime() - Date.now()) / 60_000);
      const ofNobody = kept.filter(({ userId }) => userId === null);
      expect(ofNobody.length).toBeGreaterThanOrEqual(2);
      expect(Math.max(...ofNobody.map(minutes))).toBeLessThanOrEqual(30);
      expect(kept.filter(({ userId }) => userId !== null).map(minutes)).toEqual([600]);
    } finally {
      await alone.stop();
    }
  });

  it('is no way into the API, which knows tokens only', async () => {
    const browser = await service.signedIn('administrator');

    expect((await browser.get('/api/users')).status).toBe(401);
  });

  it('is over in a second tab once the first has signed out: a look leads to the sign-in, and a form does nothing', async () => {
    const first = await service.signedIn('administrator');
    await service.signedIn(somebody('bystander'));
    const second = copied(first);
    const { html } = await second.get('/sign-out');

    await first.submit('/sign-out', '/sign-out');

    expect((await second.get('/admin/users')).location).toBe('/sign-in?to=%2Fadmin%2Fusers');
    const late = await second.post(`/admin/users/${await userId('bystander')}/end-sessions`, {
      _csrf: csrfTokenIn(html),
    });
    expect([late.status, late.html]).toEqual([
      403,
      expect.stringContaining('You are signed out, so nothing was changed'),
    ]);
    expect(late.html).toContain('>You are signed out</h1>');
    expect(late.html).toContain('<a href="/sign-in?to=%2F');
    expect(await sessionsOf('bystander')).toBe(1);
  });

  it('is over everywhere when its user says so', async () => {
    const [here, there] = [await service.signedIn(somebody('mover')), await service.signedIn(somebody('mover'))];
    const rows = (await here.get(ofPerson)).html.match(/<th scope="row"[^>]*>[^<]*</g) ?? [];
    expect(rows.map((row) => row.replaceAll(/<[^>]*>?/g, '')).sort()).toEqual(['Another', 'This one']);
    const other = await service.signedIn(somebody('other'));

    const seen = await here.submit(ofPerson, '/account/sessions/end');

    expect(seen.status).toBe(303);
    expect([await isSignedIn(here), await isSignedIn(there), await isSignedIn(other)]).toEqual([false, false, true]);
    expect(await sessionsOf('mover')).toBe(0);
  });

  it('does not come back by a request that was under way when it was ended', async () => {
    const browser = await service.signedIn(somebody('lingerer'));
    const others = Array.from({ length: 8 }, () => copied(browser));

    await Promise.all([
      browser.submit('/sign-out', '/sign-out'),
      ...others.flatMap((other) => [other.get('/'), other.get('/sign-in'), other.get('/sign-out')]),
    ]);

    expect(await sessionsOf('lingerer')).toBe(0);
  });
});

/** The address on which a browser comes back that has just been sent to the provider. */
async function callbackOf(browser: Browser, { provider, clock }: TestService): Promise<string> {
  const { location = '' } = await browser.get('/sign-in');
  const { pathname, search } = await provider.signIn(
    location.replace(/^[^?]+/, `${provider.issuer}/auth`),
    clock.now(),
  );
  return `${pathname}${search}`;
}

describe('with time', () => {
  let timed: TestService;
  beforeAll(async () => {
    timed = await startService();
  });
  afterAll(() => timed.stop());

  it('a session ends half an hour after the last click, and goes on until then', async () => {
    timed.clock.advanceTo('2026-11-17T09:00:00Z');
    const [browser, idle] = [await timed.signedIn('hub-worker'), await timed.signedIn('hub-worker')];
    timed.clock.advanceTo('2026-11-17T09:29:00Z');
    expect(await isSignedIn(browser)).toBe(true);
    timed.clock.advanceTo('2026-11-17T09:58:00Z');
    expect(await isSignedIn(browser)).toBe(true);
    timed.clock.advanceTo('2026-11-17T10:28:00Z');
    expect(await isSignedIn(browser)).toBe(false);
    expect(await isSignedIn(idle)).toBe(false);
  });

  it('a session ends ten hours after the sign-in, however busy its user is', async () => {
    const begun = Date.parse('2026-11-18T09:00:00Z');
    timed.clock.advanceTo(new Date(begun).toISOString());
    const browser = await timed.signedIn('hub-worker');
    for (let minutes = 20; minutes < 600; minutes += 20) {
      timed.clock.advanceTo(new Date(begun + minutes * 60_000).toISOString());
      expect(await isSignedIn(browser)).toBe(true);
    }
    timed.clock.advanceTo('2026-11-18T19:00:00Z');
    expect(await isSignedIn(browser)).toBe(false);
  });
});

describe('the next click', () => {
  it('of a user who has been switched off fails', async () => {
    const browser = await service.signedIn(somebody('fired'));
    await service.database.trees.user.updateMany({ where: { subject: 'fired' }, data: { enabled: false } });

    expect((await browser.get(ofPerson)).status).toBe(303);
    expect([await sessionsOf('fired'), browser.cookies.size]).toEqual([0, 0]);
    expect((await browser.get(ofPerson)).location).toMatch(/^\/sign-in/);
  });

  it('is made in the roles that a newer sign-in or token gave', async () => {
    const browser = await service.signedIn({ ...somebody('risen'), roles: ['administrator'] });
    expect((await browser.get('/admin/users')).status).toBe(200);

    await service.as({ subject: 'risen', roles: ['auditor'] }).get('/api/cases');

    expect((await browser.get('/admin/users')).status).toBe(403);
    expect((await browser.get('/')).html).toContain('>Auditor</h2>');
  });

  it('is made in the roles and for the agency that an administrator has set since', async () => {
    const browser = await service.signedIn(somebody('seconded'));
    await service.database.trees.user.updateMany({
      where: { subject: 'seconded' },
      data: { roles: ['agency-lead'], agency: 'health', rolesAsOf: service.clock.now() },
    });

    const { html } = await browser.get('/');

    expect(html).toContain('for Health.');
    expect(html).toContain('>Agency lead</h2>');
  });
});

describe('a form', () => {
  const forms = (): string[] =>
    service.pageRoutes.filter((route) => route.startsWith('POST ')).map((route) => route.slice(5));

  async function eachForm(token: (browser: Browser) => Promise<string>): Promise<Seen[]> {
    const browser = await service.signedIn('administrator');
    const id = await userId('hub-worker');
    const fields = { _csrf: await token(browser) };
    const seen: Seen[] = [];
    for (const path of forms()) seen.push(await browser.post(path.replace('{id}', id), fields));
    expect(await isSignedIn(browser)).toBe(true);
    return seen;
  }

  it('is on several pages', () => {
    expect(forms().length).toBeGreaterThanOrEqual(5);
  });

  it.each<[string, (browser: Browser) => Promise<string>]>([
    ['without its token', () => Promise.resolve('')],
    ['with a token that was made up', () => Promise.resolve('f'.repeat(64))],
    [
      'with a token of another session',
      async () => csrfTokenIn((await (await service.signedIn('administrator')).get('/sign-out')).html),
    ],
  ])('%s does nothing, wherever it goes', async (_what, token) => {
    await service.signedIn('hub-worker');
    const before = await allTables(service.ownerUrl);
    for (const { status, html } of await eachForm(token)) {
      // Of what an administrator may do the token is looked at; all else is refused before.
      expect(`${status} ${html}`).toMatch(/^(403 .*(does not belong to your session|may not do this)|404 )/s);
    }
    expect((await allTables(service.ownerUrl))['"User"']).toEqual(before['"User"']);
  });

  it('that nobody could have filled in does nothing', async () => {
    const browser = await service.signedIn('hub-worker');
    const seen = await browser.post('/sign-out', { _csrf: 'x'.repeat(30_000) });
    expect([seen.status, seen.html]).toEqual([400, expect.stringContaining('too long or broken')]);
    expect(await isSignedIn(browser)).toBe(true);
  });
});

describe('signing out', () => {
  it('is asked for before it is done, and leads on to the provider, which comes back here', async () => {
    const browser = await service.signedIn('hub-worker');
    expect((await browser.get('/sign-out')).html).toContain('action="/sign-out"');
    expect(await isSignedIn(browser)).toBe(true);

    const { status, location = '' } = await browser.submit('/sign-out', '/sign-out');

    const { origin, pathname, searchParams } = new URL(location);
    expect([status, `${origin}${pathname}`]).toEqual([303, `${service.provider.issuer}/end`]);
    expect([...searchParams]).toEqual([
      ['post_logout_redirect_uri', 'https://front-door.example/signed-out'],
      ['client_id', 'front-door-pages'],
    ]);
    expect(browser.cookies.size).toBe(0);
    expect((await browser.get('/signed-out')).html).toContain('>You are signed out</h1>');
  });
});

describe('every page', () => {
  const pages: [string, string][] = [
    ['the start page', '/'],
    ['a page of somebody who is signed in', ofPerson],
    ['a list', '/admin/users'],
    ['a page that is not there', '/nowhere'],
    ['a page that may not be seen', '/sign-in/callback'],
  ];

  it.each(pages)('brings nothing from elsewhere and runs nothing: %s', async (_what, path) => {
    const { headers, html } = await (await service.signedIn('administrator')).get(path);
    const [, nonce = ''] = /<script nonce="([^"]+)"/.exec(html) ?? [];
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self' ${new URL(service.provider.issuer).origin}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    const scripts = html.match(/<script[^>]*>/g) ?? [];
    const ours = /^<script type="module" blocking="render" src="\/assets\/[\w-]+\.js\?[\w-]+">$/;
    expect(scripts.filter((script) => !ours.test(script))).toEqual([`<script nonce="${nonce}">`]);
    expect(html).not.toMatch(/<style| style=| on\w+=|(?:href|src)="(?:https?:)?\/\//);
  });

  it.each(pages)('names nobody in its title: %s', async (_what, path) => {
    const { html } = await (await service.signedIn('administrator')).get(path);
    expect(/<title>([^<]*)<\/title>/.exec(html)?.[1]).not.toMatch(/Adam|administrator/i);
  });

  it.each(['/', ofPerson, '/admin/users', '/sign-out'])(
    'shows whoever is signed in how to sign out: %s',
    async (path) => {
      expect((await (await service.signedIn('administrator')).get(path)).html).toContain('href="/sign-out"');
    },
  );

  it.each([
    ['that is not there', '/nowhere', 404],
    ['that may not be seen', '/admin/users', 403],
  ])('%s keeps the way to own sessions and out for whoever is signed in', async (_what, path, status) => {
    const seen = await (await service.signedIn('hub-worker')).get(path);
    expect([seen.status, seen.html]).toEqual([status, expect.stringContaining('href="/account/sessions"')]);
    expect(seen.html).toContain('href="/sign-out"');
    expect((await service.browser().get('/nowhere')).html).not.toContain('href="/sign-out"');
  });

  it('whose form is out of date says that nothing was changed and what to do, and keeps the way out', async () => {
    const { status, html } = await (await service.signedIn('hub-worker')).post('/sign-out', { _csrf: 'made up' });
    expect(status).toBe(403);
    expect(html).toContain('>This form is out of date</h1>');
    expect(html).toContain('Nothing was changed. Open the page again, and send its form once more.');
    expect(html).toContain('href="/sign-out"');
  });

  it('shows a name as it is written, whatever is in it', async () => {
    const name = '<img src=x onerror=alert(1)> & "Co" {{ 7 * 7 }}';
    const browser = await service.signedIn({ ...somebody('odd'), name });
    expect((await browser.get('/')).html).toContain(
      'signed in as &lt;img src=x onerror=alert(1)&gt; &amp; &quot;Co&quot; {{ 7 * 7 }}.',
    );
  });

  it('that is not there is a problem document for a program', async () => {
    const answer = await service.as('hub-worker').get('/nowhere');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ]);
  });
});

it('while PostgreSQL is away, somebody who is signed in is told to try again', async () => {
  const signedIn = await service.signedIn('hub-worker');
  const away = await startService({ databaseUrl: 'postgresql://front_door@127.0.0.1:1/nowhere' });
  try {
    const seen = await copied(signedIn, away.browser()).get('/');
    expect([seen.status, seen.headers.get('retry-after')]).toEqual([503, '2']);
    expect(seen.html).toContain('>Sorry, the service is unavailable</h1>');
  } finally {
    await away.stop();
  }
});
