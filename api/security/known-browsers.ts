import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { KeyRing, SecretKey } from '../../runtime/keys.js';

/*
 * A browser whose user was seen to read a mailbox is remembered by a cookie of its own, which names nobody: somebody signed in there by a
 * code sent to it, or opened a link that a mail with a code held. Whoever floods that mailbox from elsewhere then does not keep its owner
 * out: the mails of the flood bring the link.
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

/** Whether somebody was seen here before who reads the mailbox of this very address. */
export function isKnownBrowser({ headers }: Request, keys: KeyRing, address: string): boolean {
  const given = Buffer.from(/(?:^|; )__Host-front-door-known=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? '');
  return keys.all.some((key) => {
    const expected = Buffer.from(mark(key, address));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** What the link in a mail with a code ends in: whoever knows it has read the mail. @param id of the code */
export const proofOfReading = ({ current }: KeyRing, id: string): string => `${id}.${proofBy(current, id)}`;

/** The id of the code whose mail was read; undefined where that is not shown. */
export function codeRead({ all }: KeyRing, proof: string): string | undefined {
  const [id = '', mac = ''] = proof.split('.');
  const given = Buffer.from(mac);
  const isShown = all.some((key) => {
    const expected = Buffer.from(proofBy(key, id));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return isShown ? id : undefined;
}

const proofBy = (key: SecretKey, id: string): string =>
  createHmac('sha256', key.derive('cookies')).update(`mail-read:${id}`, 'utf8').digest('base64url');
