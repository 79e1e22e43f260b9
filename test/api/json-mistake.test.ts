import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findJsonMistake } from '../../api/rest/json-mistake.js';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the first mistake of a text that should be JSON', () => {
  it.each([
    ['', 1, 1],
    ['{"a": x}', 1, 7],
    ['{"a":1,}', 1, 8],
    ['[1,]', 1, 4],
    ["{'a':1}", 1, 2],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['["unfinished', 1, 2],
    ['["two\nlines"]', 1, 2],
    ['{"a":[1,2}', 1, 10],
    ['{} {}', 1, 4],
    ['01', 1, 2],
    ['{', 1, 2],
  ])('of %j is in line %i, column %i', (text, line, column) => {
    expect(findJsonMistake(text)).toEqual({ line, column });
  });

  it('is there exactly when JSON.parse finds one', () => {
    const scraps = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\u00e9"',
      '"\\x"',
      '"',
      '1',
      '-0.5e+3',
      '-',
      'true',
      'nul',
      ' ',
      '\n',
    );
    const texts = fc.oneof(
      fc.json(),
      fc.array(scraps, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => (findJsonMistake(text) === undefined) === isJson(text)),
      { numRuns: 2000 },
    );
  });

  it('is found in a text of a megabyte, however deep', () => {
    expect(findJsonMistake('['.repeat(1_000_000))).toEqual({ line: 1, column: 1_000_001 });
    expect(findJsonMistake(`{"a":"${'x'.repeat(1_000_000)}`)).toEqual({ line: 1, column: 6 });
  });
});
