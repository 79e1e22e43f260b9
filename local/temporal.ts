import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { versionOf, writeVersion } from './data-folder.js';
import { lastLine, logOf, startGuarded } from './guard.js';
import { freePort } from './ports.js';
import { StartRefused } from './refusal.js';
import type { TemporalBinary } from './temporal-binary.js';

/** The development server that this process runs. */
export interface TemporalServer {
  /** Host and port of its gRPC endpoint. */
  readonly address: string;
  /** Temporal's own web pages. */
  readonly uiUrl: string;
  readonly ports: TemporalPorts;
  readonly pid: number;
  /** Its exit code, once it has ended. */
  readonly exited: Promise<number>;
  stop(): Promise<void>;
}

/** The ports of the development server, all on loopback. */
interface TemporalPorts {
  readonly grpc: number;
  readonly http: number;
  readonly ui: number;
}

export interface TemporalOptions {
  /** Free ones when left out; given again to a server that takes the place of one that died. */
  readonly ports?: TemporalPorts;
  /** Where its pages have payloads opened; nowhere when left out. */
  readonly codecEndpoint?: string;
  /** Settings of the server beyond its own, by Temporal's names; values in JSON. */
  readonly dynamicConfig?: Readonly<Record<string, string>>;
}

/** Lets tests skip a workflow's time: the server's name for it, and the one that is to come. */
export const timeSkipping = {
  'frontend.WorkflowTimeSkippingEnabled': 'true',
  'system.workflowTimeSkippingEnabled': 'true',
} as const;

/** What the worklists of Temporal's own UI can be searched and sorted by; nothing personal. */
export const searchAttributes = {
  MashHub: 'Keyword',
  CaseStage: 'Keyword',
  Rag: 'Keyword',
  DueAt: 'Datetime',
} as const;

/** The file is several times faster so; a killed process loses nothing, and what power loss takes is rung again. */
const pragmas = ['journal_mode=WAL', 'synchronous=NORMAL'] as const;

const role = 'temporal';
const storeIn = (dataDir: string): string => join(dataDir, 'temporal');
const lookEveryMs = 50;
const readyMs = 60_000;

/**
 * Starts the development server on `DATA_DIR/temporal`, and answers when it serves with its search attributes registered.
 * @param dataDir an absolute path
 * @throws StartRefused for data of another server version, or when the server does not start
 */
export async function startTemporal(
  dataDir: string,
  binary: TemporalBinary,
  options: TemporalOptions = {},
): Promise<TemporalServer> {
  const folder = storeIn(dataDir);
  await openStore(dataDir, binary);
  const ports = options.ports ?? { grpc: await freePort(), http: await freePort(), ui: await freePort() };
  const program = await startGuarded(dataDir, {
    role,
    command: binary.path,
    args: serverArguments(join(folder, 'temporal.db'), ports, options),
    cwd: folder,
    env: process.env,
    stopSignal: 'SIGTERM',
  });
  const ended = program.exited.then(() => 'ended' as const);
  const deadline = Date.now() + readyMs;
  while (!(await serves(ports))) {
    if ((await Promise.race([ended, pause(lookEveryMs)])) !== 'ended' && Date.now() < deadline) continue;
    await program.stop();
    const log = logOf(dataDir, role);
    throw new StartRefused(`Temporal did not start: ${(await lastLine(log)) ?? 'it does not answer'} (log: ${log}).`);
  }
  await writeVersion(folder, minorOf(binary.serverVersion));
  return {
    address: `127.0.0.1:${ports.grpc}`,
    uiUrl: `http://localhost:${ports.ui}`,
    ports,
    pid: program.pid,
    exited: program.exited,
    stop: () => program.stop(),
  };
}

/** A store that never came to serve (its first start was killed) may be half made, and holds nothing yet. */
async function openStore(dataDir: string, binary: TemporalBinary): Promise<void> {
  const folder = storeIn(dataDir);
  const found = await versionOf(folder);
  if (found === undefined) await rm(folder, { recursive: true, force: true });
  else if (found !== minorOf(binary.serverVersion)) throw new StartRefused(otherVersion(dataDir, found, binary));
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

function serverArguments(
  file: string,
  ports: TemporalPorts,
  { dynamicConfig = {}, codecEndpoint }: TemporalOptions,
): string[] {
  const pairs = (flag: string, values: Readonly<Record<string, string>>): string[] =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--db-filename', file, '--log-level', 'warn'],
    ...['--port', String(ports.grpc), '--http-port', String(ports.http), '--ui-port', String(ports.ui)],
    '--ui-disable-news-fetch',
    ...(codecEndpoint === undefined ? [] : ['--ui-codec-endpoint', codecEndpoint]),
    ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...pairs('--search-attribute', searchAttributes),
    ...pairs('--dynamic-config-value', dynamicConfig),
  ];
}

/** The store keeps its form within a minor version of the server. */
const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

const otherVersion = (dataDir: string, found: string, { serverVersion }: TemporalBinary): string =>
  `${storeIn(dataDir)} was written by Temporal server ${found}, and the one here is ${serverVersion}: put a Temporal CLI with server ${found} on the PATH, or remove the folder and run \`npm run ring -- --all --env-file ${join(dataDir, 'worker.env')}\` after the start, which brings every open case back from the record.`;

/** The server registers search attributes after it has begun to listen; a workflow started before would be refused. */
async function serves({ http }: TemporalPorts): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${http}/api/v1/namespaces/default/search-attributes`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    if (!answer.ok) return false;
    const { customAttributes = {} } = (await answer.json()) as { customAttributes?: Record<string, string> };
    return Object.keys(searchAttributes).every((name) => name in customAttributes);
  } catch {
    return false;
  }
}
