import { describe, expect, it } from '@jest/globals';
import { parts } from '../../bench/without/parts.js';

const files: readonly string[] = Object.values(parts).flat();

describe('The benchmark of what security costs', () => {
  it.each(files)('has in the place of %s something that offers all that is asked of it', async (file) => {
    const real = await namesOf(`../../${file}.js`);
    const bare = await namesOf(`../../bench/without/${file}.js`);

    expect(bare).toEqual(expect.arrayContaining(real));
  });
});

const namesOf = async (path: string): Promise<string[]> => Object.keys((await import(path)) as object);
