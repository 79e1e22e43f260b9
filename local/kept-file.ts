import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a file holds that only its owner may read; made at the first start, and the same at every later one. */
export async function keptFile(folder: string, name: string, make: () => Promise<string>): Promise<string> {
  const file = join(folder, name);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return kept;
  const made = await make();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Whole or not at all: a start may be killed here.
  await writeFile(`${file}.draft`, made, { mode: 0o600 });
  await rename(`${file}.draft`, file);
  return made;
}
