import type { Browser, Page } from 'playwright-core';
import { openWindow, type WindowOptions } from './chromium-window.js';
import type { EmbeddedService } from './embedded-service.js';

/* What becomes of a referral on the pages of the hub and its agencies, each of whose people has a window of their own. */

/** Whose pages are worked on, and how. */
interface Scene {
  readonly browser: Browser;
  readonly service: EmbeddedService;
  readonly options: WindowOptions;
}

/** @returns what the browser complained of */
async function as(
  { browser, service, options }: Scene,
  persona: string,
  work: (page: Page) => Promise<void>,
): Promise<readonly string[]> {
  const { page, context, complaints } = await openWindow(browser, options);
  await page.goto(`${service.url}/local/sign-in/${persona}`);
  await work(page);
  await context.close();
  return complaints;
}

const button = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

/** A decision maker finds a case on the board and has two agencies asked. */
export const screenOnPages = (
  scene: Scene,
  reference: string,
  agencies: readonly string[],
): Promise<readonly string[]> =>
  as(scene, 'decision-maker', async (page) => {
    await page.getByRole('link', { name: 'Board' }).first().click();
    await page.getByRole('link', { name: reference }).click();
    await button(page, 'Screen this case');
    await page.getByRole('radio', { name: 'Amber' }).check();
    await page.getByRole('textbox', { name: 'Why?' }).fill('A pattern that agencies may know of.');
    await page.getByRole('radio', { name: 'Public task' }).check();
    const chosen = page.locator('input[name=agencies]');
    for (const each of await chosen.all()) {
      await each.setChecked(agencies.includes((await each.getAttribute('value')) ?? ''));
    }
    await button(page, 'Screen and ask the agencies');
    await page.getByRole('heading', { level: 1, name: `Case ${reference}` }).waitFor();
  });

/** A worker of an agency finds the check among its tasks, and says that nobody is known. */
export const answerOnPages = (scene: Scene, reference: string, persona: string): Promise<readonly string[]> =>
  as(scene, persona, async (page) => {
    await page.getByRole('link', { name: 'Checks' }).first().click();
    await page.getByRole('link', { name: reference, exact: true }).click();
    await button(page, 'None of them is known to us');
    await button(page, 'Send the answer');
    await page.getByRole('heading', { level: 2, name: 'What happens next' }).waitFor();
  });

/** A decision maker decides the same for every child, reads the messages and sends them. */
export const decideOnPages = (scene: Scene, reference: string): Promise<readonly string[]> =>
  as(scene, 'decision-maker', async (page) => {
    await page.goto(`${scene.service.url}/cases/${reference}`);
    await button(page, 'Decide this case');
    for (const each of await page.getByRole('radio', { name: 'Level 2: early help' }).all()) await each.check();
    for (const each of await page.getByRole('radio', { name: 'Early help', exact: true }).all()) await each.check();
    for (const each of await page.getByRole('textbox', { name: 'Why', exact: true }).all()) {
      await each.fill('Help with daily routines is enough.');
    }
    await page.getByRole('textbox', { name: 'What is the referrer told?' }).fill('A worker will call the family.');
    await button(page, 'Continue');
    await button(page, 'Make the decision and send the messages');
    await page.getByRole('heading', { level: 1, name: `Case ${reference}` }).waitFor();
  });
