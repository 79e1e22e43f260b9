import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openChromium, openWindow } from '../browser/chromium-window.js';
import { callerOf, problemIn, type Caller } from '../support/caller.js';
import { exampleReferral } from '../support/factories.js';
import { tokenFor } from './administration.js';
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
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await answerKeycloak(page, username);
}

async function answerKeycloak(page: Page, username: Username): Promise<void> {
  await page.waitForURL(`${installation.realmUrl}/protocol/openid-connect/auth?**`);
  const asked = page.url();
  await page.getByLabel('Username or email').fill(username);
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
      expect(await page.locator('h2').allTextContents()).toEqual(['Hub worker']);
    });
  });

  it.each<[string, Username, string]>([
    ['of their group', 'percy', 'Percy Policework, for police.'],
    ['of their own', 'hilda', 'Hilda Healthwork, for health.'],
  ])('an agency worker comes with the agency %s', async (_whose, username, says) => {
    await inWindow(async (page) => {
      await signInAs(page, username);

      expect(await textOf(page)).toContain(`You are signed in as ${says}`);
      expect(await page.locator('h2').allTextContents()).toEqual(['Agency worker']);
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
      expect(await page.locator('tbody tr', { hasText: '(this browser)' }).count()).toBe(1);

      await page.getByRole('link', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL(`${installation.realmUrl}/protocol/openid-connect/logout?**`);
      await page.getByRole('button', { name: 'Logout' }).click();
      await page.waitForURL(at('/signed-out'));
      expect(await headingOf(page)).toBe('You are signed out');

      await page.getByRole('link', { name: 'Sign in again' }).click();
      // Keycloak knows nobody any more: it asks for the password.
      await answerKeycloak(page, 'hazel');
      expect(page.url()).toBe(at('/'));
    });
  });

  it('somebody whose role was changed in Keycloak has the new one after the next sign-in, and no other', async () => {
    await inWindow(async (page) => {
      await signInAs(page, 'maud');
      expect(await page.locator('h2').allTextContents()).toEqual(['Hub worker']);
    });
    await move(installation.administration, 'maud', 'Hub workers', 'Auditors');
    await inWindow(async (page) => {
      await signInAs(page, 'maud');
      expect(await page.locator('h2').allTextContents()).toEqual(['Auditor']);
    });
  });

  it('somebody whose account was switched off in Keycloak cannot sign in', async () => {
    await switchOff(installation.administration, 'gail');
    await inWindow(async (page) => {
      await signInAs(page, 'gail');

      expect(await page.locator('body').textContent()).toContain('Account is disabled');
      await page.goto(at('/'));
      expect(await headingOf(page)).toBe('Sign in to the hub');
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
