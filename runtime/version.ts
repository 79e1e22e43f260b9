import { existsSync, readFileSync } from 'node:fs';

/** `package.json` lies one folder up from the source, and two from the compiled code. */
const candidates = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));

/** The version of Front Door that runs, from its package. */
export function productVersion(): string {
  const file = candidates.find((candidate) => existsSync(candidate));
  if (file === undefined) throw new Error('Front Door runs without its package.json, which says its version.');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
