import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { aScreening } from '../service/bodies.js';
import { answerCheck, checkOf, readCase, screen, submit } from '../service/steps.js';
import type { CheckSeen } from '../service/seen.js';
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

/** A check of the police about a child and her mother, and the reference of its case. */
async function aCheck(): Promise<CheckSeen & { reference: string }> {
  const reference = await submit(api);
  return { ...checkOf(await screen(api, reference, aScreening), 'police'), reference };
}

async function signIn(page: Page, persona: string): Promise<void> {
  await page.goto(at(`/local/sign-in/${persona}`));
}

/** What the browser complains of, but for the status of a form with mistakes, or of one that came too late. */
const complaintsIn = (complaints: readonly string[]): string[] =>
  complaints.filter((complaint) => !/status of (422|409)/.test(complaint));

/** The block of a form that is about one person's information. */
const item = (page: Page, place: number): Locator =>
  page.locator('.fd-row').filter({ has: page.getByRole('heading', { name: `Nia Invented: information ${place}` }) });

describe.each<[string, WindowOptions]>([
  ['with JavaScript', {}],
  ['without JavaScript', { javaScriptEnabled: false }],
])('%s', (_how, options) => {
  it(
    'an agency worker takes a check on and answers it with two items of information',
    async () => {
      const { reference } = await aCheck();
      const { page, context, complaints } = await openWindow(browser, options);
      await signIn(page, 'police');
      await page.goto(at('/tasks'));

      await page.getByRole('link', { name: reference, exact: true }).click();
      expect(await headingOf(page)).toBe(`Check ${reference}`);
      await page.getByRole('button', { name: 'Take it on' }).click();
      expect(await page.locator('main').textContent()).toMatch(/Held by\s+You/);

      await page.getByRole('button', { name: 'Answer' }).click();
      await page.getByRole('button', { name: 'Continue' }).click();
      expect(await page.getByRole('alert').textContent()).toContain('Say whether your agency knows any of them');
      await page.getByRole('radio', { name: 'Answer for each person' }).check();
      await page
        .getByRole('group', { name: 'What do you know of Nia Invented?' })
        .getByLabel('Known', { exact: true })
        .check();
      await page.getByRole('group', { name: 'What do you know of Mona Invented?' }).getByLabel('Not known').check();
      await item(page, 1).getByLabel('What you know').fill('Seen at the station on 3 March.');
      await item(page, 1).getByLabel('Fact').check();
      await item(page, 1).getByLabel('Professionals only').check();
      await page.getByRole('button', { name: 'Add more information about Nia Invented' }).click();
      await item(page, 2).getByLabel('What you know').fill('She seemed afraid.');
      await page.getByRole('button', { name: 'Continue' }).click();
      expect(await page.getByRole('alert').textContent()).toContain('Say who the hub may share it with');
      await item(page, 2).getByLabel('Opinion').check();
      await item(page, 2).getByLabel('The hub only').check();
      await page.getByRole('button', { name: 'Continue' }).click();

      expect(await headingOf(page)).toBe('Check the answer before you send it');
      expect(await page.locator('main').textContent()).toContain('The hub uses it for its decision');
      expect(await faultsIn(options)(page)).toEqual([]);
      await page.getByRole('button', { name: 'Send the answer' }).click();
      expect(await page.locator('main').textContent()).toContain('What happens next');
      expect(checkOf(await readCase(api, reference), 'police')).toMatchObject({
        answer: { information: [{ kind: 'fact' }, { kind: 'opinion', sharing: 'hub-only' }] },
      });

      await page.getByRole('link', { name: 'See the answer as it was sent' }).click();
      expect(await page.locator('main').textContent()).toContain('She seemed afraid.');
      expect(complaintsIn(complaints)).toEqual([]);
      await context.close();
    },
    patience,
  );

  it('an agency worker answers that nobody is known in four clicks', async () => {
    const { reference } = await aCheck();
    const { page, context, complaints } = await openWindow(browser, options);
    await signIn(page, 'police');
    await page.goto(at('/tasks'));
    let clicks = 0;
    const click = async (what: Locator): Promise<void> => {
      clicks += 1;
      await what.click();
    };

    await click(page.getByRole('link', { name: new RegExp(`^(Answer|Go on answering) ${reference}`) }));
    await click(page.getByRole('radio', { name: 'No, none of them is known to us' }));
    await click(page.getByRole('button', { name: 'Continue' }));
    await click(page.getByRole('button', { name: 'Send the answer' }));

    expect(await page.locator('main').textContent()).toContain('What happens next');
    expect(clicks).toBeLessThanOrEqual(4);
    expect(complaintsIn(complaints)).toEqual([]);
    await context.close();
  });
});

