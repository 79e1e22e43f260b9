import { gt, lte, major, prerelease, satisfies } from 'semver';
import { heldBack, mendedWithinDays, renewedWithinDays } from './times.js';

/** A version of a part, and since when there is one. */
export interface Release {
  readonly version: string;
  readonly at: Date;
}

/** A known weakness of a part in the version that is installed. */
export interface Weakness {
  readonly part: string;
  readonly installed: string;
  readonly severity: keyof typeof mendedWithinDays;
  readonly title: string;
  /** Where it is described. */
  readonly url: string;
  /** The versions that have it. */
  readonly range: string;
}

/** A part of which there is a newer version. */
export interface Outdated {
  readonly part: string;
  readonly installed: string;
  /** What the registry offers to whoever asks for no version. */
  readonly newest: string;
}

export interface Judgement {
  readonly standing: 'in time' | 'over time';
  /** For the person who runs the program. */
  readonly says: string;
}

const dayMilliseconds = 86_400_000;
const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);
const daysAfter = ({ at }: Release, days: number): Date => new Date(at.getTime() + days * dayMilliseconds);
const standingAt = (now: Date, due: Date): Judgement['standing'] => (now > due ? 'over time' : 'in time');

/** Whether somebody who has the one version could be offered the other: what is newer, and made for everyone unless theirs is not. */
const isOffered = (installed: string, { version }: Release): boolean =>
  gt(version, installed) && (prerelease(version) === null || prerelease(installed) !== null);

/**
 * Whether a weakness has stood longer than is promised. Nobody keeps for us when it became known; a version without it is
 * seldom released later than that. Where there is none, waiting mends nothing: then it is over time at once.
 * @param releases of the part, oldest first
 */
export function judgeWeakness(weakness: Weakness, releases: readonly Release[], now: Date): Judgement {
  const { part, installed, severity, title, url, range } = weakness;
  const what = `${part} ${installed} has a ${severity} weakness, "${title}" (${url})`;
  const mended = releases.find(
    (release) => isOffered(installed, release) && !satisfies(release.version, range, { includePrerelease: true }),
  );
  if (mended === undefined) {
    return { standing: 'over time', says: `${what}, and there is no version without it: end its use.` };
  }
  const due = daysAfter(mended, mendedWithinDays[severity]);
  const says = `${what}: ${mended.version} of ${dayOf(mended.at)} has it no more, due by ${dayOf(due)}.`;
  return { standing: standingAt(now, due), says };
}

/**
 * Whether a part has been left behind longer than is promised: since the first newer version that it could have been brought to.
 * @param releases of the part, oldest first
 * @returns undefined for a part that is held back, of which there is nothing newer that it could be brought to
 */
export function judgeAge(
  { part, installed, newest }: Outdated,
  releases: readonly Release[],
  now: Date,
): Judgement | undefined {
  const held = heldBack[part]?.to;
  const first = releases.find(
    (release) =>
      held !== 'its version' &&
      isOffered(installed, release) &&
      lte(release.version, newest) &&
      (held !== 'its major version' || major(release.version) === major(installed)),
  );
  if (first === undefined) return undefined;
  const due = daysAfter(first, renewedWithinDays);
  const says = `${part} ${installed} is behind ${first.version} of ${dayOf(first.at)}: due by ${dayOf(due)}.`;
  return { standing: standingAt(now, due), says };
}
