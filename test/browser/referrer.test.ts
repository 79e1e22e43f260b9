import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { ReferralSubmission } from '../../domain/referral.js';
import { signedIn } from '../support/started-stack.js';
import { answerOnPages, decideOnPages, screenOnPages } from './case-journey.js';
import { openChromium, openWindow, type WindowOptions } from './chromium-window.js';
import { school } from './examples.js';
import { faultsAtEveryWidth } from './faults.js';
import { startEmbeddedService, type EmbeddedService } from './embedded-service.js';
import { fillChildren, fillConcern, fillHousehold, fillYou, saveAndContinue } from './referral-form.js';

/** On a machine with other work to do, a long journey takes its time. */
const patience = 180_000;

let service: EmbeddedService;
let browser: Browser;

beforeAll(async () => {
  [browser, service] = await Promise.all([openChromium(), startEmbeddedService()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await service.stop();
});

const at = (path: string): string => `${service.url}${path}`;
const headingOf = (page: Page): Promise<string | null> => page.locator('h1').textContent();
const statesOf = (page: Page): Promise<string[]> => page.locator('.govuk-task-list__status').allInnerTexts();

/** What the hub has of a referral. */
async function asTheHubHasIt(reference: string): Promise<{ referrals: object[]; people: object[] }> {
  const as = signedIn(Number(new URL(service.url).port));
  const { body } = await as('hub-manager').get(`/api/cases/${reference}`);
  return body as { referrals: object[]; people: object[] };
}

/** The same, of one child and one adult. */
const smallerSchool = {
  ...school,
  children: school.children.slice(0, 1),
  household: (school.household ?? []).slice(0, 1),
};

describe.each<[string, WindowOptions, ReferralSubmission]>([
  ['with JavaScript', {}, school],
  ['without JavaScript', { javaScriptEnabled: false }, smallerSchool],
])('%s', (_how, options, referral) => {
  it(
    'a school refers children: draft, mistakes, check, reference, copy, and what the hub and its agencies make of it',
    async () => {
      const { page, context, complaints } = await openWindow(browser, options);
      await page.goto(at('/local/sign-in/school-system'));
      await page.getByRole('link', { name: 'Your referrals' }).click();
      await page.getByRole('button', { name: 'Start a new referral' }).click();
      expect([await headingOf(page), (await statesOf(page)).at(-1)]).toEqual([
        ...['Refer a child to the hub', 'Cannot start yet'],
      ]);

      await page.getByRole('link', { name: 'You', exact: true }).click();
      await saveAndContinue(page);
      expect(await page.getByRole('alert').textContent()).toContain('Choose who is making this referral');
      await page.getByRole('link', { name: 'Back to the list of tasks' }).click();

      await fillYou(page, referral);
      await fillChildren(page, referral);
      await page.goto(at('/referrals'));
      await page
        .getByRole('link', { name: /^Continue/ })
        .first()
        .click();
      await fillHousehold(page, referral);
      await fillConcern(page, referral);
      // Files are the one thing that nobody need add.
      expect(new Set((await statesOf(page)).slice(0, -1))).toEqual(new Set(['Completed', 'Optional']));

      await page.getByRole('link', { name: 'Check your answers and send' }).click();
      await page.getByRole('link', { name: 'Change What support has been tried' }).click();
      expect(await page.getByRole('textbox').inputValue()).toBe(referral.supportTried);
      await saveAndContinue(page);
      expect(await headingOf(page)).toBe('Check your answers');

      await page.getByRole('button', { name: 'Send referral' }).click();
      expect(await headingOf(page)).toContain('Referral received');
      const reference = new URL(page.url()).pathname.split('/')[2] ?? '';
      await page.goBack();
      await page.reload();
      expect(page.url()).toBe(at(`/referrals/${reference}/sent`));

      await page.getByRole('link', { name: 'Copy of your referral' }).click();
      expect(await page.locator('main').innerText()).toContain(referral.concern.whatHappened);
      await page.getByRole('link', { name: 'Back' }).click();
      expect(await page.locator('main').innerText()).toContain(`${reference}: Received`);

      const { channel, referrer, concern, parents, supportTried, children, household = [] } = referral;
      expect(await asTheHubHasIt(reference)).toMatchObject({
        referrals: [{ channel, referrer, concern, parents, supportTried }],
        people: [...children, ...household],
      });
      const scene = { browser, service, options };
      const others = [
        await screenOnPages(scene, reference, ['police', 'education']),
        await answerOnPages(scene, reference, 'police'),
        await answerOnPages(scene, reference, 'education'),
        await decideOnPages(scene, reference),
      ];
      expect(others.flat()).toEqual([]);
      await page.reload();
      expect(await page.locator('main').innerText()).toContain(`${reference}: Decided`);

      // A mistake is answered with 422, of which the browser complains.
      expect(complaints.filter((complaint) => !complaint.includes('status of 422'))).toEqual([]);
      await context.close();
    },
    patience,
  );
});

describe('in a real browser', () => {
  it(
    'whoever reads Welsh chooses it on any page, and is told at once what to do in danger',
    async () => {
      const { page, context, complaints } = await openWindow(browser);
      await page.goto(at('/'));
      await page.getByRole('link', { name: 'Cymraeg' }).click();
      expect([await headingOf(page), await page.locator('html').getAttribute('lang')]).toEqual([
        ...['Atgyfeirio plentyn i’r hwb', 'cy'],
      ]);
      expect(await faultsAtEveryWidth(page)).toEqual([]);
      await page.goto(at('/local/sign-in/referrer'));
      await page.goto(at('/referrals'));
      await page.getByRole('button', { name: 'Dechrau atgyfeiriad newydd' }).click();
      await page.getByRole('link', { name: 'Diogelwch uniongyrchol' }).click();
      await page.getByRole('radio').first().check();
      await page.getByRole('button', { name: 'Cadw a pharhau' }).click();

      expect([await headingOf(page), await page.locator('main').innerText()]).toEqual([
        ...['Ffoniwch 999 nawr', expect.stringContaining('ffoniwch 999 a gofynnwch am yr heddlu')],
      ]);
      expect(await faultsAtEveryWidth(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
    },
    patience,
  );
});
