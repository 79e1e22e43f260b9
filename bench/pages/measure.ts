import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { freePort } from '../../local/ports.js';
import { personas } from '../../local/personas.js';
import { openClient } from '../client.js';
import { cpuBetween, readCpu, shareOfOthers } from '../cpu.js';
import { usedBetween } from '../security/cpu-time.js';
import { spreadOf, type Spread } from '../figures.js';
import { describeMachine, type Machine } from '../machine.js';
import { startProgram } from '../processes.js';
import { environmentOf } from '../running.js';
import { startServers, type Servers } from '../servers.js';
import { signEveryoneIn } from '../sign-in.js';
import { pagesOf, type AskedPage } from './asked-pages.js';
import { Meter } from './meter.js';
import { makeModels } from './models.js';
import type { Options } from './options.js';
import { makeRecord } from './record.js';
import { csrfTokenIn, Visitor, type Got } from './visitor.js';

/** One page, as often as it was asked for. Times from sending the request to having the whole answer. */
export interface MeasuredPage {
  readonly name: string;
  readonly persona: string;
  readonly status: number;
  readonly alone: Spread;
  /** With others at once; undefined where none were. */
  readonly amongOthers: Spread | undefined;
  /** CPU of one request that is asked for alone, in milliseconds: whatever else the machine does. */
  readonly cpu: { readonly api: number; readonly postgresql: number };
  readonly bytes: number;
  readonly gzipped: number;
}

export interface Measurement {
  readonly at: string;
  readonly machine: Machine;
  /** Of the last minute before. */
  readonly load: number;
  /** The share of the machine, 0 to 1, that other programs had while pages were measured. */
  readonly others: number | undefined;
  readonly options: Options;
  readonly pages: readonly MeasuredPage[];
  /** What the board loads beside itself when a browser sees it first: style, scripts, pictures; bytes as they are sent. */
  readonly assets: number;
}

export type Say = (line: string) => void;

/** Requests of each page that are not counted: connections are opened and statements planned. */
const warmUps = 6;
/** The API asks for its looks and sessions to be tidied up when it starts. */
const settleMs = 500;

/** Fills a record, starts the API as a program of its own, asks for every page, and stops and removes everything again. */
export async function measure(options: Options, signal: AbortSignal, say: Say): Promise<Measurement> {
  say('Starting PostgreSQL, Temporal and the mail server …');
  const servers = await startServers();
  try {
    const machine = await describeMachine(servers);
    say(`Making a record of ${options.cases} cases, ${options.open} in flight, and ${options.looks} looks …`);
    await makeRecord(servers.postgres.ownerUrl, options, new Date());
    signal.throwIfAborted();
    const measured = await measureRecord({ servers, options, signal, say });
    return { ...{ at: new Date().toISOString(), machine, options }, ...measured };
  } finally {
    await servers.stop();
  }
}

interface Course {
  readonly servers: Servers;
  readonly options: Options;
  readonly signal: AbortSignal;
  readonly say: Say;
}

type Figures = Pick<Measurement, 'load' | 'others' | 'pages' | 'assets'>;

/** The pages of a record that is filled. */
export async function measureRecord(course: Course): Promise<Figures> {
  const { postgres, dataDir } = course.servers;
  const port = await freePort();
  const environment = environmentOf(course.servers, {
    ...{ port, issuer: `http://localhost:${port}/oidc`, taskQueue: 'pages' },
    ...{ databaseUrl: named(postgres.applicationUrl), agencyUrl: named(postgres.agencyUrl) },
  });
  const api = await startProgram(dataDir, {
    ...{ role: 'pages-api', file: 'local/api.ts' },
    environment: { ...environment, UPLOADS: 'unscanned' },
  });
  try {
    return await measureAt({ port, api: api.pid }, course);
  } finally {
    await api.stop();
  }
}

/** By what PostgreSQL tells the connections of the API from others. */
const applicationName = 'pages';
function named(url: string): string {
  const own = new URL(url);
  own.searchParams.set('application_name', applicationName);
  return own.href;
}

/** The API that is measured. */
interface Measured {
  readonly port: number;
  readonly api: number;
}

