import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { pdf } from '../support/files.js';
import { openChromium, openWindow, type WindowOptions } from './chromium-window.js';
import { faultsIn } from './faults.js';
import { startEmbeddedService, type EmbeddedService } from './embedded-service.js';

/** On a machine with other work to do, a long journey takes its time. */
const patience = 60_000;

let service: EmbeddedService;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'front-door-uploads-'));
  [browser, service] = await Promise.all([openChromium(), startEmbeddedService()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

/**
 * The path of a file with nothing but zeros in it. From there the browser reads it itself: handed over as a buffer, tens of megabytes go to it
 * as text, and take longer than a click may.
 */
async function largeFile(bytes: number): Promise<string> {
  const path = join(folder, 'large.pdf');
  const handle = await open(path, 'w');
  await handle.truncate(bytes);
  await handle.close();
  return path;
}

const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

const choose = async (page: Page, files: ReturnType<typeof file>[] | string): Promise<void> => {
  await page.locator('input[type=file]').setInputFiles(files);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
};

describe.each<[string, WindowOptions]>([
  ['with JavaScript', {}],
  ['without JavaScript', { javaScriptEnabled: false }],
])('%s', (_how, options) => {
  it(
    'somebody who refers adds a file, is told of others that are not taken, however large, and takes it out again',
    async () => {
      const { page, context, complaints } = await openWindow(browser, options);
      await page.goto(`${service.url}/local/sign-in/referrer`);
      await page.goto(`${service.url}/referrals`);
      await page.getByRole('button', { name: 'Start a new referral' }).click();
      await page.getByRole('link', { name: 'Documents' }).click();

      await choose(page, [file('School report.pdf', pdf()), file('report.pdf.exe', pdf())]);
      expect(await page.getByRole('alert').textContent()).toContain(
        'report.pdf.exe: Its name has the ending of a program',
      );
      expect(await page.locator('main').textContent()).toContain('PDF, 1 KB. Not checked for viruses.');
      expect(await faultsIn(options)(page)).toEqual([]);
      await choose(page, await largeFile(25_000_000));
      expect(await page.getByRole('alert').textContent()).toContain('All files together are larger than 20 MB');
      await page.getByRole('button', { name: 'Remove School report.pdf' }).click();
      expect(await page.locator('main').textContent()).toContain('You have added no files');
      await page.getByRole('button', { name: 'Continue' }).click();
      expect(await page.locator('main').textContent()).toMatch(/Documents\s+Optional/);
      expect(complaints.filter((complaint) => !complaint.includes('status of 422'))).toEqual([]);
      await context.close();
    },
    patience,
  );
});
