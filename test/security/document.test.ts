import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { keyPurposes } from '../../runtime/keys.js';

const folder = join(import.meta.dirname, '../../docs');
const document = readFileSync(join(folder, 'security.md'), 'utf8');
const schema = readFileSync(join(import.meta.dirname, '../../prisma/schema.prisma'), 'utf8');

/** What stands under a heading. */
const under = (heading: string): string =>
  document.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';

/** The cells of the rows of a table, its head left out. */
const rowsUnder = (heading: string): string[][] =>
  under(heading)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((text) => text.trim()),
    );

const namesIn = (text: string): string[] => Array.from(text.matchAll(/`([\w-]+)`/g), ([, name = '']) => name);

describe('docs/security.md', () => {
  it('puts every table of the record into one level of protection, and says of each level what holds', () => {
    const rows = rowsUnder('What is protected, and how far');
    const tables = Array.from(schema.matchAll(/^model (\w+)/gm), ([, name]) => name);
    expect(rows.flatMap(([, named = '']) => namesIn(named)).sort()).toEqual(tables.sort());
    expect(rows.filter(([, , rules = '']) => rules.length < 20)).toEqual([]);
  });

  it('lists every use of a key', () => {
    const uses = rowsUnder('Keys').flatMap(([use = '']) => namesIn(use));
    expect(uses).toEqual([...keyPurposes]);
  });

  it('says within how many days a weakness of a part is mended, by how grave it is', () => {
    expect(under('Parts that others make')).toMatch(/within 2 days if critical, 7 days if high, 30 days otherwise/);
  });

  it('leads to files that are there', () => {
    const links = Array.from(document.matchAll(/\]\(([^)#]+)\)/g), ([, path = '']) => path);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
    const named = Array.from(
      document.matchAll(/`((?:api|records|post|runtime|domain)\/[\w/.-]+)`/g),
      ([, path = '']) => path,
    );
    expect(named.filter((path) => !existsSync(join(folder, '..', path)))).toEqual([]);
  });
});
