import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The folders of which the programs are made that run with real cases. */
const folders = ['activities', 'api', 'domain', 'post', 'prisma', 'records', 'runtime', 'workflows'];

export interface Source {
  path: string;
  /** Without its comments. */
  code: string;
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');

/** The sources of the programs, those made by a generator left out. */
export const programSources: readonly Source[] = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .filter((path) => path.endsWith('.ts') && !path.startsWith('prisma/generated'))
    .map((path) => ({ path, code: withoutComments(readFileSync(join(root, path), 'utf8')) })),
);

/** Where the programs write something, each place once: `path: what`. */
export const placesOf = (pattern: RegExp): string[] =>
  programSources.flatMap(({ path, code }) =>
    [...new Set(Array.from(code.matchAll(pattern), ([found]) => found))].map((found) => `${path}: ${found}`),
  );
