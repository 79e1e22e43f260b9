import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { openChromium, openWindow } from '../browser/chromium-window.js';
import { callerOf, problemIn, type Caller } from '../support/caller.js';
import { exampleReferral } from '../support/factories.js';
import { tokenFor, tokenForCode } from './administration.js';
import {
  addPartner,
  addPerson,
  clientId,
  createScope,
  move,
  switchOff,
  type Partner,
  type Person,
} from './documented-realm.js';
import { startInstallation, type Installation } from './installation.js';
import { oneTimePassword } from './one-time-password.js';

/** Fetching Keycloak comes first, where it is not there yet. */
const startedWithinMilliseconds = 5 * 60_000;

const password = randomUUID();
const people = [
  { username: 'hazel', firstName: 'Hazel', lastName: 'Hubworker', group: 'Hub workers' },
  { username: 'percy', firstName: 'Percy', lastName: 'Policework', group: 'Police desk' },
  { username: 'hilda', firstName: 'Hilda', lastName: 'Healthwork', group: 'Agency workers', agency: 'health' },
  { username: 'nell', firstName: 'Nell', lastName: 'Noagency', group: 'Agency workers' },
  { username: 'maud', firstName: 'Maud', lastName: 'Mover', group: 'Hub workers' },
  { username: 'gail', firstName: 'Gail', lastName: 'Gone', group: 'Hub workers' },
  { username: 'adam', firstName: 'Adam', lastName: 'Administrator', group: 'Administrators' },
  { username: 'anna', firstName: 'Anna', lastName: 'Administrator', group: 'Administrators', otpSecret: randomUUID() },
] as const satisfies readonly Omit<Person, 'password'>[];
type Username = (typeof people)[number]['username'];

const secret = randomUUID();
const limited: Partner = { id: 'school-system', secret, countsAtRest: true, limits: ['referrals:submit'] };
const free: Partner = { ...limited, id: 'county-system', limits: ['referrals:submit', 'referrals:read'] };
const forgotten: Partner = { ...limited, id: 'parish-system', limits: [] };
const foreign: Partner = { id: 'payroll', secret, countsAtRest: false, limits: [] };

/** What was started, so that all of it ends even where not all of it starts. */
const endings: (() => Promise<unknown>)[] = [];
let installation: Installation;
let browser: Browser;

beforeAll(async () => {
  installation = await startInstallation((end) => endings.unshift(end));
  browser = await openChromium();
  endings.unshift(() => browser.close());
  const { administration } = installation;
  for (const person of people) await addPerson(administration, { ...person, password });
  for (const scope of free.limits) await createScope(administration, scope);
  for (const partner of [limited, free, forgotten, foreign]) await addPartner(administration, partner);
}, startedWithinMilliseconds);
afterAll(async () => {
  for (const end of endings) await end();
});

/** Runs in a window of its own, of which the browser has nothing to complain. */
async function inWindow(work: (page: Page) => Promise<void>): Promise<void> {
  const { page, context, complaints } = await openWindow(browser);
  try {
    await work(page);
    expect(complaints.filter((complaint) => !/status of 40[03]/.test(complaint))).toEqual([]);
  } finally {
    await context.close();
  }
}

const at = (path: string): string => `${installation.url}${path}`;
const headingOf = (page: Page): Promise<string | null> => page.locator('h1').textContent();
const textOf = (page: Page): Promise<string | null> => page.locator('main').textContent();

/** Signs in as people do: from the start page of the service to the page of Keycloak, and back. */
async function signInAs(page: Page, username: Username): Promise<void> {
  await page.goto(at('/'));
  await page.getByRole('link', { name: 'Sign in with your account' }).click();
  await answerKeycloak(page, username);
}

