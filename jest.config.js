import { chromiumPath } from './test/support/chromium.js';
import { project } from './test/support/jest-project.js';

/** Folders whose tests need no running stack, or start what they need themselves. */
const alone = ['domain', 'examples', 'local', 'runtime', 'security'];

if (chromiumPath === undefined) {
  if (process.env.BROWSER_TESTS === 'demanded')
    throw new Error('There is no Chromium on the PATH for the browser tests.');
  console.warn('There is no Chromium on the PATH: the tests of test/browser are left out.');
}
/** Have configurations of their own: `npm run test:pages` and `npm run test:keycloak`. */
const apart = ['<rootDir>/test/every-page/', '<rootDir>/test/keycloak/'];
const browser = chromiumPath === undefined ? ['<rootDir>/test/browser/'] : [];

/** @type {import('jest').Config} */
export default {
  // About a third of the time tests wait for others, so one more than CI has processors.
  maxWorkers: 4,
  testSequencer: '<rootDir>/test/support/longest-first.js',
  testTimeout: 30_000,
  projects: [
    { ...project, displayName: 'alone', testMatch: alone.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`) },
    {
      ...project,
      displayName: 'stack',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        ...['/node_modules/', ...apart],
        ...[...alone.map((folder) => `<rootDir>/test/${folder}/`), ...browser],
      ],
      globalSetup: '<rootDir>/test/support/global-setup.js',
      globalTeardown: '<rootDir>/test/support/global-teardown.js',
    },
  ],
};
