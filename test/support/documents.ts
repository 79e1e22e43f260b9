import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A file of the project. @param path from its root */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What stands under a heading of a page, subheadings left in. */
export const under = (heading: string, page: string): string =>
  page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';

/** The cells of the rows of the table under a heading, its head left out. */
export const rowsUnder = (heading: string, page: string): string[][] =>
  under(heading, page)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((text) => text.trim()),
    );
