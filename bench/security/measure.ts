import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { closedLoop } from '../closed-loop.js';
import { noTimes } from '../journey.js';
import { describeMachine, type Machine } from '../machine.js';
import { startServers } from '../servers.js';
import { phasesOf, type Act } from './acts.js';
import { bare, partly, startContenders, whole, type ProgramName, type RunningContender } from './contenders.js';
import { cpuTimesOf, usedBetween, type CpuTimes } from './cpu-time.js';
import type { Options } from './options.js';
import { prove } from './proof.js';

/** CPU time in milliseconds, user and system together. */
export interface Used {
  readonly api: number;
  readonly postgresql: number;
}

/** One round of a contender: of each act, and of the process behind a case (the worker, with what PostgreSQL does for it). */
export interface Round {
  readonly acts: Readonly<Record<Act, Used>>;
  readonly process: number;
}

export interface Measured {
  readonly name: string;
  readonly rounds: readonly Round[];
}

export interface Measurement {
  readonly at: string;
  readonly machine: Machine;
  readonly options: Options;
  readonly measured: readonly Measured[];
}

export type Say = (line: string) => void;

/** Cases that bring the programs near the speed that they then keep. */
const warmUp = { cases: 60, concurrency: 10 } as const;
/** Cases before each round that are not counted: connections are opened and statements planned anew after a rest. */
const openingCases = 2;
/** After the last act of a phase: what it set off in the API, a ring, is over and counted with it. */
const settleMs = 150;

/** Measures all contenders on the same servers, taking turns, proves what each worked with, and stops everything again. */
export async function measure(options: Options, signal: AbortSignal, say: Say): Promise<Measurement> {
  say('Starting PostgreSQL, Temporal, the mail server and the programs …');
  const servers = await startServers();
  const running: RunningContender[] = [];
  const administrator = new pg.Client({ connectionString: servers.postgres.administratorUrl });
  try {
    await administrator.connect();
    const machine = await describeMachine(servers);
    await startContenders(servers, [whole, bare, ...(options.parts ? partly : [])], running);
    const measured = await inTurns(new Meter(administrator), running, { options, signal, say });
    for (const each of running) await prove(servers, each);
    say('Each was proved to have worked with what it was to have, and without the rest.');
    return { at: new Date().toISOString(), machine, options, measured };
  } finally {
    await administrator.end();
    await Promise.all(running.map((each) => each.stop()));
    await servers.stop();
  }
}

interface Course {
  readonly options: Options;
  readonly signal: AbortSignal;
  readonly say: Say;
}

/** Each begins as often as it ends a turn: every second turn goes backwards. */
async function inTurns(meter: Meter, running: readonly RunningContender[], course: Course): Promise<Measured[]> {
  const { options, signal, say } = course;
  for (const { site, contender } of running) {
    signal.throwIfAborted();
    await closedLoop(site, warmUp, noTimes());
    say(`Warm-up, ${contender.name}`);
  }
  const rounds = new Map(running.map((each) => [each, [] as Round[]]));
  for (let turn = 0; turn < options.rounds; turn += 1) {
    for (const each of turn % 2 === 0 ? running : [...running].reverse()) {
      signal.throwIfAborted();
      rounds.get(each)?.push(await meter.round(each, options.cases));
    }
    say(`Turn ${turn + 1} of ${options.rounds}`);
  }
  return running.map((each) => ({ name: each.contender.name, rounds: rounds.get(each) ?? [] }));
}

/** Reads what the programs of a contender, and PostgreSQL for them, have used. */
class Meter {
  constructor(private readonly administrator: pg.Client) {}

  async round(running: RunningContender, cases: number): Promise<Round> {
    for (const { run, settled } of phasesOf(running.site, openingCases)) {
      await run();
      await settled();
    }
    const began = await this.read(running, 'worker');
    const acts: [Act, Used][] = [];
    for (const { act, count, run, settled } of phasesOf(running.site, cases)) {
      const before = await this.read(running, 'api');
      await run();
      await pause(settleMs);
      const after = await this.read(running, 'api');
      acts.push([
        act,
        {
          api: usedBetween(before.program, after.program) / count,
          postgresql: usedBetween(before.postgresql, after.postgresql) / count,
        },
      ]);
      await settled();
    }
    await pause(settleMs);
    const ended = await this.read(running, 'worker');
    const process = usedBetween(began.program, ended.program) + usedBetween(began.postgresql, ended.postgresql);
    return { acts: Object.fromEntries(acts) as Record<Act, Used>, process: process / cases };
  }

  private async read(
    running: RunningContender,
    program: ProgramName,
  ): Promise<{ program: CpuTimes; postgresql: CpuTimes }> {
    const { rows } = await this.administrator.query<{ pid: number }>(
      'SELECT pid FROM pg_stat_activity WHERE datname = $1 AND application_name = $2',
      [running.database, program],
    );
    return {
      program: await cpuTimesOf([running[program]]),
      postgresql: await cpuTimesOf(rows.map(({ pid }) => pid)),
    };
  }
}