describe('what somebody enters', () => {
  it('is kept a moment after they stop, with the focus where it was, and is there after the tab was closed', async () => {
    const { id } = await aCheck();
    const { page, context, complaints } = await openWindow(browser);
    await signIn(page, 'police');
    await page.goto(at(`/tasks/${id}/answer`));
    await page.getByLabel('Analysis').pressSequentially('We worry.');
    await page.getByText(/^Saved at /).waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('analysis');
    await page.close();

    const next = await context.newPage();
    await next.goto(at(`/tasks/${id}/answer`));
    expect(await next.getByLabel('Analysis').inputValue()).toBe('We worry.');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('stays on the page where a colleague answers meanwhile', async () => {
    const check = await aCheck();
    const { page, context, complaints } = await openWindow(browser);
    await signIn(page, 'police-lead');
    await page.goto(at(`/tasks/${check.id}/answer`));
    await page.getByLabel('Analysis').fill('What I alone know.');
    await answerCheck(api, check);
    await page.getByRole('button', { name: 'Continue' }).click();

    expect(await page.getByRole('alert').textContent()).toContain('copy what the hub should still know');
    expect(await page.getByLabel('Analysis').inputValue()).toBe('What I alone know.');
    expect(await page.getByRole('button', { name: 'Continue' }).count()).toBe(0);
    expect(complaintsIn(complaints)).toEqual([]);
    await context.close();
  });
});

describe('the end of a session', () => {
  it(
    'is announced five minutes before, put off by a button, and leads to a page that says that nothing is lost',
    async () => {
      const { id } = await aCheck();
      const { page, context, complaints } = await openWindow(browser);
      await signIn(page, 'police');
      await page.clock.install();
      await page.goto(at(`/tasks/${id}/answer`));
      const warning = page.getByText('You will be signed out in 5 minutes or less.');
      await page.clock.runFor('24:00');
      expect(await warning.isVisible()).toBe(false);
      await page.clock.runFor('01:30');
      expect(await warning.isVisible()).toBe(true);
      expect(await faultsAtEveryWidth(page)).toEqual([]);
      await page.getByRole('button', { name: 'Stay signed in' }).click();
      await warning.waitFor({ state: 'hidden' });

      await page.clock.runFor('31:00');
      await page.waitForURL(/signed-out/);
      expect(await headingOf(page)).toBe('Your session has ended');
      expect(complaints).toEqual([]);
      await context.close();
    },
    patience,
  );
});

it(
  'the lead sees who holds what, and hands a check over',
  async () => {
    const { reference } = await aCheck();
    const { page, context, complaints } = await openWindow(browser);
    await signIn(page, 'police');
    await signIn(page, 'police-lead');
    await page.goto(at('/team'));
    await page.getByRole('link', { name: `Hand over ${reference}` }).click();
    await page.getByRole('radio', { name: 'Percy Policework' }).check();
    await page.getByRole('button', { name: 'Hand it over' }).click();
    expect(await page.locator('main').textContent()).toMatch(/Held by\s+Percy Policework/);
    await page.goto(page.url() + '/conflict');
    await page.getByRole('button', { name: 'Close the check to me' }).click();
    await page.goto(at('/tasks/done'));
    expect(complaintsIn(complaints)).toEqual([]);
    await context.close();
  },
  patience,
);
