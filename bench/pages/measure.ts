import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { freePort } from '../../local/ports.js';
import { personas } from '../../local/personas.js';
import { openClient } from '../client.js';
import { cpuBetween, readCpu, shareOfOthers } from '../cpu.js';
import { describeMachine, type Machine } from '../machine.js';
import { startProgram } from '../processes.js';
import { environmentOf } from '../running.js';
import { startServers, type Servers } from '../servers.js';
import { signEveryoneIn } from '../sign-in.js';
import { pagesOf } from './asked-pages.js';
import { Meter } from './meter.js';
import { makeModels } from './models.js';
import type { Options } from './options.js';
import { makeRecord } from './record.js';
import { measurePage, type MeasuredPage } from './page-times.js';
import { Visitor } from './visitor.js';

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
