import { hkdfSync } from 'node:crypto';

/** What a key is used for. Each use has a key of its own, derived from the secret, so that no use can be turned on another. */
export const keyPurposes = [
  'process-payloads',
  'record-columns',
  'blind-index',
  'daily-seal',
  'cookies',
  'one-time-codes',
] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** One secret under its id, which stands in the clear beside everything that was made with it. */
export interface SecretKey {
  /** 1 to 32 lower-case letters, digits and hyphens. */
  readonly id: string;
  /** The key of one use: 32 bytes, always the same. */
  readonly derive: (purpose: KeyPurpose) => Uint8Array;
}

/** The secrets of an installation: one is in use, and those before it still open what was sealed with them. */
export interface KeyRing {
  readonly current: SecretKey;
  /** All, the one in use first. */
  readonly all: readonly SecretKey[];
  /** @throws KeyMissing for an id that is not on the ring */
  readonly find: (id: string) => SecretKey;
}

/** Something was made with a key that is not on the ring: `code` is the id of that key, and stands in the log as well. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';

  constructor(readonly code: string) {
    super(`There is no key ${code} on the ring`);
  }
}

const keyBytes = 32;
const entry = /^([a-z0-9-]{1,32}):([A-Za-z0-9_-]{43})$/;

const partsOf = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== '');

const entriesOf = (text: string): (RegExpExecArray | null)[] => partsOf(text).map((part) => entry.exec(part));

/**
 * Reads a ring as it stands in `SECRET_KEYS`: entries `id:secret`, separated by commas or spaces, the one in use first; a secret is 32
 * random bytes in base64url without padding (43 characters).
 * @returns undefined if it is written otherwise, or an id stands there twice
 */
export function parseKeyRing(text: string): KeyRing | undefined {
  const parsed = entriesOf(text);
  const ids = parsed.map((match) => match?.[1]);
  if (ids.includes(undefined) || new Set(ids).size < ids.length) return undefined;
  const all = parsed.map((match) => secretKey(match?.[1] ?? '', Buffer.from(match?.[2] ?? '', 'base64url')));
  const [current] = all;
  return current === undefined ? undefined : { current, all, find: finding(all) };
}

/** Why a ring cannot be read: a sentence for each entry that is wrong, which names it by its place and holds nothing of it. */
export function mistakesInKeyRing(text: string): string[] {
  const ids = partsOf(text).map((part) => part.split(':')[0]);
  return partsOf(text).flatMap((part, index) => {
    const mistake = mistakeIn(part, ids.indexOf(ids[index]), index);
    return mistake === undefined ? [] : [`Entry ${index + 1} ${mistake}.`];
  });
}

/** @param first where its id stands first, from 0 */
function mistakeIn(part: string, first: number, index: number): string | undefined {
  const [id = '', secret, ...more] = part.split(':');
  if (secret === undefined) return 'has no colon between id and secret';
  if (more.length > 0) return 'has more than one colon';
  if (!/^[a-z0-9-]{1,32}$/.test(id)) return 'has an id of other than 1 to 32 lower-case letters, digits and hyphens';
  if (secret.length !== 43) return `has a secret of ${secret.length} characters, and not of 43`;
  if (!entry.test(part)) return 'has a secret with other characters than letters, digits, - and _';
  return first === index ? undefined : `has the same id as entry ${first + 1}`;
}

/** Fewer different bytes than this among 32 are no chance: of random ones about 30 differ. */
const leastDifferentBytes = 16;

/** The ids of the keys of a ring, written as `parseKeyRing` reads it, whose secrets are plainly not random: one letter over and over, a pattern. */
export const idsOfWeakKeys = (text: string): string[] =>
  entriesOf(text).flatMap((match) => {
    const secret = Buffer.from(match?.[2] ?? '', 'base64url');
    return new Set(secret).size < leastDifferentBytes ? [match?.[1] ?? ''] : [];
  });

function finding(all: readonly SecretKey[]): KeyRing['find'] {
  const byId = new Map(all.map((key) => [key.id, key]));
  return (id) => {
    const key = byId.get(id);
    if (key === undefined) throw new KeyMissing(id);
    return key;
  };
}

/** HKDF with SHA-256 (RFC 5869), the purpose as its info; derived once each. */
function secretKey(id: string, secret: Uint8Array): SecretKey {
  const derived = new Map<KeyPurpose, Uint8Array>();
  return {
    id,
    derive: (purpose) => {
      const known = derived.get(purpose);
      if (known !== undefined) return known;
      const key = new Uint8Array(hkdfSync('sha256', secret, '', `front-door:${purpose}`, keyBytes));
      derived.set(purpose, key);
      return key;
    },
  };
}
