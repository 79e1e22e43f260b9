import { readdir, readFile } from 'node:fs/promises';

/** Processes by what they are to the case: the programs of a contestant and the servers that it uses. */
export type Roles = Readonly<Record<string, number>>;

/** CPU time in milliseconds: of each role with all its child processes, of this process, and of the whole machine. */
export interface CpuReading {
  readonly roles: Readonly<Record<string, number>>;
  readonly driver: number;
  /** Time in which any processor worked, and in which all together could have. */
  readonly machine: { readonly busy: number; readonly total: number };
}

interface ProcessTimes {
  readonly parent: number;
  /** Of the process itself and of the children that it has waited for. */
  readonly milliseconds: number;
}

/** The kernel counts for programs in hundredths of a second, whatever its own tick is. */
const tickMilliseconds = 10;

/** Reads /proc; undefined on a machine that has none. */
export async function readCpu(roles: Roles): Promise<CpuReading | undefined> {
  const machine = await readFile('/proc/stat', 'utf8').catch(() => undefined);
  if (machine === undefined) return undefined;
  const times = await allTimes();
  return {
    roles: Object.fromEntries(Object.entries(roles).map(([role, pid]) => [role, familyTime(times, pid)])),
    driver: times.get(process.pid)?.milliseconds ?? 0,
    machine: machineTimes(machine),
  };
}

/** What was used between two readings. */
export function cpuBetween(before: CpuReading, after: CpuReading): CpuReading {
  return {
    roles: Object.fromEntries(
      Object.entries(after.roles).map(([role, time]) => [role, time - (before.roles[role] ?? 0)]),
    ),
    driver: after.driver - before.driver,
    machine: {
      busy: after.machine.busy - before.machine.busy,
      total: after.machine.total - before.machine.total,
    },
  };
}

/** The share of the machine, 0 to 1, that neither the contestant and its servers nor this process used. */
export function shareOfOthers({ roles, driver, machine }: CpuReading): number {
  const ours = Object.values(roles).reduce((sum, time) => sum + time, driver);
  return Math.max(0, machine.busy - ours) / machine.total;
}

async function allTimes(): Promise<Map<number, ProcessTimes>> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const times = new Map<number, ProcessTimes>();
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (stat !== undefined) times.set(pid, timesOf(stat));
  }
  return times;
}

/** The second field is the program's name in brackets and may hold anything: the fields are counted from its end. */
function timesOf(stat: string): ProcessTimes {
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0] = fields.slice(1);
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + field, 0);
  return { parent, milliseconds: ticks * tickMilliseconds };
}

/** A process with its living children and theirs: PostgreSQL's backends are children of the one that listens. */
function familyTime(times: ReadonlyMap<number, ProcessTimes>, pid: number): number {
  const children = [...times].filter(([, { parent }]) => parent === pid).map(([child]) => child);
  return children.reduce((sum, child) => sum + familyTime(times, child), times.get(pid)?.milliseconds ?? 0);
}

/** The first line of /proc/stat: user, nice, system, idle, waiting for disks, interrupts, soft interrupts, stolen. */
function machineTimes(stat: string): CpuReading['machine'] {
  const fields = (stat.split('\n')[0] ?? '').trim().split(/\s+/).slice(1, 9).map(Number);
  const total = fields.reduce((sum, field) => sum + field, 0);
  const [, , , idle = 0, waiting = 0] = fields;
  return { busy: (total - idle - waiting) * tickMilliseconds, total: total * tickMilliseconds };
}
