import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { openChromium, openWindow } from './chromium-window.js';
import { faultsAtEveryWidth, faultsIn } from './faults.js';
import { startEmbeddedService, type EmbeddedService } from './embedded-service.js';

/** On a machine with other work to do, a long journey takes its time. */
const patience = 120_000;

let service: EmbeddedService;
let owner: pg.Client;
let browser: Browser;

beforeAll(async () => {
  [service, browser] = await Promise.all([startEmbeddedService(), openChromium()]);
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await browser.close();
  await owner.end();
  await service.stop();
});

const at = (path: string): string => `${service.url}${path}`;
const headingOf = (page: Page): Promise<string | null> => page.locator('h1').textContent();

/** As if everybody had signed in an hour ago. */
async function anHourPasses(): Promise<void> {
  await owner.query(
    `UPDATE "Session" SET "sess" = jsonb_set("sess", '{authTime}', to_jsonb(("sess"->>'authTime')::numeric - 3600))
     WHERE "sess" ? 'authTime'`,
  );
}

async function sessionsOf(subject: string): Promise<number> {
  const { rowCount } = await owner.query(
    'SELECT FROM "Session" s JOIN "User" u ON u."id" = s."userId" WHERE u."subject" = $1',
    [subject],
  );
  return rowCount ?? 0;
}

describe('an administrator who signed in long ago, in a real browser,', () => {
  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    'signs in again in another tab, %s, and goes on in the first where they were',
    async (_how, javaScriptEnabled) => {
      const bystander = await openWindow(browser);
      const { page, context, complaints } = await openWindow(browser, { javaScriptEnabled });
      const faults = faultsIn({ javaScriptEnabled });
      try {
        await bystander.page.goto(at('/local/sign-in/hub-worker'));
        await page.goto(at('/local/sign-in/administrator'));
        await anHourPasses();
        await page.goto(at('/admin/users'));

        await page.getByRole('link', { name: 'End sessions of Wanda Hubworker' }).click();
        await page.getByRole('button', { name: 'End sessions' }).click();
        expect(await headingOf(page)).toBe('Sign in again to do this');
        expect(await sessionsOf('hub-worker')).toBe(1);
        expect(await faults(page)).toEqual([]);

        const [tab] = await Promise.all([
          context.waitForEvent('page'),
          page.getByRole('link', { name: 'Sign in again (opens in a new tab)' }).click(),
        ]);
        // The provider asks, though it has just been chosen who to be.
        await tab.getByRole('button', { name: /^Adam Administrator/ }).click();
        await tab.waitForURL(at('/signed-in-again'));
        expect(await headingOf(tab)).toBe('You have signed in again');
        await tab.close();

        await page.getByRole('button', { name: 'Go on' }).click();
        expect([new URL(page.url()).pathname, await headingOf(page)]).toEqual(['/admin/users', 'Users']);
        expect(await sessionsOf('hub-worker')).toBe(0);
        // What was put off is answered with 403, of which the browser complains.
        expect(complaints.filter((complaint) => !complaint.includes('status of 403'))).toEqual([]);
      } finally {
        await Promise.all([bystander.context.close(), context.close()]);
      }
    },
    patience,
  );
});

describe('a page of another site', () => {
  let elsewhere: Server;
  beforeAll(async () => {
    elsewhere = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><title>Elsewhere</title><a href="${at('/account/sessions')}">Look</a>`);
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
  });
  afterAll(() => {
    elsewhere.close();
  });

  it(
    'that leads to a page of this one begins no session: that takes a click here',
    async () => {
      const { page, context, complaints } = await openWindow(browser);
      try {
        // Another site than localhost, to browsers.
        await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
        await page.getByRole('link', { name: 'Look' }).click();
        expect(await headingOf(page)).toBe('Sign in to go on');
        expect(await context.cookies()).toEqual([]);
        expect(await faultsAtEveryWidth(page)).toEqual([]);

        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        expect(await headingOf(page)).toBe('Choose who to be');
        await page.getByRole('button', { name: /^Wanda Hubworker/ }).click();
        expect([page.url(), await headingOf(page)]).toEqual([at('/account/sessions'), 'Your sessions']);
        expect(complaints.filter((complaint) => !complaint.includes('favicon'))).toEqual([]);
      } finally {
        await context.close();
      }
    },
    patience,
  );
});
