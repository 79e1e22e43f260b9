import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { reasonOf, StartRefused } from './refusal.js';

/** How the folder is laid out; moves when a start can no longer read what an earlier one wrote. */
const layout = '1';

/**
 * Makes the data folder ready: there, writable, and of the layout that this version reads.
 * @param folder a path, absolute or from the working directory
 * @returns the folder as an absolute path
 * @throws StartRefused when it cannot be written or holds another layout
 */
export async function openDataFolder(folder: string): Promise<string> {
  const dataDir = resolve(folder);
  const found = await versionOf(dataDir);
  if (found !== undefined && found !== layout) {
    throw new StartRefused(
      `${dataDir} holds data of layout ${found}, and this version of Front Door reads layout ${layout}: start the version that wrote it, or name another DATA_DIR.`,
    );
  }
  await writeVersion(dataDir, layout);
  return dataDir;
}

const versionFile = (folder: string): string => join(folder, 'VERSION');

/** The version that a folder says it holds; undefined when it says nothing. */
export async function versionOf(folder: string): Promise<string | undefined> {
  const written = await readFile(versionFile(folder), 'utf8').catch(() => undefined);
  return written?.trim();
}

/**
 * Makes a folder that only its owner may look into, where it is not there, and writes down the version of what it holds.
 * @throws StartRefused when the folder cannot be written
 */
export async function writeVersion(folder: string, version: string): Promise<void> {
  try {
    await makeFolder(folder);
    await writeFile(versionFile(folder), `${version}\n`);
  } catch (error) {
    throw new StartRefused(`${folder} cannot be written (${reasonOf(error)}): name a DATA_DIR that can.`);
  }
}

/** Makes a folder and those above it. Node's own `recursive` never ends where the system says ENOENT to all, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  const reason = await tryMakeFolder(folder);
  if (reason !== 'ENOENT' || dirname(folder) === folder) return;
  await makeFolder(dirname(folder));
  await tryMakeFolder(folder);
}

/** @returns why the folder could not be made; undefined when it was */
async function tryMakeFolder(folder: string): Promise<string | undefined> {
  try {
    await mkdir(folder, { mode: 0o700 });
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
