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
