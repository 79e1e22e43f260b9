import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { MailSink } from '../support/mail-sink.js';
import { until } from '../support/until.js';
import { openChromium, openWindow } from './chromium-window.js';
import { startEmbeddedService, type EmbeddedService } from './embedded-service.js';

/** On a machine with other work to do, a long journey takes its time. */
const patience = 120_000;

const mails = new MailSink();
let service: EmbeddedService;
let browser: Browser;

beforeAll(async () => {
  await mails.open();
  [service, browser] = await Promise.all([startEmbeddedService(mails.url), openChromium()]);
});
afterAll(async () => {
  await browser.close();
  await service.stop();
  await mails.goAway();
});

const headingOf = (page: Page): Promise<string | null> => page.locator('h1').textContent();
const send = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

/** The code that was sent to an address. */
const codeTo = (address: string): Promise<string> =>
  until('the code', () => {
    const mail = mails.caught.find(({ to }) => to.includes(address));
    return /Your code is (\d+)/.exec(mail?.text ?? '')?.[1];
  });

/** What a person reads of a mistake, and whether the field that it is about says so to whoever cannot see. */
async function expectMistake(page: Page, field: string, says: RegExp): Promise<void> {
  expect(await page.title()).toMatch(/^Error: /);
  expect(await page.getByRole('alert').textContent()).toMatch(says);
  const input = page.locator(`#${field}`);
  expect((await input.getAttribute('aria-describedby'))?.split(' ')).toContain(`${field}-error`);
  expect(await page.locator(`#${field}-error`).textContent()).toMatch(says);
  expect(await page.locator('main > :first-child').getByRole('alert').count()).toBe(1);
  await page.getByRole('alert').getByRole('link').click();
  // With JavaScript the field has the focus, without it is what the address points at.
  const isTarget = page.url().endsWith(`#${field}`);
  expect(isTarget || (await page.evaluate('document.activeElement.id')) === field).toBe(true);
}

describe('a referrer without an account, in a real browser,', () => {
  it.each([
    ['with JavaScript', true, 'rita.scripted@school.example'],
    ['without JavaScript', false, 'rita.unscripted@school.example'],
  ])(
    'signs in by a code %s, told of every mistake',
    async (_how, javaScriptEnabled, address) => {
      const { page, context, complaints } = await openWindow(browser, { javaScriptEnabled });
      try {
        await page.goto(service.url);
        await page.getByRole('button', { name: 'Start now' }).click();
        expect(await headingOf(page)).toBe('Sign in with a code');

        await page.getByLabel('Your e-mail address').fill('rita');
        await send(page, 'Send me a code');
        await expectMistake(page, 'email', /Enter an e-mail address, such as/);

        await page.getByLabel('Your e-mail address').fill(address);
        await send(page, 'Send me a code');
        expect(await headingOf(page)).toBe('Enter your code');

        const hint = page.locator(`#${(await page.getByLabel('Code').getAttribute('aria-describedby')) ?? ''}`);
        expect((await hint.textContent())?.trim()).toBe('Eight digits, from the e-mail');
        await send(page, 'Sign in');
        await expectMistake(page, 'code', /Enter the eight digits of the code/);

        const code = await codeTo(address);
        await page.getByLabel('Code').fill(code === '00000000' ? '00000001' : '00000000');
        await send(page, 'Sign in');
        await expectMistake(page, 'code', /Enter the code of the newest e-mail/);

        await page.getByLabel('Code').fill(code);
        await send(page, 'Sign in');
        expect([page.url(), await headingOf(page)]).toEqual([`${service.url}/referrals`, 'Your referrals']);
        // A mistake is answered with 422, of which the browser complains.
        expect(complaints.filter((complaint) => !complaint.includes('status of 422'))).toEqual([]);
      } finally {
        await context.close();
      }
    },
    patience,
  );
});
