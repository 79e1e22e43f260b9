import { z } from 'zod';
import { isDatabaseOnThisMachine, type Judgement } from './inner-network.js';
import { idsOfWeakKeys, mistakesInKeyRing, parseKeyRing, type KeyRing } from './keys.js';

const keysMustBe =
  'must be the secret keys, the one in use first: 2026-11:43-characters,2025-11:43-characters (each of 32 random bytes in base64url)';

const howToMakeAKey = `Make another with: node -p "crypto.randomBytes(32).toString('base64url')"`;

/** `SECRET_KEYS`, of whichever program: a ring of which every secret is random. */
export const secretKeys = z.string(keysMustBe).transform((text, context): KeyRing => {
  const keys = parseKeyRing(text);
  const weak = idsOfWeakKeys(text);
  if (keys !== undefined && weak.length === 0) return keys;
  const unread = [`${keysMustBe}.`, ...mistakesInKeyRing(text)].join(' ');
  const message = keys === undefined ? unread : `must be random: ${weak.join(', ')} cannot be. ${howToMakeAKey}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** How the ids of the keys begin that the embedded stack makes for itself. */
export const developmentKeyPrefix = 'embedded';

interface ReadKeys {
  readonly SECRET_KEYS: KeyRing;
  readonly DATABASE_URL?: string | undefined;
  readonly MIGRATION_DATABASE_URL?: string | undefined;
}

/** Refuses the keys of an embedded stack, which lie beside its data, for any record but its own, which is on the same machine. */
export const judgeKeys: Judgement<ReadKeys> = ({ SECRET_KEYS: keys, DATABASE_URL, MIGRATION_DATABASE_URL }) => {
  const isEmbedded = keys.all.some(({ id }) => id.startsWith(`${developmentKeyPrefix}-`));
  const urls = [DATABASE_URL, MIGRATION_DATABASE_URL].filter((url) => url !== undefined);
  if (!isEmbedded || urls.every(isDatabaseOnThisMachine)) return [];
  const mustBe = 'must not be those of an embedded stack (npm start) for a record on another machine';
  return [{ variable: 'SECRET_KEYS', mustBe }];
};
