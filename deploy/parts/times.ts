/*
 * How old the parts that others make may become: what docs/security.md promises, as figures. A test holds the document to them.
 */

/**
 * Within how many days a known weakness is mended, or the use of the part ended, in a part that runs with real cases: by npm's words
 * for how grave it is. Counted from the release of the first version without it.
 */
export const mendedWithinDays = { critical: 2, high: 7, moderate: 30, low: 30, info: 30 } as const;

/** Within how many days of the release of a newer version a part is brought up to date: a quarter. */
export const renewedWithinDays = 92;

/** A part that cannot simply be brought up to date. */
export interface HeldBack {
  readonly to: 'its major version' | 'its version';
  readonly because: string;
}

export const heldBack: Readonly<Record<string, HeldBack>> = {
  '@prisma/schema-engine-wasm': { to: 'its version', because: 'each Prisma is built with one of them' },
  '@types/node': { to: 'its major version', because: 'the programs also run on Node 20, and are held to what it has' },
  typescript: { to: 'its major version', because: 'typescript-eslint takes no later one yet' },
};
