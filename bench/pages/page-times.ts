import { gzipSync } from 'node:zlib';
import { spreadOf, type Spread } from '../figures.js';
import { usedBetween } from '../security/cpu-time.js';
import type { AskedPage } from './asked-pages.js';
import type { Meter } from './meter.js';
import type { Options } from './options.js';
import { csrfTokenIn, type Got, type Visitor } from './visitor.js';

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

/** Requests of each page that are not counted: connections are opened and statements planned. */
const warmUps = 6;
/** Asks for a page, one at a time and then with several at once. @throws Error for anything but the page */
export async function measurePage(
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
  if (last?.status !== 200)
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
