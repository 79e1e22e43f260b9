import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts with AES-256-GCM under a random initialization vector.
 * @param key 32 bytes
 * @param context where the text belongs: what is moved elsewhere does not open there
 * @returns vector (12 bytes), ciphertext, tag (16 bytes)
 */
export function encrypt(key: Uint8Array, plain: Uint8Array, context: string): Uint8Array {
  const iv = nextVector();
  const sealing = createCipheriv(cipher, key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(context, 'utf8'));
  return Buffer.concat([iv, sealing.update(plain), sealing.final(), sealing.getAuthTag()]);
}

/** Random bytes drawn for many vectors at once: drawing them one by one takes as long as encrypting a short text. Each is used once. */
const drawn = Buffer.alloc(ivBytes * 256);
let used = drawn.length;

function nextVector(): Buffer {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += ivBytes;
  return drawn.subarray(used - ivBytes, used);
}

/**
 * Opens what `encrypt` made.
 * @throws Error where key or context is another one, or a single bit has changed
 */
export function decrypt(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array {
  if (sealed.length < ivBytes + tagBytes) throw new Error('This is too short to have been encrypted');
  const opening = createDecipheriv(cipher, key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(context, 'utf8'))
    .setAuthTag(sealed.subarray(sealed.length - tagBytes));
  return Buffer.concat([opening.update(sealed.subarray(ivBytes, sealed.length - tagBytes)), opening.final()]);
}
