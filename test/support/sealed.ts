import type { Look } from '../../domain/looks.js';
import { newestDigest, openKeptDigest, verifyKeptDigest } from '../../records/kept-digest.js';
import { recordLook } from '../../records/looks.js';
import { sealFinishedDays } from '../../records/seals.js';
import { verifyEveryDay, verifyNothingSlippedIn } from '../../records/verify-seals.js';
import type { KeyRing } from '../../runtime/keys.js';
import { openHub, type CaseInHand, type Hub } from './hub.js';
import { keyRing } from './keys.js';

/** A hub whose first two days are sealed: one case screened and seen, another received on the second day. */
export interface SealedHub {
  hub: Hub;
  first: CaseInHand;
  second: CaseInHand;
}

export const days = ['2028-08-21', '2028-08-22', '2028-08-23'] as const;

/** An hour after the end of each of `days`. */
export const sealings = ['2028-08-22T01:00:00Z', '2028-08-23T01:00:00Z', '2028-08-24T01:00:00Z'] as const;

export async function sealedHub(): Promise<SealedHub> {
  const hub = await openHub();
  const first = await hub.receive();
  await hub.screen(first);
  await look(hub, first);
  await look(hub, first, { kind: 'denied', why: 'forbidden', userId: null, role: null });
  await seal(hub, sealings[0]);
  hub.clock.set('2028-08-22T10:00:00+01:00');
  const second = await hub.receive();
  await look(hub, second, { kind: 'searched', terms: 'test:hash', items: 2 });
  await look(hub, first, { requestId: '00000000-0000-4000-8000-000000000000', address: '192.0.2.1' });
  await seal(hub, sealings[1]);
  return { hub, first, second };
}

/** Records a look at a case, now. */
export async function look(hub: Hub, { caseId }: CaseInHand, changes: Partial<Look> = {}): Promise<void> {
  await recordLook(hub.database.reads, {
    ...{ hubId: 'hub', at: hub.clock.now(), kind: 'opened', what: 'see-case' },
    ...{ userId: hub.actor('hub-worker').userId, role: 'hub-worker', on: { caseId } },
    ...changes,
  });
}

/** Seals what can be sealed at an instant, which the hub's clock then shows. @returns the day; undefined where there was none */
export async function seal(hub: Hub, instant: string, keys: KeyRing = keyRing()): Promise<string | undefined> {
  hub.clock.set(instant);
  return sealFinishedDays(hub.database, keys, hub.clock.now());
}

/** Everything that is not as it was sealed, a sentence each. */
export async function complaints({ database }: Hub, keys: KeyRing = keyRing()): Promise<string[]> {
  const found: string[] = [];
  for await (const { broken } of verifyEveryDay(database, keys)) found.push(...broken);
  return [...found, ...(await verifyNothingSlippedIn(database, keys))];
}

/** The newest digest, as it is kept elsewhere. */
export async function keep({ database }: Hub): Promise<string> {
  let text = '';
  for await (const piece of newestDigest(database, keyRing())) text += piece;
  return text;
}

/** What a kept digest complains of, or is itself complained of for. */
export async function complaintsOf(kept: string, { database }: Hub, keys: KeyRing = keyRing()): Promise<string[]> {
  const opened = openKeptDigest(keys, kept);
  return 'unusable' in opened ? [opened.unusable] : verifyKeptDigest(database, opened.kept);
}

const guarded = ['AccessEvent', 'AccessSeal', 'SealedHead', 'DailyDigest', 'CaseEvent', 'Referral', 'Case'];

/** Changes the record behind its back, as its owner, with what guards it switched off. */
export async function tamper(hub: Hub, ...statements: readonly string[]): Promise<void> {
  const guards = (what: 'DISABLE' | 'ENABLE'): string[] =>
    guarded.map((table) => `ALTER TABLE "${table}" ${what} TRIGGER USER`);
  for (const statement of [...guards('DISABLE'), ...statements, ...guards('ENABLE')]) await hub.asOwner(statement);
}
