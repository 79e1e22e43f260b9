import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a test's own for what it keeps in PEM. */
export interface PemFiles {
  /** @returns the path of the file */
  keep: (name: string, content: string) => Promise<string>;
  remove: () => Promise<void>;
}

export async function pemFiles(): Promise<PemFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'front-door-pem-'));
  return {
    keep: async (name, content) => {
      const path = join(folder, `${name}.pem`);
      await writeFile(path, content, { mode: 0o600 });
      return path;
    },
    remove: async () => rm(folder, { recursive: true }),
  };
}