/** Where Keycloak knows already who it is, it asks for the password alone. */
async function answerKeycloak(page: Page, username: Username): Promise<void> {
  await page.waitForURL(`${installation.realmUrl}/protocol/openid-connect/auth?**`);
  const asked = page.url();
  const name = page.getByLabel('Username or email');
  await page.getByRole('textbox', { name: 'Password' }).waitFor();
  if ((await name.count()) > 0) await name.fill(username);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign In' }).click();
  await page.waitForURL(({ href }) => href !== asked);
}

describe('with a real Keycloak, set up as docs/sign-in.md says, in a real browser', () => {
  it('somebody signs in by the page of Keycloak and comes home, with the role of their group', async () => {
    await inWindow(async (page) => {
      await signInAs(page, 'hazel');

      expect(page.url()).toBe(at('/'));
      expect(await textOf(page)).toContain('You are signed in as Hazel Hubworker.');
      expect(await page.locator('main h2').allTextContents()).toEqual(['Hub worker']);
    });
  });

  it.each<[string, Username, string]>([
    ['of their group', 'percy', 'Percy Policework, for Police.'],
    ['of their own', 'hilda', 'Hilda Healthwork, for Health.'],
  ])('an agency worker comes with the agency %s', async (_whose, username, says) => {
    await inWindow(async (page) => {
      await signInAs(page, username);

      expect(await textOf(page)).toContain(`You are signed in as ${says}`);
      expect(await page.locator('main h2').allTextContents()).toEqual(['Agency worker']);
    });
  });

  it('an agency worker without an agency is told whom to ask, and is not signed in', async () => {
    await inWindow(async (page) => {
      await signInAs(page, 'nell');

      expect([await headingOf(page), await textOf(page)]).toEqual([
        'You are not signed in',
        expect.stringContaining('a role of an agency, but no agency. Ask an administrator of the sign-in provider.'),
      ]);
    });
  });

  it('comes to where they were going, sees their sessions, and signs out here and at Keycloak', async () => {
    await inWindow(async (page) => {
      await page.goto(at('/account/sessions'));
      await answerKeycloak(page, 'hazel');
      expect([page.url(), await headingOf(page)]).toEqual([at('/account/sessions'), 'Your sessions']);
      expect(await page.locator('tbody tr', { hasText: 'This one' }).count()).toBe(1);

      await page.getByRole('link', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL(`${installation.realmUrl}/protocol/openid-connect/logout?**`);
      await page.getByRole('button', { name: 'Logout' }).click();
      await page.waitForURL(at('/signed-out'));
      expect(await headingOf(page)).toBe('You are signed out');

      await page.getByRole('button', { name: 'Sign in again' }).click();
      // Keycloak knows nobody any more: it asks for the password.
      await answerKeycloak(page, 'hazel');
      expect(page.url()).toBe(at('/'));
    });
  });

  it('somebody whose role was changed in Keycloak has the new one after the next sign-in, and no other', async () => {
    await inWindow(async (page) => {
      await signInAs(page, 'maud');
      expect(await page.locator('main h2').allTextContents()).toEqual(['Hub worker']);
    });
    await move(installation.administration, 'maud', 'Hub workers', 'Auditors');
    await inWindow(async (page) => {
      await signInAs(page, 'maud');
      expect(await page.locator('main h2').allTextContents()).toEqual(['Auditor']);
    });
  });

  it('somebody whose account was switched off in Keycloak cannot sign in', async () => {
    await switchOff(installation.administration, 'gail');
    await inWindow(async (page) => {
      await signInAs(page, 'gail');

      expect(await page.locator('body').textContent()).toContain('Account is disabled');
      await page.goto(at('/'));
      expect(await headingOf(page)).toBe('Refer a child to the hub');
    });
  });

  it('Keycloak signs nobody in for whoever brings no challenge of PKCE', async () => {
    const query = new URLSearchParams({
      ...{ client_id: clientId, redirect_uri: at('/sign-in/callback'), response_type: 'code', scope: 'openid' },
    });
    const { headers } = await fetch(`${installation.realmUrl}/protocol/openid-connect/auth?${query.toString()}`, {
      redirect: 'manual',
    });

    const sentTo = new URL(headers.get('location') ?? '');
    expect([sentTo.searchParams.get('error'), sentTo.searchParams.has('code')]).toEqual(['invalid_request', false]);
  });
});

describe('with access tokens of a real Keycloak', () => {
  const as = (partner: Partner, scope?: string): Caller =>
    callerOf(installation.url, () => tokenFor(installation.realmUrl, partner, scope));
  const referralOf = async (partner: Partner): Promise<string> => {
    const sent = await as(partner).post('/api/referrals', exampleReferral('school'));
    expect(sent).toMatchObject({ status: 201 });
    return new URL(sent.headers.get('location') ?? '').pathname;
  };

  it('a partner’s system does what its role and its scopes allow', async () => {
    const seen = await as(free).get(await referralOf(free));

    expect(seen).toMatchObject({ status: 200 });
  });

  it('a partner’s system that was given no scope does nothing', async () => {
    const refused = await as(forgotten).post('/api/referrals', exampleReferral('school'));

    expect(problemIn(refused)).toMatchObject({ status: 403, code: 'scope-missing' });
  });

  it('a partner’s system does no more than its scopes allow, whatever it asks for', async () => {
    const where = await referralOf(limited);

    for (const scope of [undefined, 'profile']) {
      const refused = await as(limited, scope).get(where);
      expect(problemIn(refused)).toMatchObject({ status: 403, code: 'scope-missing' });
    }
  });

  it('a token that is meant for another service is refused, whatever role it carries', async () => {
    const refused = problemIn(await as(foreign).get('/api/referrals'));

    expect([refused.status, refused.code]).toEqual([401, 'token-invalid']);
    expect(refused.detail).toContain('is not meant for this service');
  });
});

describe('where a grave act or the installation demands it of a real Keycloak', () => {
  const ofRealm = (path: string): string => `${installation.realmUrl}/protocol/openid-connect/${path}`;

  /** As if everybody had signed in an hour ago. */
  async function anHourPasses(): Promise<void> {
    const owner = new pg.Client({ connectionString: installation.ownerUrl });
    await owner.connect();
    try {
      await owner.query(
        `UPDATE "Session" SET "sess" = jsonb_set("sess", '{authTime}', to_jsonb(("sess"->>'authTime')::numeric - 3600))
         WHERE "sess" ? 'authTime'`,
      );
    } finally {
      await owner.end();
    }
  }

  /** The second factor. @param ahead see `oneTimePassword` */
  async function answerSecondFactor(page: Page, ahead: number): Promise<void> {
    const { otpSecret } = people[7];
    await page.getByLabel('One-time code').fill(oneTimePassword(otpSecret, new Date(), ahead));
    await page.getByRole('button', { name: 'Sign In' }).click();
  }

  /** An access token of a person, by a sign-in of its own in a window, and what it says. */
  async function tokenBySignIn(page: Page, answer: () => Promise<void>, acr?: string) {
    const verifier = randomUUID() + randomUUID();
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const redirectUri = at('/sign-in/callback');
    const query = new URLSearchParams({
      ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid' },
      ...{
        code_challenge: challenge,
        code_challenge_method: 'S256',
        ...(acr === undefined ? {} : { acr_values: acr }),
      },
    });
    await page.goto(`${ofRealm('auth')}?${query.toString()}`);
    await answer();
    // The service has not asked for it, and leaves the code alone.
    await page.waitForURL(`${redirectUri}?**`);
    const code = new URL(page.url()).searchParams.get('code') ?? '';
    const { clientSecret: secret, realmUrl } = installation;
    const token = await tokenForCode(realmUrl, { id: clientId, secret }, { code, verifier, redirectUri });
    return { token, claims: decodeJwt(token) };
  }

  it('a grave act long after the sign-in has Keycloak ask for the password again, though it knows the person', async () => {
    await inWindow(async (page) => {
      await signInAs(page, 'adam');
      await anHourPasses();
      await page.goto(at('/admin/users'));
      await page.getByRole('link', { name: 'End sessions of Hazel Hubworker' }).click();
      await page.getByRole('button', { name: 'End sessions' }).click();
      expect(await headingOf(page)).toBe('Sign in again to do this');

      const [tab] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Sign in again (opens in a new tab)' }).click(),
      ]);
      await answerKeycloak(tab, 'adam');
      await tab.waitForURL(at('/signed-in-again'));

      await page.getByRole('button', { name: 'Go on' }).click();
      expect([new URL(page.url()).pathname, await headingOf(page)]).toEqual(['/admin/users', 'Users']);
    });
  });

  it('its access tokens say when somebody signed in, and a grave act by REST counts on it', async () => {
    await inWindow(async (page) => {
      const { token, claims } = await tokenBySignIn(page, () => answerKeycloak(page, 'adam'));
      expect(claims).toMatchObject({ auth_time: expect.any(Number), aud: expect.arrayContaining(['front-door-api']) });

      const adam = callerOf(installation.url, () => Promise.resolve(token));
      const { body } = await adam.get('/api/users');
      const [{ id } = { id: '' }] = (body as { items: { id: string }[] }).items;
      expect((await adam.post(`/api/users/${id}/end-sessions`, {})).status).toBe(200);
      const refused = await callerOf(installation.demandingUrl, () => Promise.resolve(token)).get('/api/users');
      expect(problemIn(refused)).toMatchObject({ status: 401, code: 'sign-in-weak' });
    });
  });

  it('who has a second factor is asked for it, and signs in; each grave act asks for both again', async () => {
    const there = (path: string): string => `${installation.demandingUrl}${path}`;
    await inWindow(async (page) => {
      await page.goto(there('/admin/users'));
      await answerKeycloak(page, 'anna');
      await answerSecondFactor(page, -1);
      await page.waitForURL(there('/admin/users'));

      await anHourPasses();
      await page.getByRole('link', { name: 'End sessions of Hazel Hubworker' }).click();
      await page.getByRole('button', { name: 'End sessions' }).click();
      const [tab] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Sign in again (opens in a new tab)' }).click(),
      ]);
      await answerKeycloak(tab, 'anna');
      await answerSecondFactor(tab, 0);
      await tab.waitForURL(there('/signed-in-again'));
      await page.getByRole('button', { name: 'Go on' }).click();
      expect([new URL(page.url()).pathname, await headingOf(page)]).toEqual(['/admin/users', 'Users']);

      const answer = async (): Promise<void> => {
        await answerKeycloak(page, 'anna');
        await answerSecondFactor(page, 1);
      };
      const { token, claims } = await tokenBySignIn(page, answer, 'gold');
      expect(claims.acr).toBe('gold');
      const byToken = await callerOf(installation.demandingUrl, () => Promise.resolve(token)).get('/api/users');
      expect(byToken.status).toBe(200);
    });
  });

  it('whose browser asks Keycloak for less than was demanded is not signed in', async () => {
    await inWindow(async (page) => {
      await page.goto(`${installation.demandingUrl}/`);
      const link = page.getByRole('link', { name: 'Sign in with your account' });
      await page.route('**/protocol/openid-connect/auth?**', async (route) => {
        await route.fulfill({ status: 200, contentType: 'text/html', body: '<title>Caught</title>' });
      });
      await link.click();
      await page.waitForURL(`${ofRealm('auth')}?**`);
      const asked = new URL(page.url());
      expect(asked.searchParams.get('acr_values')).toBe('gold');
      asked.searchParams.delete('acr_values');
      await page.unroute('**/protocol/openid-connect/auth?**');
      await page.goto(asked.href);
      await answerKeycloak(page, 'hazel');

      expect([await headingOf(page), await textOf(page)]).toEqual([
        'You are not signed in',
        expect.stringContaining('does not say that you signed in with more than one factor'),
      ]);
    });
  });
});
