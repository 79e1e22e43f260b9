import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { logOf, lastLine, startGuarded } from '../../local/guard.js';
import { freePort } from '../../local/ports.js';
import { administrationOf, type Administration } from './administration.js';
import { keycloakHome } from './distribution.js';

/** A Keycloak server on loopback, whose realms live in its memory. */
export interface Keycloak {
  /** Without a slash at its end. */
  readonly url: string;
  /** What its administrators do in its console. */
  readonly administration: Administration;
}

/** Takes what must be done when the tests are over, last things first. */
export type AtEnd = (end: () => Promise<unknown>) => void;

const readyMilliseconds = 110_000;
const lookEveryMilliseconds = 250;

/**
 * Starts Keycloak as an installation does, but for TLS. It ends with this process, however that goes.
 * @param dataDir an absolute path
 * @throws Error if it ends or is not ready within two minutes
 */
export async function startKeycloak(dataDir: string, atEnd: AtEnd): Promise<Keycloak> {
  const home = await keycloakHome(dataDir);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const administrator = { id: 'setting-up', secret: randomUUID() };
  const server = await startGuarded(dataDir, {
    role: 'keycloak',
    command: join(home, 'bin', 'kc.sh'),
    args: [
      ...['start', '--optimized', '--cache=local', '--http-enabled=true'],
      ...['--http-host=127.0.0.1', `--http-port=${port}`, `--hostname=${url}`],
    ],
    cwd: dataDir,
    env: {
      PATH: process.env.PATH,
      JAVA_HOME: process.env.JAVA_HOME,
      // It lives for a minute: what a better compiler would win later, it would lose first.
      JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1',
      KC_BOOTSTRAP_ADMIN_CLIENT_ID: administrator.id,
      KC_BOOTSTRAP_ADMIN_CLIENT_SECRET: administrator.secret,
    },
    stopSignal: 'SIGTERM',
  });
  atEnd(() => server.stop());
  const ended = new AbortController();
  void server.exited.then(() => {
    ended.abort();
  });
  const givenUp = AbortSignal.any([ended.signal, AbortSignal.timeout(readyMilliseconds)]);
  if (!(await isAnswering(`${url}/realms/master`, givenUp))) {
    throw new Error(`Keycloak does not run: ${(await lastLine(logOf(dataDir, 'keycloak'))) ?? 'it said nothing'}`);
  }
  return { url, administration: administrationOf(url, administrator) };
}

/** Asks until there is an answer. @returns false where it is given up before */
async function isAnswering(url: string, givenUp: AbortSignal): Promise<boolean> {
  while (!givenUp.aborted) {
    const answer = await fetch(url, { signal: givenUp }).catch(() => undefined);
    if (answer?.ok === true) return true;
    await pause(lookEveryMilliseconds);
  }
  return false;
}
