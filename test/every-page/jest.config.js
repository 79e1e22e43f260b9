import { join } from 'node:path';
import { chromiumPath } from '../support/chromium.js';
import { project } from '../support/jest-project.js';

if (chromiumPath === undefined) {
  if (process.env.BROWSER_TESTS === 'demanded')
    throw new Error('There is no Chromium on the PATH for test/every-page.');
  console.warn('There is no Chromium on the PATH: the tests of test/every-page are left out.');
}

/** @type {import('jest').Config} */
export default {
  ...project,
  rootDir: join(import.meta.dirname, '../..'),
  testMatch: ['<rootDir>/test/every-page/*.test.ts'],
  testPathIgnorePatterns: chromiumPath === undefined ? ['/'] : [],
  passWithNoTests: chromiumPath === undefined,
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  maxWorkers: 1,
  testTimeout: 60_000,
};
