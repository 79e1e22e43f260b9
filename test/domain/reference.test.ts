import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newReference, parseReference, referenceRandomBytes } from '../../domain/reference.js';

const written = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const allowed = '23456789ABCDEFGHJKMNPQRSTVWXY';
const randomBytes = fc.uint8Array({ minLength: 64, maxLength: 64 });
const references = fc
  .tuple(randomBytes, fc.integer({ min: 2000, max: 2099 }))
  .map(([bytes, year]) => newReference(bytes, year));

const compact = (reference: string): string => reference.replaceAll('-', '');
const withCharacter = (text: string, place: number, character: string): string =>
  text.slice(0, place) + character + text.slice(place + 1);

/** Valid references, unhyphenated, in which every allowed pair of characters stands at every pair of neighbouring places. */
function* referencesWithEveryPair(): Generator<{ reference: string; place: number }> {
  for (let place = 1; place < 9; place += 1) {
    const firsts = place < 3 ? '0123456789' : allowed;
    const seconds = place < 2 ? '0123456789' : allowed;
    for (const first of firsts)
      for (const second of seconds) yield { reference: completed(place, first + second), place };
  }
}

/** Fills the place farthest from the pair so that the check character is right. */
function completed(place: number, pair: string): string {
  const draft = 'M267KQ4X33';
  const filled = draft.slice(0, place) + pair + draft.slice(place + 2);
  const free = place > 5 ? 3 : 9;
  const valid = Array.from(allowed, (character) => withCharacter(filled, free, character)).find(parseReference);
  return valid ?? '';
}

describe('a reference', () => {
  it('is written as letter and year, four characters, three characters', () => {
    fc.assert(
      fc.property(references, (reference) => /^M[0-9]{2}-[2-9A-HJKMNP-TV-Y]{4}-[2-9A-HJKMNP-TV-Y]{3}$/.test(reference)),
    );
  });

  it('carries the year of receipt', () => {
    const bytes = new Uint8Array(referenceRandomBytes);

    expect(newReference(bytes, 2026).slice(0, 4)).toBe('M26-');
    expect(newReference(bytes, 2103).slice(0, 4)).toBe('M03-');
  });

  it('is read back as it was made', () => {
    fc.assert(fc.property(references, (reference) => parseReference(reference) === reference));
  });

  it.each([
    'M26-7KQ4-X3P',
    'm26-7kq4-x3p',
    'M267KQ4X3P',
    ' M26 7KQ4 X3P ',
    'm26-7kq4 x3p',
    'M26–7KQ4–X3P',
    'M-267-KQ4X-3P',
    'M26\u00A07KQ4\u00A0X3P\n',
  ])('is understood as people write it: %j', (text) => {
    expect(parseReference(text)).toBe('M26-7KQ4-X3P');
  });

  it.each([
    '',
    'M26',
    'M26-7KQ4-X3',
    'M26-7KQ4-X3PP',
    'N26-7KQ4-X3P',
    'M26-7KQ4-X3Q',
    'M26-7KO4-X3P',
    'MAB-7KQ4-X3P',
    '7KQ4X3P',
    'M٢٦7KQ4X3P',
  ])('is not %j', (text) => {
    expect(parseReference(text)).toBeUndefined();
  });

  it('takes time in proportion to the text, however long', () => {
    expect(parseReference('M26-7KQ4-'.repeat(20_000))).toBeUndefined();
  });
});

describe('the random part', () => {
  it('uses every character equally often over all bytes that count', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      // The sixth character is this byte's, or the first one's if the byte is passed over.
      const last = newReference(Uint8Array.of(0, 0, 0, 0, 0, byte, 1), 2026).charAt(10);
      const passedOver = byte >= 232;
      if (!passedOver) counts.set(last, (counts.get(last) ?? 0) + 1);
      else expect(last).toBe(newReference(Uint8Array.of(0, 0, 0, 0, 0, 1), 2026).charAt(10));
    }
    expect([...counts.keys()].sort().join('')).toBe(allowed);
    expect(new Set(counts.values())).toEqual(new Set([8]));
  });

  it('is refused rather than shortened when the bytes run out', () => {
    expect(() => newReference(new Uint8Array(5), 2026)).toThrow(RangeError);
    expect(() => newReference(new Uint8Array(referenceRandomBytes).fill(255), 2026)).toThrow(RangeError);
  });
});

describe('the check character', () => {
  const pairs = [...referencesWithEveryPair()];

  it('exists for every pair of characters at every place', () => {
    expect(pairs.every(({ reference }) => reference.length === 10)).toBe(true);
    expect(pairs).toHaveLength(100 + 290 + 6 * 841);
  });

  it('shows every wrong character at every place', () => {
    const missed: string[] = [];
    for (const { reference, place } of pairs) {
      for (const character of written) {
        const wrong = withCharacter(reference, place, character);
        if (wrong !== reference && parseReference(wrong) !== undefined) missed.push(`${reference} ${wrong}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('shows every exchange of two neighbours at every place', () => {
    const missed = pairs.filter(({ reference, place }) => {
      const [first = '', second = ''] = reference.slice(place, place + 2);
      const exchanged = withCharacter(withCharacter(reference, place, second), place + 1, first);
      return exchanged !== reference && parseReference(exchanged) !== undefined;
    });
    expect(missed).toEqual([]);
  });

  it('shows them in any reference', () => {
    fc.assert(
      fc.property(
        references.map(compact),
        fc.nat({ max: 8 }),
        fc.constantFrom(...Array.from(written)),
        (reference, place, character) => {
          const wrong = withCharacter(reference, place, character);
          expect(parseReference(wrong)).toBe(wrong === reference ? parseReference(reference) : undefined);

          const exchanged =
            reference.slice(0, place) +
            reference.charAt(place + 1) +
            reference.charAt(place) +
            reference.slice(place + 2);
          expect(parseReference(exchanged)).toBe(exchanged === reference ? parseReference(reference) : undefined);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
