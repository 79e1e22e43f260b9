import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { chromiumPath } from '../support/chromium.js';

const oldestJava = 17;
const home = process.env.JAVA_HOME;

/** As Keycloak's own script looks for it. */
const java = home === undefined || home === '' ? 'java' : join(home, 'bin', 'java');

/** What a program says of its version; blank where it is not there. */
function said(program, option) {
  const { stdout, stderr } = spawnSync(program, [option], { encoding: 'utf8', timeout: 30_000 });
  return `${stdout ?? ''}${stderr ?? ''}`;
}

const javaVersion = Number(/version "(\d+)/.exec(said(java, '-version'))?.[1] ?? 0);

/** The programs that the tests of Keycloak need and that are not here. */
export const missingPrograms = [
  ...(javaVersion < oldestJava ? [`Java ${oldestJava}`] : []),
  ...(said('mvn', '--version') === '' ? ['Maven'] : []),
  ...(chromiumPath === undefined ? ['Chromium'] : []),
];