async function measureAt(at: Measured, { servers, options, signal, say }: Course): Promise<Figures> {
  const { port } = at;
  const meter = new Meter(at.api, servers.postgres.administratorUrl, applicationName);
  const client = openClient(port);
  const visitors = await signVisitorsIn(port);
  try {
    await meter.open();
    const tokens = await signEveryoneIn(`http://localhost:${port}/oidc`);
    say('Making the cases whose pages are read whole …');
    const site = { client, tokens, mailbox: servers.mailbox };
    const models = await makeModels(site, servers.postgres.ownerUrl, visitorOf(visitors, 'police'));
    await pause(settleMs);
    const [load = 0] = loadavg();
    const roles = { api: process.pid, postgresql: servers.postgres.pid };
    const before = await readCpu(roles);
    const pages: MeasuredPage[] = [];
    for (const page of pagesOf(models)) {
      signal.throwIfAborted();
      pages.push(await measurePage(visitorOf(visitors, page.persona), page, { meter, options }));
    }
    const after = await readCpu(roles);
    const others = before === undefined || after === undefined ? undefined : shareOfOthers(cpuBetween(before, after));
    return { load, others, pages, assets: await assetsOf(port, visitorOf(visitors, 'hub-worker')) };
  } finally {
    client.close();
    await meter.close();
    for (const visitor of visitors.values()) visitor.close();
  }
}

async function signVisitorsIn(port: number): Promise<ReadonlyMap<string, Visitor>> {
  const signedIn = personas.map(async ({ persona }): Promise<[string, Visitor]> => {
    const visitor = new Visitor(port);
    await visitor.signIn(persona);
    return [persona, visitor];
  });
  return new Map(await Promise.all(signedIn));
}

function visitorOf(visitors: ReadonlyMap<string, Visitor>, persona: string): Visitor {
  const visitor = visitors.get(persona);
  if (visitor === undefined) throw new Error(`Nobody is signed in as ${persona}`);
  return visitor;
}

async function measurePage(
  visitor: Visitor,
  page: AskedPage,
  { meter, options }: { meter: Meter; options: Options },
): Promise<MeasuredPage> {
  const ask = await askingFor(visitor, page);
  for (let count = 0; count < warmUps; count += 1) await ask();
  const alone: Got[] = [];
  const before = await meter.read();
  while (alone.length < options.requests) alone.push(await ask());
  const after = await meter.read();
  const last = alone.at(-1);
  if (last === undefined || last.status !== 200)
    throw new Error(`${page.name} was answered with ${last?.status ?? 'nothing'} for ${page.persona}`);
  const { name, persona } = page;
  return {
    ...{ name, persona, status: last.status, bytes: last.body.length, gzipped: gzipSync(last.body).length },
    alone: timesOf(alone),
    cpu: {
      api: usedBetween(before.api, after.api) / alone.length,
      postgresql: usedBetween(before.postgresql, after.postgresql) / alone.length,
    },
    amongOthers: options.concurrency === 1 ? undefined : timesOf(await atOnce(ask, options)),
  };
}

const timesOf = (answers: readonly Got[]): Spread => spreadOf(answers.map(({ milliseconds }) => milliseconds));

/** So many at once, each asking again when it was answered, as often in all as one at a time. */
async function atOnce(ask: () => Promise<Got>, { requests, concurrency }: Options): Promise<Got[]> {
  const answers: Got[] = [];
  let left = requests;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      answers.push(await ask());
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  return answers;
}

async function askingFor(visitor: Visitor, { path, fields }: AskedPage): Promise<() => Promise<Got>> {
  if (fields === undefined) return async () => visitor.get(path);
  const _csrf = csrfTokenIn((await visitor.get(path)).body);
  return async () => visitor.post(path, { _csrf, ...fields });
}

/** Style, scripts and pictures of the board, as a browser without a cache loads them. */
async function assetsOf(port: number, visitor: Visitor): Promise<number> {
  const { body } = await visitor.get('/board');
  const paths = new Set(
    [...body.toString('utf8').matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path),
  );
  const sizes = [...paths].map(async (path = '') => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(10_000) });
    return gzipSync(Buffer.from(await answer.arrayBuffer())).length;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
