import { createHash } from 'node:crypto';
import { parseKeyRing, type KeyRing } from '../../runtime/keys.js';

/** Always the same, and as good as random: what was recorded with it opens in every later run. */
const secret = (number: number): string => createHash('sha256').update(`invented ${number}`).digest('base64url');

/** `SECRET_KEYS` of every test: what one sealed, another opens. */
export const testSecretKeys = `test:${secret(1)}`;

/** The same after a rotation. */
export const rotatedSecretKeys = `test-2:${secret(2)},${testSecretKeys}`;

/** @param text as `SECRET_KEYS` takes it */
export function keyRing(text: string = testSecretKeys): KeyRing {
  const ring = parseKeyRing(text);
  if (ring === undefined) throw new Error('This is not a ring of keys');
  return ring;
}
