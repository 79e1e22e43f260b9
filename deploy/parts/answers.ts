import { satisfies } from 'semver';
import { z } from 'zod';
import { mendedWithinDays } from './times.js';
import type { Outdated, Release, Weakness } from './judgement.js';

/*
 * What npm answers in JSON. Where the registry cannot be asked, it answers with an error in the place of what was asked for: then each of
 * these answers undefined.
 */

const severities = Object.keys(mendedWithinDays) as (keyof typeof mendedWithinDays)[];

const advisory = z.object({
  title: z.string(),
  url: z.string(),
  severity: z.enum(severities),
  /** The versions that have the weakness. */
  range: z.string(),
});

const auditAnswer = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({
      /** The weaknesses of the part itself; a name stands for those that it has by another part, where they are listed. */
      via: z.array(z.union([z.string(), advisory])),
      /** Where it is installed. */
      nodes: z.array(z.string()),
    }),
  ),
});

/**
 * The known weaknesses of what is installed, each once.
 * @param answer of `npm audit`
 * @param versionAt the version that is installed at a path in `node_modules`
 */
export function weaknessesIn(answer: unknown, versionAt: (path: string) => string): Weakness[] | undefined {
  const read = auditAnswer.safeParse(answer);
  if (!read.success) return undefined;
  return Object.entries(read.data.vulnerabilities).flatMap(([part, { via, nodes }]) =>
    [...new Set(nodes.map(versionAt))].flatMap((installed) =>
      via
        .filter((found) => typeof found !== 'string')
        .filter(({ range }) => satisfies(installed, range, { includePrerelease: true }))
        .map((found) => ({ ...found, part, installed })),
    ),
  );
}

/** Without `current`: named in package.json, and not installed. */
const outdatedAnswer = z.record(z.string(), z.object({ current: z.string().optional(), latest: z.string() }));

/** The parts of which there are newer versions. @param answer of `npm outdated` */
export function outdatedIn(answer: unknown): Outdated[] | undefined {
  const read = outdatedAnswer.safeParse(answer);
  if (!read.success) return undefined;
  return Object.entries(read.data).flatMap(([part, { current: installed, latest: newest }]) =>
    installed === undefined ? [] : [{ part, installed, newest }],
  );
}

const timesAnswer = z.record(z.string(), z.iso.datetime({ offset: true }));

/** The releases of a part, oldest first. @param answer of `npm view … time` */
export function releasesIn(answer: unknown): Release[] | undefined {
  const read = timesAnswer.safeParse(answer);
  if (!read.success) return undefined;
  return Object.entries(read.data)
    .filter(([version]) => /^\d/.test(version))
    .map(([version, at]) => ({ version, at: new Date(at) }))
    .sort((one, other) => one.at.getTime() - other.at.getTime());
}
