import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair } from 'jose';
import { workOf } from '../../api/pages/account/work.js';
import { permissions, rolesGranted, type Act } from '../../domain/permissions.js';
import { roles } from '../../domain/roles.js';
import type { Consent } from '../api/provider.js';
import type { Browser, Seen } from '../support/browser.js';
import { sendBytes, statusesIn } from '../support/raw-http.js';
import { startService, type TestService } from '../support/service.js';
import { allTables } from './tables.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const inSeconds = (seconds: number): number => Math.floor(service.clock.now().getTime() / 1000) + seconds;

/** What the browser holds of a session: its id, signed. */
const sessionIn = ({ cookies }: Browser): string => cookies.get('__Host-front-door') ?? '';

async function usersAndSessions(): Promise<unknown> {
  const { '"Session"': sessions, '"User"': users } = await allTables(service.ownerUrl);
  return { users, signedIn: sessions?.filter((row) => row.includes('signedInAt')) };
}

function expectRefused({ status, html, headers }: Seen, says: RegExp): void {
  expect(status).toBe(403);
  expect(headers.get('content-type')).toContain('text/html');
  expect(html).toMatch(/>You (are not signed in|have not signed in again)<\/h1>/);
  expect(html).toMatch(says);
  expect(html).toMatch(/<a href="\/sign-in(\/again)?" role="button"[^>]*>\s*Sign in again/);
}

