import { join } from 'node:path';
import { project } from '../support/jest-project.js';
import { missingPrograms } from './programs.js';

if (missingPrograms.length > 0) {
  const says = `There is no ${missingPrograms.join(' and no ')} on the PATH`;
  if (process.env.KEYCLOAK_TESTS === 'demanded') throw new Error(`${says} for the tests of test/keycloak.`);
  console.warn(`${says}: the tests of test/keycloak are left out.`);
}

/** @type {import('jest').Config} */
export default {
  ...project,
  rootDir: join(import.meta.dirname, '../..'),
  testMatch: ['<rootDir>/test/keycloak/*.test.ts'],
  testPathIgnorePatterns: missingPrograms.length > 0 ? ['/'] : [],
  passWithNoTests: missingPrograms.length > 0,
  maxWorkers: 1,
  testTimeout: 60_000,
};
