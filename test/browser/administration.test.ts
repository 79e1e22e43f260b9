import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openChromium, openWindow, type Window, type WindowOptions } from './chromium-window.js';
import { startEmbeddedService, type EmbeddedService } from './embedded-service.js';

/** On a machine with other work to do, a long journey takes its time. */
const patience = 120_000;

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

async function signedIn(persona: string, options: WindowOptions): Promise<Window> {
  const window = await openWindow(browser, options);
  await window.page.goto(at(`/local/sign-in/${persona}`));
  return window;
}

/** A form with mistakes is answered as such by its status, of which the browser complains. */
const complaintsOf = ({ complaints }: Window): string[] =>
  complaints.filter((complaint) => !/status of (403|422)/.test(complaint));

/** Somebody whose roles are changed, each in a run of its own. */
describe.each<[string, WindowOptions, string, string]>([
  ['with JavaScript', {}, 'hub-worker', 'Wanda Hubworker'],
  ['without JavaScript', { javaScriptEnabled: false }, 'decision-maker', 'Desmond Decider'],
])('%s', (_how, options, persona, name) => {
  it(
    'an administrator proposes a role, another approves it, and whoever has it sees what it opens at the next click',
    async () => {
      const [somebody, first, second] = await Promise.all([
        signedIn(persona, options),
        signedIn('administrator', options),
        signedIn('administrator-two', options),
      ]);

      await first.page.getByRole('link', { name: 'Users' }).first().click();
      await first.page.getByRole('link', { name, exact: true }).click();
      expect(await headingOf(first.page)).toBe(name);
      await first.page.getByRole('link', { name: 'Propose other roles' }).click();
      await first.page.getByRole('button', { name: 'Propose it' }).click();
      expect(await first.page.getByRole('alert').textContent()).toContain('Write why their roles should change');
      await first.page.getByRole('checkbox', { name: 'Auditor' }).check();
      await first.page.getByRole('textbox', { name: 'Why?' }).fill('Stands in for the auditor.');
      await first.page.getByRole('button', { name: 'Propose it' }).click();
      expect(await headingOf(first.page)).toBe('Change of roles');
      expect(await first.page.locator('main').textContent()).toContain('once another administrator approves it');

      await second.page.goto(at('/admin/role-changes'));
      await second.page.getByRole('link', { name: 'Give Auditor' }).first().click();
      await second.page.getByRole('button', { name: 'Approve it' }).click();
      expect(await headingOf(second.page)).toBe('Approve this change of roles?');
      await second.page.getByRole('button', { name: 'Approve it' }).click();
      expect(await second.page.locator('main').textContent()).toContain('Approved');

      await somebody.page.goto(at('/admin/looks'));
      expect(await headingOf(somebody.page)).toBe('Who looked at what');

      for (const window of [somebody, first, second]) {
        expect(complaintsOf(window)).toEqual([]);
        await window.context.close();
      }
    },
    patience,
  );
});

describe('in a real browser', () => {
  it(
    'an administrator adds whom to reach at an agency, and a worker of the hub finds them',
    async () => {
      const window = await signedIn('administrator', {});
      const { page } = window;
      await page.getByRole('link', { name: 'Agencies' }).first().click();
      await page.getByRole('link', { name: 'Change Police' }).click();
      await page.getByRole('button', { name: 'Add a contact' }).click();
      await page.getByRole('button', { name: 'Add the contact' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('Nora Nightdesk');
      await page.getByRole('textbox', { name: 'What they are there' }).fill('Duty sergeant');
      await page.getByRole('textbox', { name: /Telephone/ }).fill('01632 960123');
      await page.getByRole('radio', { name: 'Yes' }).check();
      await page.getByRole('button', { name: 'Add the contact' }).click();
      expect(await headingOf(page)).toBe('Police');
      await page.getByRole('link', { name: 'See what was changed' }).click();
      expect(await page.locator('main').textContent()).toContain('Contact added');

      const worker = await signedIn('hub-worker', {});
      await worker.page.getByRole('link', { name: 'Agencies' }).click();
      expect(await worker.page.locator('main').textContent()).toContain('Nora Nightdesk');
      for (const each of [window, worker]) {
        expect(complaintsOf(each)).toEqual([]);
        await each.context.close();
      }
    },
    patience,
  );
});
