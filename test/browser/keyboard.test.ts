import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { openChromium, openWindow } from './chromium-window.js';
import { Keys } from './keys.js';
import { startSeededHub, type SeededHub } from './seeded-hub.js';

/** On a machine with other work to do, a long journey takes its time. */
const patience = 60_000;

let hub: SeededHub;
let browser: Browser;

beforeAll(async () => {
  [browser, hub] = await Promise.all([openChromium(), startSeededHub()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await hub.stop();
});

/** Opens a page as somebody, who goes on with keys alone. */
async function withKeys(who: string, path: string, work: (keys: Keys, page: Page) => Promise<void>): Promise<void> {
  const { page, context, complaints } = await openWindow(browser);
  await page.goto(`${hub.service.url}/local/sign-in/${who}`);
  await page.goto(`${hub.service.url}${path}`);
  await work(new Keys(page), page);
  expect(complaints.filter((complaint) => !complaint.includes('status of 422'))).toEqual([]);
  await context.close();
}

const headingOf = (page: Page): Promise<string | null> => page.locator('h1').textContent();
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
const radio = (page: Page, name: string | RegExp): Locator => page.getByRole('radio', { name });

describe('with a keyboard alone', () => {
  it(
    'whoever refers skips to what matters, is led from each mistake to its field, and sends',
    () =>
      withKeys('referrer', '/referrals', async (keys, page) => {
        await keys.tabTo(page.getByRole('link', { name: 'Skip to main content' }));
        await page.keyboard.press('Enter');
        expect(await keys.isOn(page.locator('main'))).toBe(true);
        await keys.follow(button(page, 'Start a new referral'));
        await keys.follow(page.getByRole('link', { name: 'You', exact: true }));
        await keys.follow(button(page, 'Save and continue'));
        expect(await keys.isOn(page.locator('.govuk-error-summary'))).toBe(true);
        await keys.tabTo(page.getByRole('alert').getByRole('link'));
        await page.keyboard.press('Enter');
        expect(await keys.isOn(page.getByRole('radio'))).toBe(true);
        await page.keyboard.press('Space');
        await keys.follow(button(page, 'Save and continue'));
        await keys.type(page.getByLabel('Full name'), 'Tessa Teacherly');
        await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
        expect(await headingOf(page)).toBe('Your work');

        await page.goto(`${hub.service.url}${hub.drafts.complete}/check`);
        await keys.follow(button(page, 'Send referral'));
        expect(await headingOf(page)).toContain('Referral received');
      }),
    patience,
  );

  it(
    'an agency worker answers a check',
    () =>
      withKeys('police', '/tasks', async (keys, page) => {
        await keys.follow(page.getByRole('link', { name: /^Answer M26/ }).first());
        await keys.choose(page.getByRole('radio').first(), radio(page, 'No, none of them is known to us'));
        await keys.follow(button(page, 'Continue').last());
        await keys.follow(button(page, 'Send the answer'));
        expect(await page.locator('main').textContent()).toContain('What happens next');
      }),
    patience,
  );

  it(
    'a decision maker screens a case',
    () =>
      withKeys('decision-maker', '/board', async (keys, page) => {
        await keys.follow(page.getByRole('link', { name: hub.cases.received }));
        await keys.follow(button(page, 'Screen this case'));
        await keys.choose(radio(page, 'Red'), radio(page, 'Amber'));
        await keys.type(page.getByRole('textbox', { name: 'Why?' }), 'A pattern that agencies may know of.');
        await keys.choose(page.locator('input[name=legalBasis]').first(), radio(page, 'Public task'));
        await keys.follow(button(page, 'Screen and ask the agencies').last());
        expect(await headingOf(page)).toBe(`Case ${hub.cases.received}`);
      }),
    patience,
  );
});
