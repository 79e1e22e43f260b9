import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { personas } from '../../local/personas.js';
import { openChromium, openWindow, type Window, type WindowOptions } from './chromium-window.js';
import { faultsAtEveryWidth } from './faults.js';
import { startEmbeddedService, type EmbeddedService } from './embedded-service.js';

/** On a machine with other work to do, a long journey takes its time. */
const patience = 90_000;

let service: EmbeddedService;
let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());
beforeAll(async () => {
  service = await startEmbeddedService();
});
afterAll(() => service.stop());

/** Runs in a window of its own, in which nothing may go wrong. */
async function inWindow(options: WindowOptions, work: (page: Page, window: Window) => Promise<void>): Promise<void> {
  const window = await openWindow(browser, options);
  try {
    await work(window.page, window);
    expect(window.complaints).toEqual([]);
  } finally {
    await window.context.close();
  }
}

const headingOf = (page: Page): Promise<string | null> => page.locator('h1').textContent();
const at = (path: string): string => `${service.url}${path}`;

async function signOut(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

async function signInAs(page: Page, persona: string): Promise<void> {
  await page.goto(at(`/local/sign-in/${persona}`));
  expect([await page.locator('main').textContent(), page.url()]).toEqual([
    expect.stringContaining('You are signed in as'),
    at('/'),
  ]);
}

describe('in one window, one after the other,', () => {
  let window: Window;
  beforeAll(async () => {
    window = await openWindow(browser, { javaScriptEnabled: false });
  });
  afterAll(() => window.context.close());

  it.each(personas)('$persona signs in, in place of the one before, and sees a home page', async (each) => {
    const { page, complaints } = window;
    await signInAs(page, each.persona);
    expect(await page.locator('main').textContent()).toContain(`You are signed in as ${each.displayName}`);
    expect(complaints).toEqual([]);
  });
});

describe('in a real browser', () => {
  it('who has signed out is nobody here', async () => {
    await inWindow({}, async (page) => {
      await signInAs(page, 'hub-worker');
      await signOut(page);
      await page.goto(at('/'));
      expect(await headingOf(page)).toBe('Refer a child to the hub');
    });
  });

  it('somebody signs in by the page of the provider, without JavaScript, and comes to where they were going', async () => {
    await inWindow({ javaScriptEnabled: false }, async (page) => {
      await page.goto(at('/account/sessions'));
      expect(await headingOf(page)).toBe('Choose who to be');

      await page.getByRole('button', { name: /^Wanda Hubworker/ }).click();

      expect([page.url(), await headingOf(page)]).toEqual([at('/account/sessions'), 'Your sessions']);
      await page.getByRole('button', { name: 'Sign out everywhere' }).click();
      expect(await headingOf(page)).toBe('You are signed out');
    });
  });

  it('the start page leads to every persona, and signing in as another replaces the one before', async () => {
    await inWindow({}, async (page) => {
      await page.goto(at('/'));
      const people = await page.locator('.people li').allTextContents();
      const whatTheyAre = people.map((text, row) => text.trim().replace(`${personas[row]?.displayName ?? ''}: `, ''));
      expect(whatTheyAre).toContain('Agency lead for Police');
      expect(new Set(whatTheyAre).size).toBe(personas.length);
      await page.getByRole('link', { name: 'Percy Policework' }).click();
      expect(await page.locator('main').textContent()).toContain('Percy Policework, for Police');

      await signInAs(page, 'hub-manager');
      expect(await page.locator('main').textContent()).toContain('Hester Hubmanager');
    });
  });

  it('nobody stays signed in at the provider of the demonstration: it asks every time', async () => {
    await inWindow({}, async (page) => {
      await signInAs(page, 'police');
      await signOut(page);
      expect(await headingOf(page)).toBe('You are signed out');
      await page.getByRole('button', { name: 'Sign in again' }).click();
      expect(await headingOf(page)).toBe('Choose who to be');
      expect(await faultsAtEveryWidth(page)).toEqual([]);
    });
  });

  it('the cookie of a session is bound to this service, and no script reads it', async () => {
    await inWindow({}, async (page, { context }) => {
      await signInAs(page, 'hub-worker');
      const cookies = (await context.cookies()).filter(({ path }) => path === '/');
      expect(cookies).toMatchObject([
        { name: '__Host-front-door', secure: true, httpOnly: true, sameSite: 'Lax', domain: 'localhost' },
      ]);
      expect(await page.evaluate('document.cookie')).toBe('');
    });
  });

  it(
    'an administrator ends the sessions of somebody else, whose next click leads to the sign-in',
    async () => {
      await inWindow({}, async (page) => {
        await signInAs(page, 'hub-worker');
        await inWindow({}, async (administrators) => {
          await signInAs(administrators, 'administrator');
          await administrators.getByRole('navigation').getByRole('link', { name: 'Users' }).click();
          await administrators.getByRole('link', { name: 'End sessions of Wanda Hubworker' }).click();
          expect(await headingOf(administrators)).toBe('End the sessions of this account?');
          await administrators.getByRole('button', { name: 'End sessions' }).click();
          expect(await headingOf(administrators)).toBe('Users');
          expect(await administrators.locator('p[role=status]').textContent()).toBe(
            'Wanda Hubworker: all sessions are ended.',
          );
        });
        await page.getByRole('link', { name: 'Your sessions' }).click();
        expect(await headingOf(page)).toBe('Choose who to be');
      });
    },
    patience,
  );
});
