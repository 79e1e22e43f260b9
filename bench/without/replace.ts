import { register } from 'node:module';
import type { Replacements } from './hooks.js';
import { allParts, parts, withoutVariable } from './parts.js';

/**
 * Has this process, and no other, load bare modules in the place of those of the parts that it is to run without. Nothing of the product
 * may have been loaded before.
 * @throws Error for a part that there is none of
 */
export function replaceModules(): void {
  const names = (process.env[withoutVariable] ?? '').split(',').filter((name) => name !== '');
  const without = names.map((name) => {
    const part = allParts.find((each) => each === name);
    if (part === undefined) throw new Error(`There is no part ${name} to do without`);
    return part;
  });
  const files = without.flatMap((part) => parts[part]).map((file) => `${file}.ts`);
  const data: Replacements = Object.fromEntries(files.map((file) => [urlOf(`../../${file}`), urlOf(`./${file}`)]));
  register('./hooks.ts', { parentURL: import.meta.url, data });
}

const urlOf = (path: string): string => new URL(path, import.meta.url).href;
