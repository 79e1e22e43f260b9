import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { startPostgres, type Postgres } from '../../local/postgres.js';
import { migrate } from '../../prisma/migrate.js';
import { parseKeyRing } from '../../runtime/keys.js';
import { cpuBetween, readCpu, shareOfOthers } from '../cpu.js';
import { describeMachine, type Machine } from '../machine.js';
import { benchKeys } from '../running.js';
import { cacheFolder } from '../servers.js';
import type { Options } from './options.js';
import { makeRecord } from './record.js';

/** One verification of everything. */
export interface Round {
  /** From the start of the program to its end. */
  readonly seconds: number;
  /** CPU time in seconds, user and system together; undefined on a machine without /proc. */
  readonly cpu: { readonly program: number; readonly postgresql: number } | undefined;
  /** The share of the machine, 0 to 1, that other programs had meanwhile. */
  readonly others: number | undefined;
}

export interface Measurement {
  readonly at: string;
  readonly machine: Machine;
  /** Of the last minute before. */
  readonly load: number;
  readonly options: Options;
  readonly rounds: readonly Round[];
}

export type Say = (line: string) => void;

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
const atMostMilliseconds = 600_000;

/** Makes a record on a PostgreSQL of its own, verifies it as an operator would, and removes everything again. */
export async function measure(options: Options, signal: AbortSignal, say: Say): Promise<Measurement> {
  say('Starting PostgreSQL …');
  await mkdir(cacheFolder, { recursive: true });
  const dataDir = await mkdtemp(`${cacheFolder}bench-`);
  try {
    const postgres = await startPostgres(dataDir);
    try {
      await migrate(postgres);
      const machine = await describeMachine({ dataDir, postgres, temporalVersion: 'none' });
      say(`Making a record of ${options.cases * options.events} events and ${options.looks} looks …`);
      await fill(postgres, options);
      const [load = 0] = loadavg();
      const rounds = await inRounds(postgres, { options, signal, say });
      return { ...{ at: new Date().toISOString(), machine, load, options }, rounds };
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function fill(postgres: Postgres, options: Options): Promise<void> {
  const keys = parseKeyRing(benchKeys);
  if (keys === undefined) throw new Error('The keys of the benchmark are none');
  await makeRecord({ ...postgres, keys }, options, new Date());
}

interface Course {
  readonly options: Options;
  readonly signal: AbortSignal;
  readonly say: Say;
}

async function inRounds(postgres: Postgres, { options, signal, say }: Course): Promise<Round[]> {
  const rounds: Round[] = [];
  while (rounds.length < options.rounds) {
    signal.throwIfAborted();
    const before = await readCpu({ postgresql: postgres.pid });
    const begunAt = performance.now();
    const said = await verify(postgres);
    const seconds = (performance.now() - begunAt) / 1000;
    const after = await readCpu({ postgresql: postgres.pid });
    requireWhole(said, options);
    rounds.push({ seconds, ...used(before, after) });
    say(`Round ${rounds.length} of ${options.rounds}: ${seconds.toFixed(1)} s`);
  }
  return rounds;
}

type Reading = Awaited<ReturnType<typeof readCpu>>;

/** This process does nothing meanwhile but wait for the program, whose time counts with its own once it has ended. */
function used(before: Reading, after: Reading): Pick<Round, 'cpu' | 'others'> {
  if (before === undefined || after === undefined) return { cpu: undefined, others: undefined };
  const between = cpuBetween(before, after);
  return {
    cpu: { program: between.driver / 1000, postgresql: (between.roles.postgresql ?? 0) / 1000 },
    others: shareOfOthers(between),
  };
}

/** `npm run audit:verify`, without npm. @returns what it said @throws Error where it does not find the record whole */
async function verify({ applicationUrl }: Postgres): Promise<string> {
  const environment = {
    ...process.env,
    DATABASE_URL: applicationUrl,
    SECRET_KEYS: benchKeys,
    ...{ TEMPORAL_ADDRESS: '127.0.0.1:1', SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'front-door@hub.example' },
    PUBLIC_URL: 'http://localhost:3000',
  };
  const settings = { cwd: projectFolder, env: environment, timeout: atMostMilliseconds };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--import', 'tsx', 'records/verify.ts'], settings, (error, said, complaint) => {
      if (error === null) resolve(said);
      else reject(new Error(`The record was not verified: ${complaint}`, { cause: error }));
    });
  });
}

/** @throws Error unless all that was made was read: else there is no figure */
function requireWhole(said: string, { cases, events, looks, days }: Options): void {
  const sealed = `${days} sealed day${days === 1 ? '' : 's'} with ${looks} look${looks === 1 ? '' : 's'}`;
  for (const line of [
    `${cases * events} event`,
    ` of ${cases} case`,
    sealed,
    'every log is whole',
    'every seal is whole',
  ])
    if (!said.includes(line)) throw new Error(`Not all was verified ("${line}"):\n${said}`);
}
