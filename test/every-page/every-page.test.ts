import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page, Request } from 'playwright-core';
import { openChromium, openWindow, type Window } from '../browser/chromium-window.js';
import { faultsAtEveryWidth } from '../browser/faults.js';
import { startSeededHub, type SeededHub } from '../browser/seeded-hub.js';
import { everyPage, visits, withoutPage, type Visit } from './visits.js';

/*
 * Every page of the tables, opened by somebody who may and seen at both widths: nothing that axe finds, nothing that sticks out at the side or
 * moves while the page loads, and nothing that the browser complains of. Of every form the same once more, after it was sent empty.
 */
let hub: SeededHub;
let browser: Browser;
const windows = new Map<string, Promise<Window>>();

beforeAll(async () => {
  [browser, hub] = await Promise.all([openChromium(), startSeededHub()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await hub.stop();
});

/** The documents that were opened: by whom, and how heavy each was on its way. */
const documents: { url: string; who: string | undefined; bytes: number }[] = [];

/** Bytes on the wire, compressed as they came, with their headers. */
async function transferred(request: Request): Promise<number> {
  const { responseBodySize, responseHeadersSize } = await request.sizes();
  return responseBodySize + responseHeadersSize;
}

/** One window for each person, signed in, that notes what moves while a page is loading. */
function windowOf(who = 'nobody'): Promise<Window> {
  const opened = windows.get(who) ?? open(who);
  windows.set(who, opened);
  return opened;
}

async function open(who: string): Promise<Window> {
  const window = await openWindow(browser);
  await window.context.addInitScript(noteWhatMoves);
  if (who !== 'nobody') await window.page.goto(`${hub.service.url}/local/sign-in/${who}`);
  return window;
}

const noteWhatMoves = `
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      const what = sources.map(({ node }) => node?.outerHTML?.replace(/\\s+/g, ' ').slice(0, 90)).join(', ');
      window.moved.push(value.toFixed(4) + ' by ' + what);
    }
  }).observe({ type: 'layout-shift', buffered: true });`;

/** Waits until a page that is loaded was painted, and says what has moved on it. */
const moved = (page: Page): Promise<string[]> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.moved))))');

/** What a form depends on, shown as it is without a script: all of it. */
const showEverything = 'for (const part of document.querySelectorAll("[data-asked-if]")) part.hidden = false';

/** Opens it in a narrow window, where the more can move, and then widens that. */
async function faultsOfPage(page: Page, { who, what, status = 200 }: Visit, path: string): Promise<string[]> {
  await page.setViewportSize({ width: 320, height: 900 });
  const answer = await page.goto(`${hub.service.url}${path}`);
  expect([answer?.status(), new URL(page.url()).pathname]).toEqual([status, path]);
  if (answer !== null) documents.push({ url: page.url(), who, bytes: await transferred(answer.request()) });
  const faults = await moved(page);
  await page.evaluate(showEverything);
  // What has no address of its own does not take the place of the picture of the page that has.
  const called = what.startsWith('GET') ? '' : what.replaceAll(' ', '-');
  return [...faults, ...(await faultsAtEveryWidth(page, called))];
}

/** Sends the form of a page with nothing in it, by the button that goes on. */
const sendEmpty = `{
  const forms = [...document.querySelectorAll('main form[method=post]')];
  const fields = 'input:not([type=hidden]), textarea, select';
  const form = forms.findLast((each) => each.querySelector(fields)) ?? forms[0];
  for (const field of form.querySelectorAll(fields)) {
    if (field.matches('[type=radio], [type=checkbox]')) field.checked = false;
    else field.value = '';
  }
  const buttons = [...form.querySelectorAll('button:not([type=button]):not([aria-hidden])')];
  const named = (value) => buttons.find((button) => button.value === value);
  form.requestSubmit(named('add') ?? named('go-on') ?? buttons[0]);
}`;

/** Sends it from a wide window. */
async function faultsOfMistakes(page: Page, asks: NonNullable<Visit['asks']>): Promise<string[]> {
  await Promise.all([page.waitForEvent('load'), page.evaluate(sendEmpty)]);
  const isRefused = (await page.title()).startsWith('Error: ');
  if (!isRefused && asks === 'perhaps something') return [];
  expect([page.url(), isRefused]).toEqual([page.url(), true]);
  const faults = await moved(page);
  await page.evaluate(showEverything);
  return [...faults, ...(await faultsAtEveryWidth(page))];
}

/** A page that is refused, and a form with mistakes, say so by their status, of which the browser complains. */
const isOfStatus = (complaint: string): boolean => /status of (403|404|422)/.test(complaint);

describe('every page', () => {
  it('is opened, but for those that only lead on, and files', () => {
    const opened = new Set(visits.map(({ what }) => what));
    expect(everyPage.filter((route) => !opened.has(route)).sort()).toEqual([...withoutPage].sort());
  });

  it.each(visits.map((visit) => ({ ...visit, somebody: visit.who ?? 'nobody' })))(
    '$what, as $somebody sees it, can be used by everyone',
    async (visit) => {
      const { page, complaints } = await windowOf(visit.who);
      const soFar = complaints.length;
      await visit.before?.(page, hub);

      expect(await faultsOfPage(page, visit, visit.pathIn(hub))).toEqual([]);
      if (visit.asks !== undefined) expect(await faultsOfMistakes(page, visit.asks)).toEqual([]);
      expect(complaints.slice(soFar).filter((complaint) => !isOfStatus(complaint))).toEqual([]);
    },
  );
});

describe('the first page that somebody opens', () => {
  it('weighs at most 150 kB with all that it loads, whichever it is', async () => {
    const [heaviest] = [...documents].sort((a, b) => b.bytes - a.bytes);
    if (heaviest === undefined) throw new Error('No page was opened');
    const signedIn = await windowOf(heaviest.who);
    const { page, context } = await openWindow(browser);
    await context.addCookies(await signedIn.context.cookies());
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => sizes.push(transferred(request)));
    await page.goto(heaviest.url, { waitUntil: 'networkidle' });

    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect([sizes.length > 6, bytes < 150_000 ? 'light' : `${heaviest.url}: ${bytes} bytes`]).toEqual([true, 'light']);
    await context.close();
  });
});
