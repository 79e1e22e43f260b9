import type { InitializeHook, ResolveHook } from 'node:module';

/** Files, as URLs, by the files in whose place they are loaded. */
export type Replacements = Readonly<Record<string, string>>;

const here = new URL('./', import.meta.url).href;
let replacements: Replacements = {};

// Node's hooks for loading modules, on a thread of their own; they come before those of tsx.

export const initialize: InitializeHook<Replacements> = (given) => {
  replacements = given;
};

/** What takes a module's place may itself use that module. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const resolved = await nextResolve(specifier, context);
  if (context.parentURL?.startsWith(here) === true) return resolved;
  const url = replacements[resolved.url];
  return url === undefined ? resolved : { ...resolved, url };
};
