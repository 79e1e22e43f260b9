import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mendedWithinDays, renewedWithinDays } from '../../deploy/parts/times.js';
import { keyPurposes } from '../../runtime/keys.js';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const document = read('docs/security.md');
const schema = read('prisma/schema.prisma');

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
    const figures = Object.entries(mendedWithinDays).map(([severity, days]) => [severity, String(days)]);
    expect(rowsUnder('Parts that others make')).toEqual(figures);
    expect(under('Parts that others make')).toContain(`within ${renewedWithinDays} days of a newer version`);
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

describe('docs/operations.md', () => {
  /** What stands behind a name in a file. */
  const figure = (path: string, name: string): number =>
    Number(new RegExp(`${name}\\W+(\\d[\\d_]*)`).exec(read(path))?.[1]?.replaceAll('_', ''));

  it('says what is costly, and by which figures it is bounded', () => {
    const section = read('docs/operations.md')
      .split('## What is costly')[1]
      ?.split(/^## /m)[0]
      ?.replaceAll(/\s+/g, ' ');
    const seconds = (name: string): number => figure('api/listening.ts', `${name} =`) / 1000;
    expect(section).toContain(`at most ${figure('api/rest/queries.ts', 'largestPage =')} items`);
    expect(section).toContain(`at most ${figure('api/rest/body.ts', 'limit:')} MB`);
    expect(section).toContain(`${figure('.env.example', 'REQUESTS_PER_ACCOUNT')} requests a second`);
    expect(section).toContain(`network ${figure('.env.example', 'REQUESTS_PER_ADDRESS')}`);
    expect(section).toContain(
      `within ${seconds('requestMilliseconds')} s, its headers within ${seconds('headersMilliseconds')} s`,
    );
  });
});
