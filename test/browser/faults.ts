import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import type { WindowOptions } from './chromium-window.js';

const widths = [320, 1280] as const;
type Width = (typeof widths)[number];

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Axe without what only its authors read: less than half as much for each page to take in. */
const axeSource = readFileSync(
  createRequire(import.meta.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** In place of axe's source, where the document has axe already: without it the run fails. */
const asLoaded = 'typeof axe';

/** Of what passes, axe need say nothing; and it need not fetch the style sheet once more, which the browser has. */
const onlyViolations = { resultTypes: ['violations' as const], preload: false };

/**
 * What WCAG 2.2 AA finds wrong with a page as it stands, and what sticks out of it at its side; its picture is kept. Axe's newer mode
 * gathers what it found on a blank page of its own, for frames from elsewhere; no page of ours has frames, and that takes three times as long.
 */
async function faultsAt(page: Page, width: Width, called: string): Promise<string[]> {
  await page.setViewportSize({ width, height: 900 });
  const isLoaded = await page.evaluate('typeof axe !== "undefined"');
  const axe = new AxeBuilder({ page, axeSource: isLoaded === true ? asLoaded : axeSource }).setLegacyMode();
  const { violations } = await axe.options(onlyViolations).withTags(standards).analyze();
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  await keepPicture(page, width, called);
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    ...(Number(overflow) > 0 ? [`wider than the window by ${Number(overflow)} px`] : []),
  ].map((fault) => `${width} px: ${fault}`);
}

/** Those faults at each width that people have; the wider comes last, and stays. @param called of its picture, beside the address */
export async function faultsAtEveryWidth(page: Page, called = ''): Promise<string[]> {
  const faults: string[] = [];
  for (const width of widths) faults.push(...(await faultsAt(page, width, called)));
  return faults;
}

/** Keeps a picture of a page, to be looked at: named after its address, without what names a case or a draft. */
async function keepPicture(page: Page, width: Width, called: string): Promise<void> {
  const path = new URL(page.url()).pathname.replaceAll(
    /M\d\d-\w{4}-\w{3}|[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{20,}/g,
    'one',
  );
  const name = path.replaceAll('/', '_').replace(/^_$/, '_start');
  const hasMistakes = /^(Error|Gwall): /.test(await page.title());
  const file = join(
    '.cache',
    'screenshots',
    [name, called, hasMistakes ? 'mistakes' : '', `${width}.jpeg`].filter((part) => part !== '').join('_'),
  );
  await page.screenshot({ path: file, fullPage: true, type: 'jpeg', quality: 70 });
}

/**
 * How faults are looked for in a window: with a script, so in one without JavaScript they are not. What is served is the same, and what forms
 * then show at once is looked at as well (test/every-page).
 */
export const faultsIn = ({ javaScriptEnabled = true }: WindowOptions): ((page: Page) => Promise<string[]>) =>
  javaScriptEnabled ? faultsAtEveryWidth : () => Promise.resolve([]);
