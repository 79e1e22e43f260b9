import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { runGuarded } from '../../local/guard.js';

const version = '26.0.7';
/** SHA-256 of the server's archive as Maven Central has it. */
const archiveHash = '25353b74613bcf72db67f8addbd88d832c705a69333091a16573d249d665fe21';
const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`;
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1';

const cacheFolder = fileURLToPath(new URL('../../.cache/', import.meta.url));
const home = join(cacheFolder, `keycloak-${version}`);
/** For all of it, by a slow line and on a busy machine. */
const fetchMilliseconds = 180_000;

/**
 * The folder of a Keycloak server that is ready to start. Where the project's `.cache` has none, Maven fetches it (once, 147 MB), and
 * it is set to keep its realms in memory.
 * @param dataDir an absolute path; what runs on the way runs under a guard of this folder
 * @throws Error if it cannot be fetched, or is not the file that was pinned
 */
export async function keycloakHome(dataDir: string): Promise<string> {
  if (existsSync(home)) return home;
  await mkdir(cacheFolder, { recursive: true });
  const draft = await mkdtemp(join(cacheFolder, 'draft-'));
  const signal = AbortSignal.timeout(fetchMilliseconds);
  const run = (command: string, args: readonly string[]): Promise<void> => {
    const errand = { role: 'keycloak-fetch', command, args, cwd: draft, env: process.env } as const;
    return runGuarded(dataDir, { ...errand, stopSignal: 'SIGTERM' }, signal);
  };
  const maven = (...args: readonly string[]): Promise<void> =>
    run('mvn', ['-q', '-B', ...args, `-Dartifact=${artifact}`, `-DoutputDirectory=${draft}`]);
  try {
    await maven(`${plugin}:copy`);
    await requirePinned(join(draft, `keycloak-quarkus-dist-${version}.zip`));
    // Offline: what Maven has just fetched, and no other.
    await maven('-o', `${plugin}:unpack`);
    const unpacked = join(draft, `keycloak-${version}`);
    await run(join(unpacked, 'bin', 'kc.sh'), ['build', '--db=dev-mem']);
    await rename(unpacked, home);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return home;
}

async function requirePinned(archive: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(archive), hash);
  const found = hash.digest('hex');
  if (found !== archiveHash) throw new Error(`Keycloak ${version} is not the file that was pinned (SHA-256 ${found})`);
}
