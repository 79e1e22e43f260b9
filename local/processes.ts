import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StartRefused } from './refusal.js';

/**
 * The processes of a data folder, one file each in `DATA_DIR/run`, named by role and process id. A file says when its
 * process began: process ids are used again (in containers, after every restart), a pair of id and beginning is not.
 */
export interface RecordedProcess {
  readonly role: string;
  readonly pid: number;
  readonly beganAt: string;
  /** What ends it in good order. */
  readonly stopSignal: NodeJS.Signals;
}

const starterRole = 'start';
const checkEveryMs = 50;
const askedNicelyMs = 20_000;
const givenUpMs = 30_000;

const runFolder = (dataDir: string): string => join(dataDir, 'run');
const fileOf = (dataDir: string, role: string, pid: number): string => join(runFolder(dataDir), `${role}.${pid}`);

/** When a living process began, in the system's own words; undefined for one that is gone or a zombie. */
export async function beganAt(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return beganAtFromProc(pid);
  const listed = await promisify(execFile)('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => undefined);
  const [state, ...began] = listed?.stdout.trim().split(/\s+/) ?? [];
  return state === undefined || state === '' || state.startsWith('Z') ? undefined : began.join(' ');
}

async function beganAtFromProc(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field is the program's name in brackets and may hold anything: the fields are counted from its end.
  const [state, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || state === 'Z' || state === 'X' ? undefined : rest[18];
}

/** The command line of a process; blank for one that is gone or may not be looked at. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
  }
  return (await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' })))
    .stdout;
}

/** Whether the recorded process is the one that still runs under its id. */
async function isAlive(recorded: RecordedProcess): Promise<boolean> {
  return (await beganAt(recorded.pid)) === recorded.beganAt;
}

/** Notes a process that was just started; answers undefined when it has ended already. */
export async function recordProcess(
  dataDir: string,
  role: string,
  pid: number,
  stopSignal: NodeJS.Signals,
): Promise<RecordedProcess | undefined> {
  const began = await beganAt(pid);
  if (began === undefined) return undefined;
  const recorded = { role, pid, beganAt: began, stopSignal };
  await mkdir(runFolder(dataDir), { recursive: true });
  await writeFile(fileOf(dataDir, role, pid), JSON.stringify(recorded));
  return recorded;
}

/** Strikes a process from the record. */
export async function forgetProcess(dataDir: string, { role, pid }: RecordedProcess): Promise<void> {
  await rm(fileOf(dataDir, role, pid), { force: true });
}

/** Sends a signal to exactly that process; nothing happens when it is gone. */
async function signal(recorded: RecordedProcess, name: NodeJS.Signals): Promise<void> {
  if (!(await isAlive(recorded))) return;
  try {
    process.kill(recorded.pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}

/**
 * Takes the data folder for this process. Whoever comes second stands back, so of two that start in the same instant both
 * may; nothing is taken over from a living process, and the note of a killed one counts for nothing.
 * @throws StartRefused when another start is alive on the folder
 */
export async function takeFolder(dataDir: string): Promise<RecordedProcess> {
  const mine = await recordProcess(dataDir, starterRole, process.pid, 'SIGTERM');
  if (mine === undefined) throw new Error('This process could not be recorded.');
  const other = (await livingProcesses(dataDir)).find(({ role, pid }) => role === starterRole && pid !== process.pid);
  if (other === undefined) return mine;
  await forgetProcess(dataDir, mine);
  throw new StartRefused(
    `Another npm start (process ${other.pid}) is running on ${dataDir}: stop it, or name another DATA_DIR.`,
  );
}

/**
 * Ends a process in good order, and by force after 20 s; answers when it is gone.
 * @throws StartRefused when it is still alive after 30 s
 */
export async function endProcess(recorded: RecordedProcess): Promise<void> {
  const askedAt = Date.now();
  await signal(recorded, recorded.stopSignal);
  while (await isAlive(recorded)) {
    if (Date.now() - askedAt > askedNicelyMs) await signal(recorded, 'SIGKILL');
    if (Date.now() - askedAt > givenUpMs) {
      throw new StartRefused(`${recorded.role} (process ${recorded.pid}) of an earlier start does not end.`);
    }
    await pause(checkEveryMs);
  }
}

/**
 * Waits until everything that a killed start left running on the folder is gone. All of it ends by itself once its parent
 * is away; whatever lost its guard as well is ended here.
 * @returns how many processes there were
 * @throws StartRefused when something is still alive after 30 s
 */
export async function waitOutRemains(dataDir: string): Promise<number> {
  const remains = (await livingProcesses(dataDir)).filter(({ pid }) => pid !== process.pid);
  await Promise.all(remains.map(endProcess));
  await Promise.all(remains.map((remain) => forgetProcess(dataDir, remain)));
  return remains.length;
}

/** The recorded processes of a folder that still run; notes of the others are removed. */
async function livingProcesses(dataDir: string): Promise<readonly RecordedProcess[]> {
  const names = await readdir(runFolder(dataDir)).catch(() => []);
  const recorded = await Promise.all(names.map((name) => readRecorded(join(runFolder(dataDir), name))));
  const living: RecordedProcess[] = [];
  for (const each of recorded) {
    if (each === undefined) continue;
    if (await isAlive(each)) living.push(each);
    else await forgetProcess(dataDir, each);
  }
  return living;
}

/** A file that was being written when its writer was killed says nothing and is passed over. */
async function readRecorded(file: string): Promise<RecordedProcess | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as RecordedProcess;
  } catch {
    return undefined;
  }
}
