import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decrypt, encrypt } from '../../runtime/encryption.js';
import { keyPurposes, parseKeyRing } from '../../runtime/keys.js';

const secret = (fill: number): string => Buffer.alloc(32, fill).toString('base64url');
const ringOf = (text: string): NonNullable<ReturnType<typeof parseKeyRing>> => {
  const ring = parseKeyRing(text);
  if (ring === undefined) throw new Error('The ring was refused');
  return ring;
};

describe('a ring of keys', () => {
  it('uses its first key and still finds the others by their ids', () => {
    const ring = ringOf(`2026-11:${secret(1)}, 2025-11:${secret(2)}`);
    expect(ring.current.id).toBe('2026-11');
    expect(ring.find('2025-11').id).toBe('2025-11');
    expect(() => ring.find('2024-11')).toThrow('There is no key 2024-11');
  });

  it('gives every use a key of its own, the same at every start', () => {
    const keys = keyPurposes.map((purpose) => Buffer.from(ringOf(`a:${secret(1)}`).current.derive(purpose)));
    const again = keyPurposes.map((purpose) => Buffer.from(ringOf(`b:${secret(1)}`).current.derive(purpose)));
    expect(keys).toEqual(again);
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(keyPurposes.length);
    for (const key of keys) expect(key).toHaveLength(32);
  });

  it.each([
    ['nothing', ''],
    ['a secret without an id', secret(1)],
    ['a short secret', `a:${randomBytes(16).toString('base64url')}`],
    ['a secret with padding', `a:${secret(1)}=`],
    ['an id with capitals', `A:${secret(1)}`],
    ['one id twice', `a:${secret(1)},a:${secret(2)}`],
    ['one good entry and one bad', `a:${secret(1)},b`],
  ])('is not read from %s', (_what, text) => {
    expect(parseKeyRing(text)).toBeUndefined();
  });
});

describe('what is encrypted', () => {
  const key = randomBytes(32);
  const plain = Buffer.from('An invented sentence.');

  it('opens with the key and in the context it was made for', () => {
    expect(Buffer.from(decrypt(key, encrypt(key, plain, 'here'), 'here'))).toEqual(plain);
  });

  it('looks different every time', () => {
    expect(encrypt(key, plain, 'here')).not.toEqual(encrypt(key, plain, 'here'));
  });

  it('never has the same vector twice', () => {
    const vectors = Array.from({ length: 1000 }, () =>
      Buffer.from(encrypt(key, plain, 'here').subarray(0, 12)).toString('hex'),
    );
    expect(new Set(vectors).size).toBe(1000);
  });

  it('opens nowhere else, under no other key, and not with a single bit changed', () => {
    const sealed = encrypt(key, plain, 'here');
    expect(() => decrypt(key, sealed, 'there')).toThrow();
    expect(() => decrypt(randomBytes(32), sealed, 'here')).toThrow();
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => decrypt(key, changed, 'here')).toThrow();
    }
    expect(() => decrypt(key, sealed.subarray(0, 20), 'here')).toThrow('too short');
  });
});
