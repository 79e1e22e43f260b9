import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { answerCheck, readCase, submit } from '../service/steps.js';
import { signedIn } from '../support/started-stack.js';
import { openChromium, openWindow, type WindowOptions } from './chromium-window.js';
import { faultsAtEveryWidth, faultsIn } from './faults.js';
import { startEmbeddedService, type EmbeddedService } from './embedded-service.js';

/** On a machine with other work to do, a long journey takes its time. */
const patience = 120_000;

let service: EmbeddedService;
let browser: Browser;
let api: { as: ReturnType<typeof signedIn> };

beforeAll(async () => {
  [browser, service] = await Promise.all([openChromium(), startEmbeddedService()]);
  api = { as: signedIn(Number(new URL(service.url).port)) };
}, 60_000);
afterAll(async () => {
  await browser.close();
  await service.stop();
});

const at = (path: string): string => `${service.url}${path}`;
const headingOf = (page: Page): Promise<string | null> => page.locator('h1').textContent();

/** Somebody with a mouse: counts how often they click, into a field to write in as well. */
class Hand {
  clicks = 0;

  async click(what: Locator): Promise<void> {
    this.clicks += 1;
    await what.click();
  }

  async write(where: Locator, text: string): Promise<void> {
    await this.click(where);
    await where.fill(text);
  }
}

describe.each<[string, WindowOptions]>([
  ['with JavaScript', {}],
  ['without JavaScript', { javaScriptEnabled: false }],
])('%s', (_how, options) => {
  it(
    'a decision maker takes a referral from the board to its decision, screens it in six clicks, and reads every message first',
    async () => {
      const reference = await submit(api);
      const { page, context, complaints } = await openWindow(browser, options);
      await page.goto(at('/local/sign-in/decision-maker'));

      await page.goto(at('/board'));
      const hand = new Hand();
      await hand.click(page.getByRole('link', { name: reference }));
      expect(await headingOf(page)).toBe(`Case ${reference}`);
      await hand.click(page.getByRole('button', { name: 'Screen this case' }));
      await hand.click(page.getByRole('radio', { name: 'Amber' }));
      await hand.write(page.getByRole('textbox', { name: 'Why?' }), 'A pattern that agencies may know of.');
      await hand.click(page.getByRole('radio', { name: 'Public task' }));
      await hand.click(page.getByRole('button', { name: 'Screen and ask the agencies' }));
      expect(await headingOf(page)).toBe(`Case ${reference}`);
      expect(hand.clicks).toBeLessThanOrEqual(6);

      const { checks } = await readCase(api, reference);
      expect(checks).toHaveLength(8);
      for (const check of checks.slice(1)) await answerCheck(api, check);

      await page.reload();
      await page.getByRole('button', { name: 'Decide without waiting' }).click();
      await page.getByRole('button', { name: 'Continue' }).click();
      expect(await headingOf(page)).toBe(`Decide case ${reference}`);
      expect(await page.getByRole('alert').textContent()).toContain('Choose the level of need');
      await page.getByRole('radio', { name: 'Level 2: early help' }).check();
      await page.getByRole('radio', { name: 'Early help', exact: true }).check();
      await page.getByRole('textbox', { name: 'Why', exact: true }).fill('Help with daily routines is enough.');
      await page.getByRole('textbox', { name: /^Why not wait for/ }).fill('No reply is to be expected today.');
      const message = page.getByRole('textbox', { name: 'What is the referrer told?' });
      await message.fill('A worker will see Nia this week.');
      await page.getByRole('button', { name: 'Continue' }).click();
      expect(await page.getByRole('alert').textContent()).toContain('take out "Nia"');
      await message.fill('A worker will see the family this week.');
      await page.getByRole('button', { name: 'Continue' }).click();
      expect(await headingOf(page)).toBe(`Check the decision on case ${reference}`);
      expect(await page.locator('main').textContent()).toContain('The first child on your referral: early help.');
      expect(await faultsIn(options)(page)).toEqual([]);
      await page.getByRole('button', { name: 'Make the decision and send the messages' }).click();
      expect(await headingOf(page)).toBe(`Case ${reference}`);
      expect((await readCase(api, reference)).stage).toBe('outcome');

      // A form with mistakes is answered as such by its status, of which the browser complains.
      expect(complaints.filter((complaint) => !complaint.includes('status of 422'))).toEqual([]);
      await context.close();
    },
    patience,
  );
});

it(
  'a warning note that is added stands above the case',
  async () => {
    const reference = await submit(api);
    const { page, context, complaints } = await openWindow(browser);
    await page.goto(at('/local/sign-in/hub-manager'));
    await page.goto(at(`/cases/${reference}/warnings/new`));
    await page.getByRole('radio', { name: 'Visit with two workers' }).check();
    await page.getByRole('radio', { name: 'the address of this case' }).check();
    await page.getByRole('textbox', { name: 'What is to be known?' }).fill('Invented for a test.');
    await page.getByRole('button', { name: 'Add the note' }).click();
    const alert = page.getByRole('region', { name: 'Before contact or a visit' });
    expect(await alert.textContent()).toContain('Visit with two workers: the address of this case');
    expect(await faultsAtEveryWidth(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  },
  patience,
);

it('the board shows what others have done meanwhile, and moves neither the focus nor what is in view', async () => {
  const { page, context, complaints } = await openWindow(browser);
  const standing = 'JSON.stringify([document.activeElement.id || document.activeElement.href, window.scrollY])';
  const references = await Promise.all(Array.from({ length: 6 }, () => submit(api)));
  await page.goto(at('/local/sign-in/hub-worker'));
  await page.clock.install();
  await page.setViewportSize({ width: 1280, height: 400 });
  await page.goto(at('/board'));
  await page.locator('#q').focus();
  await page.evaluate('window.scrollTo(0, 120)');
  const inField = await page.evaluate(standing);

  const [first, second] = [await submit(api), await submit(api)];
  await page.clock.runFor('01:01');
  await page.getByRole('link', { name: second }).waitFor();
  expect([await page.getByRole('link', { name: first }).count(), await page.evaluate(standing)]).toEqual([1, inField]);
  expect(await page.getByRole('status').first().textContent()).toContain('Board updated at');

  // What somebody stands in waits until they have left it.
  await page.getByRole('link', { name: references[0] ?? '' }).focus();
  const inList = await page.evaluate(standing);
  const third = await submit(api);
  await page.clock.runFor('01:01');
  expect([await page.getByRole('link', { name: third }).count(), await page.evaluate(standing)]).toEqual([0, inList]);
  await page.locator('#q').focus();
  await page.clock.runFor('01:01');
  await page.getByRole('link', { name: third }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
