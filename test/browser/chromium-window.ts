import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { chromiumPath } from '../support/chromium.js';

/** A window of a browser of its own: no cookies, no history. */
export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything that the browser complained of: errors on its console, and what it could not load or was not allowed to. */
  readonly complaints: readonly string[];
}

const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

const patienceMilliseconds = 10_000;

/** Starts Debian's Chromium. */
export async function openChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no Chromium on the PATH');
  return chromium.launch({ executablePath: chromiumPath, args: flags });
}

export interface WindowOptions {
  javaScriptEnabled?: boolean;
}

export async function openWindow(browser: Browser, { javaScriptEnabled = true }: WindowOptions = {}): Promise<Window> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMilliseconds);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // An image that a page no longer needs, once the next one is asked for.
    if (reason !== 'net::ERR_ABORTED') complaints.push(`${request.url()} ${reason}`);
  });
  return { page, context, complaints };
}

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** In place of axe's source, where the document has axe already: without it the run fails. */
const asLoaded = 'typeof axe';

/**
 * What WCAG 2.2 AA finds wrong with a page as it stands, and what sticks out of it at its side. Axe's newer mode gathers what
 * it found on a blank page of its own, for frames from elsewhere; no page of ours has frames, and that takes three times as long.
 * @param axeSource axe's own when left out
 */
async function faultsOf(page: Page, axeSource?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page, ...(axeSource === undefined ? {} : { axeSource }) }).setLegacyMode();
  const { violations } = await axe.withTags(standards).analyze();
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    ...(Number(overflow) > 0 ? [`wider than the window by ${Number(overflow)} px`] : []),
  ];
}

const widths = [1280, 320];

/** Those faults at each width that people have, by the width. */
export async function faultsAtEveryWidth(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const [index, width] of widths.entries()) {
    await page.setViewportSize({ width, height: 900 });
    const found = await faultsOf(page, index === 0 ? undefined : asLoaded);
    faults.push(...found.map((fault) => `${width} px: ${fault}`));
    await page.screenshot({ path: pictureOf(page.url(), await page.title(), width), fullPage: true });
  }
  return faults;
}

/** Where the picture of a page is kept, to be looked at: named after its address, without what names a case or a draft. */
function pictureOf(url: string, title: string, width: number): string {
  const path = new URL(url).pathname.replaceAll(/M\d\d-\w{4}-\w{3}|[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{20,}/g, 'one');
  const name = path.replaceAll('/', '_').replace(/^_$/, '_start');
  return join('.cache', 'screenshots', `${name}${title.startsWith('Error') ? '_mistakes' : ''}_${width}.png`);
}

/** The same of a page as it came to a window without JavaScript. Axe is a script, so it looks at the document in a window of its own. */
async function faultsWithoutScript(browser: Browser, page: Page): Promise<string[]> {
  const { page: copy, context } = await openWindow(browser);
  try {
    const body = await page.content();
    await copy.route(page.url(), (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }));
    await copy.goto(page.url());
    return await faultsAtEveryWidth(copy);
  } finally {
    await context.close();
  }
}

/** How faults are looked for on a page of a window with JavaScript, or of one without. */
export const faultsIn =
  (browser: Browser, { javaScriptEnabled = true }: WindowOptions) =>
  (page: Page): Promise<string[]> =>
    javaScriptEnabled ? faultsAtEveryWidth(page) : faultsWithoutScript(browser, page);
