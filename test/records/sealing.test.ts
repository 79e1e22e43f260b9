import { describe, expect, it } from '@jest/globals';
import { sealingWith, takingPlain, UnreadableColumn } from '../../records/sealing.js';
import { keyRing, rotatedSecretKeys, testSecretKeys } from '../support/keys.js';

const sealing = sealingWith(keyRing());
const row = '6f1a2c1e-0000-4000-8000-000000000001';
const otherRow = '6f1a2c1e-0000-4000-8000-000000000002';
const sealed = sealing.seal('CheckAnswer.analysis', row, 'Zwei Wörter');

const failureOf = (attempt: () => unknown): unknown => {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
};

describe('a sealed value', () => {
  it('opens where it was sealed, and says in the clear under which key', () => {
    expect(sealing.open('CheckAnswer.analysis', row, sealed)).toBe('Zwei Wörter');
    expect(sealed).toMatch(/^\ttest:[A-Za-z0-9_-]{40,}$/);
  });

  it('is another one each time, so that equal texts do not look equal', () => {
    expect(sealing.seal('CheckAnswer.analysis', row, 'Zwei Wörter')).not.toBe(sealed);
  });

  it('holds whole objects and bytes as well', () => {
    const submission = sealing.sealJson('Referral.submission', row, { concern: { immediateDanger: true } });
    const salt = new Uint8Array(32).fill(9);
    const storedSalt = sealing.sealBytes('CaseEventContent.salt', row, salt);

    expect(sealing.openJson('Referral.submission', row, submission)).toEqual({ concern: { immediateDanger: true } });
    expect(new Uint8Array(sealing.openBytes('CaseEventContent.salt', row, storedSalt))).toEqual(salt);
  });

  it.each([
    ['in another row', () => sealing.open('CheckAnswer.analysis', otherRow, sealed)],
    ['in another column', () => sealing.open('Decision.rationale', row, sealed)],
    ['where one character of it has changed', () => sealing.open('CheckAnswer.analysis', row, changed(sealed))],
    ['where it was cut short', () => sealing.open('CheckAnswer.analysis', row, '\ttest:AAAA')],
    ['where nothing of a key is left', () => sealing.open('CheckAnswer.analysis', row, '\tAAAA')],
    ['where a text stands in the place of an object', () => sealing.openJson('Referral.submission', row, 'words')],
  ])('does not open %s', (_where, attempt) => {
    expect(failureOf(attempt)).toMatchObject({ name: 'UnreadableColumn', missingKey: undefined });
  });

  it('opens with any key of the ring, and new ones are sealed with the first', () => {
    const rotated = sealingWith(keyRing(rotatedSecretKeys));

    expect(rotated.open('CheckAnswer.analysis', row, sealed)).toBe('Zwei Wörter');
    expect(rotated.seal('CheckAnswer.analysis', row, 'later')).toMatch(/^\ttest-2:/);
  });

  it('names the key that it needs where the ring has it not, and where it stands, but nothing of what it holds', () => {
    const [onlyNew = ''] = rotatedSecretKeys.split(',');

    const failure = failureOf(() => sealingWith(keyRing(onlyNew)).open('CheckAnswer.analysis', row, sealed));

    expect(failure).toBeInstanceOf(UnreadableColumn);
    expect(failure).toMatchObject({
      message: `CheckAnswer.analysis of ${row} needs the key test`,
      code: `CheckAnswer.analysis:${row}`,
      missingKey: 'test',
    });
  });
});

/** The value with its last character changed to another. */
const changed = (value: string): string => value.slice(0, -2) + (value.at(-2) === 'A' ? 'B' : 'A') + value.slice(-1);

describe('what is not sealed', () => {
  const salt = new Uint8Array(32).fill(9);

  it.each([
    ['a text', () => sealing.open('CheckAnswer.analysis', row, 'test: written in the clear')],
    ['an empty text', () => sealing.open('CheckAnswer.analysis', row, '')],
    ['an object', () => sealing.openJson('Person.address', row, { line1: '1 Nowhere Lane' })],
    ['bytes', () => sealing.openBytes('CaseEventContent.salt', row, salt)],
  ])('is not read: %s', (_what, attempt) => {
    expect(failureOf(attempt)).toMatchObject({ name: 'UnreadableColumn', missingKey: undefined });
  });

  it('is read as it was stored before columns were sealed, where that is what is to be sealed', () => {
    const lenient = takingPlain(sealing);

    expect(lenient.open('CheckAnswer.analysis', row, 'test: written in the clear')).toBe('test: written in the clear');
    expect(lenient.openJson('Person.address', row, { line1: '1 Nowhere Lane' })).toEqual({ line1: '1 Nowhere Lane' });
    expect(lenient.openBytes('CaseEventContent.salt', row, salt)).toBe(salt);
    expect(lenient.open('CheckAnswer.analysis', row, sealed)).toBe('Zwei Wörter');
  });

  it('stays missing where there is nothing', () => {
    expect(sealing.seal('CheckAnswer.analysis', row, undefined)).toBeNull();
    expect(sealing.open('CheckAnswer.analysis', row, null)).toBeNull();
    expect(sealing.sealJson('Person.address', row, undefined)).toBeNull();
    expect(sealing.openJson('Person.address', row, null)).toBeNull();
  });
});

describe('a blind index', () => {
  const under = (keys: string, value: string): string | null =>
    sealingWith(keyRing(keys)).blindIndex('email-address', value);

  it('is the same for what is the same to a person, and tells nothing of it', () => {
    const index = sealing.blindIndex('email-address', 'Tessa@School.example');
    expect(sealing.blindIndex('email-address', ' tessa@school.example ')).toBe(index);
    expect(index).toMatch(/^test:[A-Za-z0-9_-]{43}$/);
    expect(sealing.blindIndex('nhs-number', '999 054 8609')).toBe(sealing.blindIndex('nhs-number', '9990548609'));
  });

  it('differs by value, by key, and by what is indexed', () => {
    const one = under(testSecretKeys, '1@school.example');
    expect(under(testSecretKeys, '2@school.example')).not.toBe(one);
    expect(under(rotatedSecretKeys, '1@school.example')?.split(':')[1]).not.toBe(one?.split(':')[1]);
    expect(sealing.blindIndex('nhs-number', '1')).not.toBe(sealing.blindIndex('email-address', '1'));
  });

  it('is missing where nothing is left to search by', () => {
    expect(sealing.blindIndex('nhs-number', 'not known')).toBeNull();
    expect(sealing.blindIndex('email-address', undefined)).toBeNull();
  });
});
