import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { titlesOfFile } from './titles.js';

/** One requirement, and how we stand to it. */
export interface Requirement {
  id: string;
  level: string;
  /** In our own words. */
  gist: string;
  applies: string;
  /** For `yes` what does it, for `no` why it does not apply, for `later` who builds it. */
  where: string;
  /** For `yes` the test that shows it, for `no` one that keeps it so, if any: `test/…/x.test.ts › title`, preceded by the titles above where the
   * title is not the only one. */
  test: string;
}

export const columns = ['id', 'level', 'gist', 'applies', 'where', 'test'] as const;

const root = join(import.meta.dirname, '../..');

/** A cell of a CSV line (RFC 4180, without line breaks in cells) and what ends it. */
const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

/** @throws Error where the line is no line of CSV */
export function cellsOf(line: string): string[] {
  const cells: string[] = [];
  cell.lastIndex = 0;
  for (;;) {
    const match = cell.exec(line);
    if (match === null) throw new Error(`This is no line of CSV: ${line}`);
    const [, quoted, bare = '', end] = match;
    cells.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === '') return cells;
  }
}

/** @throws Error where a line has another number of cells than there are columns */
export function requirementsOf(csv: string): Requirement[] {
  const [heads = '', ...lines] = csv.trimEnd().split('\n');
  if (heads !== columns.join(',')) throw new Error(`The columns must be ${columns.join(', ')}`);
  return lines.map((line) => {
    const cells = cellsOf(line);
    if (cells.length !== columns.length) throw new Error(`This line has ${cells.length} cells: ${line}`);
    const [id = '', level = '', gist = '', applies = '', where = '', test = ''] = cells;
    return { id, level, gist, applies, where, test };
  });
}

/** What is wrong with the test that a row names; undefined where it is a test that there is, and only one. */
export function mistakeInTest(named: string): string | undefined {
  const [path = '', ...title] = named.split(' › ');
  if (!/^test\/[\w./-]+\.test\.ts$/.test(path) || title.length === 0)
    return 'names no test as "test/….test.ts › title"';
  if (!existsSync(join(root, path))) return `names a file that is not there: ${path}`;
  const wanted = title.join(' › ');
  const found = titlesOfFile(join(root, path)).map((titles) => titles.join(' › '));
  const fitting = found.filter((whole) => whole === wanted || whole.endsWith(` › ${wanted}`));
  if (fitting.length === 1) return undefined;
  return fitting.length === 0 ? `names a test that is not there: ${named}` : `names one of several tests: ${named}`;
}

const reasonOfLater = /^(issue \d+|open): \S/;

/** What is wrong with a row, in sentences without a subject; none where nothing is. */
export function mistakesIn({ gist, applies, where, test }: Requirement): string[] {
  const always = [
    ...(gist.trim().length < 5 ? ['has no gist'] : []),
    ...(where.trim().length < 5 ? ['says neither where nor why'] : []),
  ];
  if (!['yes', 'no', 'later'].includes(applies)) return [...always, 'does not say yes, no or later'];
  if (applies !== 'later') {
    const mistake = applies === 'no' && test === '' ? undefined : mistakeInTest(test);
    return mistake === undefined ? always : [...always, mistake];
  }
  return [
    ...always,
    ...(test === '' ? [] : ['names a test though nothing is shown yet']),
    ...(reasonOfLater.test(where) ? [] : ['does not say who builds it']),
  ];
}
