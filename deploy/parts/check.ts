// `npm run parts:check`: asks the registry about the parts that others make, and names those that are older than docs/security.md
// promises. What it says depends on the day and on the registry, so it is no test.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { systemClock } from '../../runtime/clock.js';
import { readOptions } from '../../runtime/command-line.js';
import { EnvironmentError } from '../../runtime/environment.js';
import { runIfMain } from '../../runtime/program.js';
import { outdatedIn, releasesIn, weaknessesIn } from './answers.js';
import { judgeAge, judgeWeakness, type Judgement, type Release } from './judgement.js';

const askMilliseconds = 120_000;
const longestAnswer = 64 * 1024 * 1024;

/** What npm answers; undefined where that is no JSON. Its exit code says nothing: weaknesses and newer versions are failures to it. */
async function npm(...command: readonly string[]): Promise<unknown> {
  return new Promise((resolve) => {
    const options = { timeout: askMilliseconds, maxBuffer: longestAnswer };
    execFile('npm', [...command, '--json'], options, (_error, said) => {
      resolve(parsed(said.trim() === '' ? '{}' : said));
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws EnvironmentError where the registry does not say */
async function releasesOf(part: string): Promise<Release[]> {
  const releases = releasesIn(await npm('view', part, 'time'));
  if (releases === undefined || releases.length === 0) {
    throw new EnvironmentError(
      `The registry does not say when the versions of ${part} were released: ask again later.`,
    );
  }
  return releases;
}

/** Of the parts that run with real cases. @returns undefined where the registry does not know */
async function judgeWeaknesses(now: Date): Promise<Judgement[] | undefined> {
  const lock = z
    .object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })
    .parse(JSON.parse(await readFile('package-lock.json', 'utf8')));
  const weaknesses = weaknessesIn(await npm('audit', '--omit=dev'), (path) => lock.packages[path]?.version ?? '0.0.0');
  if (weaknesses === undefined) return undefined;
  const judged: Judgement[] = [];
  for (const weakness of weaknesses) judged.push(judgeWeakness(weakness, await releasesOf(weakness.part), now));
  return judged;
}

/** Of the parts that package.json names. @returns undefined where the registry does not know */
async function judgeAges(now: Date): Promise<Judgement[] | undefined> {
  const outdated = outdatedIn(await npm('outdated'));
  if (outdated === undefined) return undefined;
  const judged: Judgement[] = [];
  for (const each of outdated) {
    const judgement = judgeAge(each, await releasesOf(each.part), now);
    if (judgement !== undefined) judged.push(judgement);
  }
  return judged;
}

/** Says what was found. @returns what is wrong, in a few words; nothing where all is well */
function report(heading: string, judged: readonly Judgement[] | undefined): string[] {
  if (judged === undefined) {
    console.log(`${heading}: the registry in use does not say. Ask one that does.`);
    return [`${heading.toLowerCase()} could not be asked for`];
  }
  const late = judged.filter(({ standing }) => standing === 'over time');
  console.log(`${heading}: ${judged.length}, of which ${late.length} over time.`);
  for (const { standing, says } of judged) console.log(`  ${standing === 'over time' ? 'OVER TIME: ' : ''}${says}`);
  return late.length === 0 ? [] : [`${heading.toLowerCase()} have stood too long (${late.length})`];
}

const usage = `npm run parts:check
  Asks npm for known weaknesses of the parts that others make, and for newer versions, and says by when each is due.`;

async function main(): Promise<void> {
  readOptions({}, usage);
  const now = systemClock.now();
  const wrong = [
    ...report('Known weaknesses', await judgeWeaknesses(now)),
    ...report('Newer versions', await judgeAges(now)),
  ];
  if (wrong.length > 0)
    throw new EnvironmentError(`What docs/security.md promises is not shown to hold: ${wrong.join('; ')}.`);
}

await runIfMain(import.meta.url, main);
