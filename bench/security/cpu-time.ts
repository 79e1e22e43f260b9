import { readdir, readFile } from 'node:fs/promises';

/** CPU time in milliseconds since each process began, by its id; to the nanosecond, for an act is shorter than a tick of the kernel. */
export type CpuTimes = ReadonlyMap<number, number>;

/**
 * Reads what the scheduler has counted of these processes, all their threads together. What has ended meanwhile is left out.
 * @throws Error on a machine whose kernel does not count it
 */
export async function cpuTimesOf(pids: readonly number[]): Promise<CpuTimes> {
  const times = new Map<number, number>();
  for (const pid of pids) {
    const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
    const counted = await Promise.all(threads.map((thread) => nanosecondsOf(`/proc/${pid}/task/${thread}/schedstat`)));
    if (threads.length > 0) times.set(pid, counted.reduce((sum, time) => sum + time, 0) / 1e6);
  }
  if (pids.length > 0 && times.size === 0)
    throw new Error('CPU is not measured: this machine has no /proc/…/schedstat.');
  return times;
}

/** The first of its three fields: time on a processor. A thread that has just ended counts nothing. */
async function nanosecondsOf(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '0');
  return Number(text.split(' ')[0]);
}

/** What was used between two readings, in milliseconds: of a process that began meanwhile all, of one that has ended nothing. */
export const usedBetween = (before: CpuTimes, after: CpuTimes): number =>
  [...after].reduce((sum, [pid, time]) => sum + time - (before.get(pid) ?? 0), 0);
