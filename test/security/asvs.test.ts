import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cellsOf, mistakeInTest, mistakesIn, requirementsOf, type Requirement } from './asvs.js';
import { titlesOf } from './titles.js';

/*
 * docs/asvs.csv against OWASP ASVS 5.0.0: its requirements of Levels 1 and 2, and of Level 3 those that we take as well. V16.3.2
 * is of Level 2, and is taken as Level 3 has it.
 */
const requirementsBySection = `
V1.1   L2:1-2
V1.2   L1:1-5 L2:6-9 L3:10
V1.3   L1:1-2 L2:3-11
V1.4   L2:1-3
V1.5   L1:1 L2:2
V2.1   L1:1 L2:2-3
V2.2   L1:1-2 L2:3
V2.3   L1:1 L2:2-4 L3:5
V2.4   L2:1
V3.2   L1:1-2
V3.3   L1:1 L2:2-4
V3.4   L1:1-2 L2:3-6
V3.5   L1:1-3 L2:4-5
V3.7   L2:1-2
V4.1   L1:1 L2:2-3
V4.2   L2:1
V4.3   L2:1-2
V4.4   L1:1 L2:2-4
V5.1   L2:1
V5.2   L1:1-2 L2:3
V5.3   L1:1-2
V5.4   L2:1-3
V6.1   L1:1 L2:2-3
V6.2   L1:1-8 L2:9-12
V6.3   L1:1-2 L2:3-4
V6.4   L1:1-2 L2:3-4
V6.5   L2:1-5
V6.6   L2:1-3
V6.8   L2:1-4
V7.1   L2:1-3
V7.2   L1:1-4
V7.3   L2:1-2
V7.4   L1:1-2 L2:3-5
V7.5   L2:1-2 L3:3
V7.6   L2:1-2
V8.1   L1:1 L2:2
V8.2   L1:1-2 L2:3
V8.3   L1:1 L3:2
V8.4   L2:1
V9.1   L1:1-3
V9.2   L1:1 L2:2-4
V10.1  L2:1-2
V10.2  L2:1-2
V10.3  L2:1-4
V10.4  L1:1-5 L2:6-11
V10.5  L2:1-5
V10.6  L2:1-2
V10.7  L2:1-3
V11.1  L2:1-2
V11.2  L2:1-3
V11.3  L1:1-2 L2:3
V11.4  L1:1 L2:2-4
V11.5  L2:1
V11.6  L2:1
V12.1  L1:1 L2:2-3
V12.2  L1:1-2
V12.3  L2:1-4
V13.1  L2:1
V13.2  L2:1-5
V13.3  L2:1-2
V13.4  L1:1 L2:2-5
V14.1  L2:1-2
V14.2  L1:1 L2:2-4 L3:6-8
V14.3  L1:1 L2:2-3
V15.1  L1:1 L2:2-3
V15.2  L1:1 L2:2-3
V15.3  L1:1 L2:2-7
V16.1  L2:1
V16.2  L2:1-5
V16.3  L2:1-4
V16.4  L2:1-3
V16.5  L2:1-3
V17.1  L2:1
V17.2  L2:1-4
V17.3  L2:1-2
`;

const wanted = requirementsBySection
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [section = '', ...levels] = line.split(/ +/);
    return levels.flatMap((part) => {
      const [level = '', range = ''] = part.split(':');
      const [first = 0, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => `${section}.${first + index} ${level}`);
    });
  });

const requirements = requirementsOf(readFileSync(join(import.meta.dirname, '../../docs/asvs.csv'), 'utf8'));

describe('docs/asvs.csv', () => {
  it('has every requirement of Levels 1 and 2 and those of Level 3 that we take, in the order of the standard, once', () => {
    expect(wanted.filter((requirement) => !requirement.endsWith('L3'))).toHaveLength(253);
    expect(wanted).toHaveLength(260);
    expect(requirements.map(({ id, level }) => `${id} ${level}`)).toEqual(wanted);
  });

  it('says of each what it asks for, how we stand to it, and why; and names a test that there is for what is met', () => {
    const mistakes = requirements.flatMap((requirement) =>
      mistakesIn(requirement).map((mistake) => `${requirement.id} ${mistake}`),
    );
    expect(mistakes).toEqual([]);
  });

  it('says each gist in a line of its own', () => {
    const gists = requirements.map(({ gist }) => gist);
    expect(new Set(gists).size).toBe(gists.length);
    expect(gists.filter((gist) => gist.length > 140)).toEqual([]);
  });
});

describe('the check of a row', () => {
  const here = 'test/security/asvs.test.ts';
  const row = (changes: Partial<Requirement>): Requirement => ({
    ...{ id: 'V1.1.1', level: 'L2', gist: 'Says something', applies: 'yes', where: 'api/somewhere.ts' },
    ...{ test: `${here} › names a test that there is`, ...changes },
  });

  it('finds nothing wrong with one that names a test that there is', () => {
    const named = 'the check of a row › finds nothing wrong with one that names a test that there is';
    expect(mistakesIn(row({ test: `${here} › ${named}` }))).toEqual([]);
    expect(mistakesIn(row({ test: `${here} › the check of a row` }))).toEqual([]);
  });

  it.each<[string, Partial<Requirement>, RegExp]>([
    ['a test that is not there', { test: `${here} › does what nobody has written` }, /a test that is not there/],
    ['the beginning of a title', { test: `${here} › finds nothing wrong` }, /a test that is not there/],
    ['a file that is not there', { test: 'test/security/nowhere.test.ts › anything' }, /a file that is not there/],
    ['a file alone', { test: here }, /names no test/],
    ['no test, though it is met', { test: '' }, /names no test/],
    ['a file outside the tests', { test: 'test/../README.test.ts › x' }, /not there|names no test/],
    ['a test, though it is not built', { applies: 'later', where: 'issue 5: uploads' }, /though nothing is shown/],
    ['nobody who builds it', { applies: 'later', where: 'some day', test: '' }, /who builds it/],
    ['no reason', { applies: 'no', where: ' ', test: '' }, /neither where nor why/],
    ['no gist', { gist: '' }, /no gist/],
    ['another word than yes, no or later', { applies: 'partly' }, /yes, no or later/],
  ])('finds %s', (_what, changes, says) => {
    expect(mistakesIn(row(changes)).join()).toMatch(says);
  });

  it('wants the group named where a title stands in a file twice', () => {
    const file = 'test/service/bad-acts.test.ts';
    expect(mistakeInTest(`${file} › when it was written on another version of the case`)).toMatch(/one of several/);
    const group = 'a screening is refused, and nothing changes,';
    expect(mistakeInTest(`${file} › ${group} › when it was written on another version of the case`)).toBeUndefined();
  });

  it('reads cells with commas and quotes, and no line that is broken', () => {
    expect(cellsOf('a,"b, ""c""",')).toEqual(['a', 'b, "c"', '']);
    expect(() => cellsOf('a,"b')).toThrow('no line of CSV');
    expect(() => requirementsOf('id,level\n')).toThrow('The columns must be');
  });
});

describe('the titles of tests', () => {
  it('are found in groups, tables and templates, and not where the test does not run', () => {
    const source = `
      describe('a', () => {
        it('b', () => {});
        it.each([1])('c %s', async () => {});
        it.skip('never', () => {});
        describe.each\`x\`(\`d \${1}\`, () => { test.only('never either', () => {}); it('e', () => {}); });
        it.todo('nor this');
        it('without a body');
      });`;
    expect(titlesOf(source)).toEqual([['a'], ['a', 'b'], ['a', 'c %s'], ['a', 'd …'], ['a', 'd …', 'e']]);
  });
});
