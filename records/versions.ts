import type { ActRequest } from './case-record.js';
import { Refused } from './open-case.js';

/**
 * That whoever acts has seen the thing as it stands.
 * @param what the thing, as it is said: `the case`
 * @throws Refused `version-stale`
 */
export function requireSeen(what: string, version: number, { ifMatch }: Pick<ActRequest, 'ifMatch'>): void {
  if (ifMatch === undefined || ifMatch === 'any' || ifMatch === version) return;
  throw new Refused({
    code: 'version-stale',
    detail: `You saw version ${ifMatch}; ${what} is now at version ${version}. Read it again, then decide.`,
    currentVersion: version,
  });
}
