import type { z } from 'zod';
import type { AgencyCode } from '../../domain/policy.js';
import { waiting } from './answers.js';
import type { Journey } from './journey.js';
import { clockTime } from './layout.js';
import { agencyName } from './messages.js';

const readWaiting = async (door: Journey['door'], reference: string): Promise<z.infer<typeof waiting>> =>
  door.read('decision-maker', `/api/cases/${reference}/waiting`, waiting);

/** What the case waits for, above all from one agency, in the service's own words. */
export async function showWaiting({ door, terminal }: Journey, reference: string, agency: AgencyCode): Promise<void> {
  const { summary, items } = await readWaiting(door, reference);
  const item = items.find(({ who }) => who === agencyName(agency));
  const next = item === undefined ? '' : nextInWords(item);
  terminal.line(`  ${summary} ${next}`.trimEnd());
}

const nextInWords = ({ next, nextAt }: { next: string; nextAt: string | null }): string =>
  nextAt === null ? `Now ${next}.` : `Next, at ${clockTime(nextAt)}: ${next}.`;

/** Everything that the case waits for: where a journey gets stuck, this is why. */
export async function whyWaiting({ door }: Journey, reference: string): Promise<string[]> {
  const { summary, items } = await readWaiting(door, reference);
  return [summary, ...items.map(({ what, who, next }) => `${what}: waits for ${who}; then ${next}.`)];
}