describe('somebody who signs in by a browser', () => {
  it('comes to a home page that knows them, as the provider says who they are', async () => {
    const browser = await service.signedIn('police-lead');

    const home = await browser.get('/');

    expect(home.status).toBe(200);
    expect(home.html).toContain('You are signed in as Petra Policelead, for Police.');
    const user = await service.database.trees.user.findFirstOrThrow({ where: { subject: 'police-lead' } });
    expect(user).toMatchObject({ provider: 'test', roles: ['agency-lead'], agency: 'police' });
  });

  it('is the same person as by token', async () => {
    await service.as('hub-worker').get('/api/cases');
    await service.signedIn('hub-worker');

    expect(await service.database.trees.user.count({ where: { subject: 'hub-worker' } })).toBe(1);
  });

  it('has a cookie that goes nowhere else, that no script reads, and that nobody guesses', async () => {
    const browser = service.browser();
    const { headers } = await browser.get(await browser.comeBackAs('hub-worker'));

    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-front-door=s%3A[\w-]{32}\.[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  it('has a session of facts, with nothing personal in it', async () => {
    await service.signedIn({ subject: 'facts', name: 'Fay Facts', email: 'fay@hub.example', roles: ['hub-worker'] });

    const { id } = await service.database.trees.user.findFirstOrThrow({ where: { subject: 'facts' } });
    const { sess } = await service.database.trees.session.findFirstOrThrow({ where: { userId: id } });
    expect(Object.keys(sess as object).sort()).toEqual([
      ...['authTime', 'cookie', 'csrfToken', 'providerSid', 'signedInAt', 'userId'],
    ]);
    expect(JSON.stringify(sess)).not.toMatch(/Fay|hub\.example|hub-worker/);
  });

  it('has another session than before: one that somebody planted is worth nothing', async () => {
    const browser = service.browser();
    const back = await browser.comeBackAs('hub-worker');
    const planted = new Map(browser.cookies);
    const before = sessionIn(browser);

    await browser.get(back);

    expect(sessionIn(browser)).not.toBe(before);
    const thief = service.browser();
    for (const [name, value] of planted) thief.cookies.set(name, value);
    expect((await thief.get('/account/sessions')).location).toMatch(/^\/sign-in/);
  });

  it('comes to the page that they were going to', async () => {
    const browser = service.browser();
    const { location = '' } = await browser.get('/account/sessions');
    const { location: asked = '' } = await browser.get(location);

    expect((await browser.get(await browser.backFrom(asked, 'hub-worker'))).location).toBe('/account/sessions');
  });

  it('comes to a page by its path alone: what was searched for stands in no further address', async () => {
    const { location } = await service.browser().get('/account/sessions?q=Searched');

    expect(location).toBe('/sign-in?to=%2Faccount%2Fsessions');
  });

  const elsewhere = [
    ...['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', '//[', 'javascript:alert(1)'],
    ...['/.//elsewhere.example/x', '/./\\elsewhere.example', '/%2e//elsewhere.example', '/a/..//elsewhere.example'],
    ...['/.\t//elsewhere.example', '/\t/elsewhere.example', '/.//[', '\\\\elsewhere.example', '/\n//elsewhere.example'],
  ];

  it.each(elsewhere)('is not led to %j', async (to) => {
    const browser = service.browser();
    const { location: asked = '' } = await browser.get(`/sign-in?to=${encodeURIComponent(to)}`);

    expect((await browser.get(await browser.backFrom(asked, 'hub-worker'))).location).toBe('/');
    const signedIn = await browser.get(`/sign-in?to=${encodeURIComponent(to)}`);
    expect(signedIn.location).toBe('/');
  });

  it.each([
    ...['//elsewhere.example/x', '/.//elsewhere.example', '/\\elsewhere.example', '//[', '/a/..//elsewhere.example'],
    'https://elsewhere.example/',
  ])('is not led to %j either when their session is over', async (path) => {
    const subject = 'overdue';
    const cookie = `__Host-front-door=${sessionIn(await service.signedIn({ subject, roles: ['hub-worker'] }))}`;
    await service.database.trees.user.updateMany({ where: { subject }, data: { enabled: false } });
    const answer = await sendBytes(
      service.url,
      `GET ${path} HTTP/1.1\r\nHost: front-door.example\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
    );
    await service.database.trees.user.updateMany({ where: { subject }, data: { enabled: true } });

    expect(statusesIn(answer)).toEqual([303]);
    expect(/^location: (.*)\r$/im.exec(answer)?.[1]).toBe('/');
  });

  it('may be on the way in two tabs', async () => {
    const browser = service.browser();
    const first = await browser.comeBackAs('hub-worker');
    const second = await browser.comeBackAs('hub-worker');

    expect((await browser.get(first)).location).toBe('/');
    expectRefused(await browser.get(second), /finished before/);
    expect((await browser.get('/')).html).toContain('Wanda Hubworker');
  });
});

describe('nobody is signed in, and nothing changes,', () => {
  async function expectNothing(seen: (browser: Browser) => Promise<Seen>, says: RegExp): Promise<void> {
    const before = await usersAndSessions();
    const browser = service.browser();
    expectRefused(await seen(browser), says);
    expect((await browser.get('/')).html).toContain('href="/sign-in"');
    expect(await usersAndSessions()).toEqual(before);
  }

  it('when an answer of the provider comes a second time', async () => {
    const browser = await service.signedIn('hub-worker');
    const other = service.browser();
    const back = await other.comeBackAs('hub-manager');
    await other.get(back);
    const before = await usersAndSessions();

    expectRefused(await other.get(back), /finished before/);
    expectRefused(await browser.get(back), /begun in another browser/);
    expect(await usersAndSessions()).toEqual(before);
    expect((await browser.get('/')).html).toContain('Wanda Hubworker');
  });

  it('when the answer is for a sign-in that another browser began', async () => {
    const back = await service.browser().comeBackAs('hub-manager');
    await expectNothing((browser) => browser.get(back), /begun in another browser/);
  });

  it('when the state was made up', async () => {
    await expectNothing(async (browser) => {
      const back = await browser.comeBackAs('hub-manager');
      return browser.get(back.replace(/state=[^&]+/, 'state=guessed'));
    }, /begun in another browser/);
  });

  it('when the code was made up', async () => {
    await expectNothing(async (browser) => {
      const back = await browser.comeBackAs('hub-manager');
      return browser.get(back.replace(/code=[^&]+/, 'code=guessed'));
    }, /could not be verified/);
  });

  it('when the code is of a sign-in that another browser began', async () => {
    const theirs = new URLSearchParams((await service.browser().comeBackAs('hub-manager')).split('?')[1]);
    await expectNothing(async (browser) => {
      const back = await browser.comeBackAs('hub-worker');
      return browser.get(back.replace(/code=[^&]+/, `code=${theirs.get('code') ?? ''}`));
    }, /could not be verified/);
  });

  it('when the answer names another provider', async () => {
    await expectNothing(async (browser) => {
      const back = await browser.comeBackAs('hub-manager');
      return browser.get(back.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Felsewhere.example'));
    }, /could not be verified/);
  });

  it.each<[string, () => Promise<Consent> | Consent]>([
    ['answers another question', () => ({ claims: { nonce: 'another' } })],
    ['is meant for another client', () => ({ claims: { aud: 'another' } })],
    ['comes from another provider', () => ({ claims: { iss: 'https://elsewhere.example' } })],
    ['has expired', () => ({ claims: { exp: inSeconds(-60) } })],
    ['does not say whose it is', () => ({ claims: { sub: undefined } })],
    ['somebody else signed', async () => ({ key: (await generateKeyPair('ES256')).privateKey })],
  ])('when the ID token %s', async (_what, consent) => {
    const given = await consent();
    await expectNothing(
      async (browser) => browser.get(await browser.comeBackAs('hub-manager', given)),
      /could not be verified/,
    );
  });

  it('when the ID token gives a role of an agency without an agency', async () => {
    await expectNothing(
      async (browser) => browser.get(await browser.comeBackAs('police', { claims: { agency: undefined } })),
      /a role of an agency, but no agency/,
    );
  });

  it('when the provider says no, whose words are not repeated', async () => {
    await expectNothing(async (browser) => {
      const state = new URLSearchParams((await browser.comeBackAs('hub-manager')).split('?')[1]).get('state') ?? '';
      const query = new URLSearchParams({
        ...{ error: 'access_denied', error_description: 'Phone 0900 666', state, iss: service.provider.issuer },
      });
      const seen = await browser.get(`/sign-in/callback?${query.toString()}`);
      expect(seen.html).not.toContain('0900');
      return seen;
    }, /did not sign you in/);
  });

  it('when the provider took longer than a quarter of an hour', async () => {
    const other = await startService();
    try {
      const browser = other.browser();
      const back = await browser.comeBackAs('hub-worker');
      other.clock.advanceTo('2026-11-17T09:15:00Z');
      expectRefused(await browser.get(back), /took too long/);
    } finally {
      await other.stop();
    }
  });

  it('when the account is switched off', async () => {
    await service.signedIn({ subject: 'leaver', name: 'Lea Leaver', roles: ['hub-worker'] });
    await service.database.trees.user.updateMany({ where: { subject: 'leaver' }, data: { enabled: false } });
    const browser = service.browser();

    const seen = await browser.get(await browser.comeBackAs({ subject: 'leaver', roles: ['hub-worker'] }));

    expectRefused(seen, /switched off here/);
    expect((await browser.get('/')).html).toContain('href="/sign-in"');
  });
});

it('while the provider is away a browser is told to try again, and all is well once it is back', async () => {
  const other = await startService();
  try {
    await other.provider.goAway();
    const away = await other.browser().get('/sign-in');
    expect([away.status, away.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
    expect(away.html).toContain('>Sorry, the service is unavailable</h1>');
    await other.provider.comeBack();
    await other.signedIn('hub-worker');
  } finally {
    await other.stop();
  }
});

it('somebody to whom nobody gave a role is told whom to ask', async () => {
  const home = await (await service.signedIn('no-role')).get('/');
  expect(home.html).toContain('Your account has no role here');
});

describe('the home page', () => {
  it('calls a role and an agency by their names', async () => {
    const { html } = await (
      await service.signedIn({ subject: 'carer', roles: ['agency-worker'], agency: 'social-care' })
    ).get('/');

    expect(html).toContain('for Children&#39;s social care.');
    expect(html).toContain('>Agency worker</h2>');
  });

  it('refuses what a role may not do in the words for roles', async () => {
    const { html } = await (await service.signedIn('hub-manager')).get('/admin/users');

    expect(html).toContain('Your role (Hub manager) may not do this. These may: Administrator.');
  });

  it.each([
    ['hub-manager', 'Restrict a case to the people on its access list'],
    ['decision-maker', 'Open a restricted case for some minutes'],
    ['privacy-officer', 'not the cases themselves'],
    ['auditor', 'not of restricted cases on whose access list you are not'],
    ['police', 'the check is then closed to you'],
  ])('tells %s what there is about restricted cases and conflicts', async (who, words) => {
    expect((await (await service.signedIn(who)).get('/')).html).toContain(words);
  });

  it('puts off to a later version only those to whom nothing is granted', () => {
    const granted = new Set((Object.keys(permissions) as Act[]).flatMap(rolesGranted));
    const putOff = roles.filter((role) => workOf[role].deeds.some((deed) => deed.includes('later version')));

    expect(putOff).toEqual(roles.filter((role) => !granted.has(role)));
  });
});
