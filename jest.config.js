import { chromiumPath } from './test/support/chromium.js';

const project = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  // Imports name the compiled file, as Node wants it; here the source takes its place.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

/** Folders whose tests need no running stack, or start what they need themselves. */
const alone = ['domain', 'examples', 'local', 'runtime', 'security'];

if (chromiumPath === undefined) {
  if (process.env.BROWSER_TESTS === 'demanded')
    throw new Error('There is no Chromium on the PATH for the browser tests.');
  console.warn('There is no Chromium on the PATH: the tests of test/browser are left out.');
}
const browser = chromiumPath === undefined ? ['<rootDir>/test/browser/'] : [];

/** @type {import('jest').Config} */
export default {
  maxWorkers: 2,
  testTimeout: 30_000,
  projects: [
    { ...project, displayName: 'alone', testMatch: alone.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`) },
    {
      ...project,
      displayName: 'stack',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...alone.map((folder) => `<rootDir>/test/${folder}/`), ...browser],
      globalSetup: '<rootDir>/test/support/global-setup.js',
      globalTeardown: '<rootDir>/test/support/global-teardown.js',
    },
  ],
};
