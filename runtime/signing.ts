import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { SecretKey } from './keys.js';

/** What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410, 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

const signingKey = (key: SecretKey): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, key.derive('daily-seal')]),
    format: 'der',
    type: 'pkcs8',
  });

/** Signs a text with Ed25519 (RFC 8032). @returns 64 bytes */
export const signatureOf = (key: SecretKey, text: string): Uint8Array =>
  new Uint8Array(sign(null, Buffer.from(text, 'utf8'), signingKey(key)));

/** Whether a signature is that of a text under a key. */
export const isSignedBy = (key: SecretKey, text: string, signature: Uint8Array): boolean =>
  verify(null, Buffer.from(text, 'utf8'), createPublicKey(signingKey(key)), signature);

/** The public half of the key, in PEM: with it alone anybody can check what was signed. */
export const publicKeyOf = (key: SecretKey): string =>
  createPublicKey(signingKey(key)).export({ format: 'pem', type: 'spki' }).toString();
