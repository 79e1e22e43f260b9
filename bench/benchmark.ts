import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../local/ports.js';
import { closedLoop } from './closed-loop.js';
import { contestants, type Contestant } from './contestants.js';
import { cpuBetween, readCpu, shareOfOthers } from './cpu.js';
import { spreadOf, type Spread } from './figures.js';
import { readHistories, type HistoryFigures } from './history.js';
import { noTimes, type Site, type Timed, type Times } from './journey.js';
import { describeMachine, type Machine } from './machine.js';
import type { Options } from './options.js';
import { openCases, pacedBatch } from './paced.js';
import { startContestant, type RunningContestant } from './running.js';
import { signEveryoneIn } from './sign-in.js';
import { startServers, type Servers } from './servers.js';

/** One closed-loop round. */
export interface Round {
  readonly casesPerSecond: number;
  /** CPU time of a case in milliseconds, by process; undefined where it cannot be measured. */
  readonly cpu: Readonly<Record<string, number>> | undefined;
  /** The share of the machine, 0 to 1, that other programs used meanwhile. */
  readonly others: number | undefined;
}

export type Spreads = Readonly<Record<Timed, Spread>>;

/** All that was measured of one contestant. */
export interface Measured {
  readonly name: Contestant['name'];
  readonly says: string;
  readonly rounds: readonly Round[];
  /** Over all rounds: queueing included. */
  readonly closed: Spreads;
  /** One act at a time; undefined where the phase was left out. */
  readonly paced: Spreads | undefined;
  /** Of paced answers, all eight of each case together. */
  readonly pacedAnswers: Spread | undefined;
  readonly history: HistoryFigures | undefined;
}

export interface Measurement {
  readonly at: string;
  readonly machine: Machine;
  readonly options: Options;
  readonly measured: readonly Measured[];
}

/** A contestant in the field, and what has been measured of it so far. */
interface Entry {
  readonly running: RunningContestant;
  readonly site: Site;
  readonly rounds: Round[];
  readonly closed: Times;
  readonly paced: Times;
  readonly pacedReferences: string[];
}

/** So many cases, or two rounds' where that is less, bring the programs near the speed that they then keep. */
const warmUpCases = 150;
/** After a round: what its last case set off is over, and is counted with it. */
const settleMs = 300;

/** Tells the person how far the benchmark has come. */
export type Say = (line: string) => void;

/** Runs all contestants on the same servers, taking turns, and stops everything again. */
export async function runBenchmark(options: Options, signal: AbortSignal, say: Say): Promise<Measurement> {
  say('Starting PostgreSQL, Temporal, the mail server and the contestants …');
  const servers = await startServers();
  const running: RunningContestant[] = [];
  try {
    const machine = await describeMachine(servers);
    const entries = await enter(servers, running, signal);
    await inClosedLoop(entries, options, signal, say);
    await paced(entries, options, signal, say);
    const measured = [];
    for (const entry of entries) measured.push(await measuredOf(servers, entry));
    return { at: new Date().toISOString(), machine, options, measured };
  } finally {
    await Promise.all(running.map((each) => each.stop()));
    await servers.stop();
  }
}

/** The product comes first: its sign-in provider gives the tokens for all. */
async function enter(servers: Servers, running: RunningContestant[], signal: AbortSignal): Promise<Entry[]> {
  const ports = await Promise.all(contestants.map(freePort));
  const issuer = `http://localhost:${ports[0] ?? 0}/oidc`;
  for (const [place, contestant] of contestants.entries()) {
    signal.throwIfAborted();
    running.push(await startContestant(servers, contestant, { port: ports[place] ?? 0, issuer }));
  }
  const tokens = await signEveryoneIn(issuer);
  return running.map((each) => ({
    running: each,
    site: { client: each.client, mailbox: servers.mailbox, tokens },
    rounds: [],
    closed: noTimes(),
    paced: noTimes(),
    pacedReferences: [],
  }));
}

async function inClosedLoop(entries: readonly Entry[], options: Options, signal: AbortSignal, say: Say): Promise<void> {
  const { concurrency, rounds } = options;
  for (const entry of entries) {
    signal.throwIfAborted();
    const warmUp = { ...entry, closed: noTimes() };
    const { casesPerSecond } = await round(warmUp, { cases: Math.min(2 * options.cases, warmUpCases), concurrency });
    say(`Warm-up, ${entry.running.contestant.name}: ${casesPerSecond.toFixed(1)} cases/s`);
  }
  for (let count = 1; count <= rounds; count += 1) {
    for (const entry of entries) {
      signal.throwIfAborted();
      const done = await round(entry, options);
      entry.rounds.push(done);
      say(`Round ${count} of ${rounds}, ${entry.running.contestant.name}: ${done.casesPerSecond.toFixed(1)} cases/s`);
    }
  }
}

async function round(
  { running, site, closed }: Pick<Entry, 'running' | 'site' | 'closed'>,
  asked: { cases: number; concurrency: number },
): Promise<Round> {
  const before = await readCpu(running.roles);
  const begunAt = performance.now();
  const references = await closedLoop(site, asked, closed);
  await running.untilAllClosed();
  const seconds = (performance.now() - begunAt) / 1000;
  await pause(settleMs);
  const after = await readCpu(running.roles);
  await running.verify(references);
  const used = before === undefined || after === undefined ? undefined : cpuBetween(before, after);
  return {
    casesPerSecond: references.length / seconds,
    cpu: used && Object.fromEntries(Object.entries(used.roles).map(([role, time]) => [role, time / references.length])),
    others: used && shareOfOthers(used),
  };
}

async function paced(entries: readonly Entry[], { pacedCases }: Options, signal: AbortSignal, say: Say): Promise<void> {
  const batches = Math.ceil(pacedCases / openCases);
  for (let batch = 1; batch <= batches; batch += 1) {
    signal.throwIfAborted();
    const runs = entries.map(({ site, paced: times, pacedReferences }) => ({
      site,
      times,
      references: pacedReferences,
    }));
    await pacedBatch(runs);
    for (const { running, pacedReferences } of entries) {
      await running.untilAllClosed();
      await running.verify(pacedReferences.slice(-openCases));
    }
    say(`Paced, batch ${batch} of ${batches}`);
  }
}

async function measuredOf({ temporal }: Servers, entry: Entry): Promise<Measured> {
  const { running, rounds, closed, pacedReferences } = entry;
  const { name, says } = running.contestant;
  const ids = await running.workflowIds(pacedReferences.slice(-openCases));
  const hasPaced = pacedReferences.length > 0;
  return {
    name,
    says,
    rounds,
    closed: spreadsOf(closed),
    paced: hasPaced ? spreadsOf(entry.paced) : undefined,
    pacedAnswers: hasPaced ? spreadOf([...entry.paced['answer 1-7'], ...entry.paced['answer 8']]) : undefined,
    history: ids.length > 0 ? await readHistories(temporal.address, ids) : undefined,
  };
}

const spreadsOf = (times: Times): Spreads =>
  Object.fromEntries(Object.entries(times).map(([timed, each]) => [timed, spreadOf(each)])) as Spreads;
