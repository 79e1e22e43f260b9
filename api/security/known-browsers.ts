import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { KeyRing, SecretKey } from '../../runtime/keys.js';

/*
 * A browser in which somebody once signed in by a code sent to an address is remembered by a cookie of its own, which names nobody. Whoever
 * floods that address with codes from elsewhere then does not keep its owner out.
 */

const cookieName = '__Host-front-door-known';
const halfAYearMilliseconds = 182 * 24 * 60 * 60 * 1000;

const mark = (key: SecretKey, address: string): string =>
  `${key.id}.${createHmac('sha256', key.derive('cookies')).update(`known-browser:${address}`, 'utf8').digest('base64url')}`;

/** @param address in normal form */
export function rememberBrowser(response: Response, keys: KeyRing, address: string): void {
  response.cookie(cookieName, mark(keys.current, address), {
    ...{ secure: true, httpOnly: true, sameSite: 'lax', path: '/', maxAge: halfAYearMilliseconds },
  });
}

/** Whether somebody signed in here before with a code sent to this very address. */
export function isKnownBrowser({ headers }: Request, keys: KeyRing, address: string): boolean {
  const given = Buffer.from(/(?:^|; )__Host-front-door-known=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? '');
  return keys.all.some((key) => {
    const expected = Buffer.from(mark(key, address));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
