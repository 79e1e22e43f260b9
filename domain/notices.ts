import type { OutcomeCode } from './decisions.js';
import type { ReferrerKind } from './referral.js';
import type { Clock, Rating, Told } from './policy.js';

/** Whom a message can be for. Addresses are found when it is sent, never before. */
export type Recipient = Told | 'referrer' | 'duty-team' | 'hub-worker' | 'privacy-officer';

/** What a step of one or several ladders speaks of: clocks with one deadline, told to one recipient at once. */
interface LadderFacts {
  clocks: Clock[];
  percent: number;
  dueAt: string;
  rating: Rating | null;
  /** Agencies that have not answered. */
  agencies: string[];
}

/**
 * What a message says, as codes and instants: enough to write it, and nothing that could name anyone. One row of this union
 * is one kind of message; post/messages.ts has the words of each.
 */
export type NoticeFacts =
  | { kind: 'acknowledgement'; referrer: ReferrerKind; immediateDanger: boolean }
  | { kind: 'immediate-danger' }
  | { kind: 'tell-by-person'; referrer: ReferrerKind; what: 'acknowledgement' | 'outcome' }
  | { kind: 'check-request'; rating: Rating; dueAt: string }
  | ({ kind: 'reminder' } & LadderFacts)
  | ({ kind: 'overdue' } & LadderFacts)
  | { kind: 'late-answer'; agency: string }
  | { kind: 'outcome'; referrer: ReferrerKind; outcomes: OutcomeCode[]; roundId: string }
  | { kind: 'glass-broken' }
  | { kind: 'access-list-incomplete' }
  | { kind: 'restriction-review' }
  | { kind: 'delivery-failed'; undelivered: string; tells: Recipient };
export type NoticeKind = NoticeFacts['kind'];

/** Kinds that are sent by the API process itself when the workflow has not sent them within seconds. */
export const pagingKinds = [
  'immediate-danger',
  'glass-broken',
  'access-list-incomplete',
  'restriction-review',
] as const satisfies readonly NoticeKind[];

/** Life of a message. `uncertain` is final: it may have arrived, was repeated once with the same Message-ID, and no more. */
export const noticeStates = ['due', 'sending', 'sent', 'uncertain', 'failed', 'overtaken'] as const;

/** How long one attempt may hold a message before another process may take it up. Longer than the activity, which is longer than SMTP's time-outs. */
export const leaseMilliseconds = 30_000;

/** Wait before the next attempt after `attempts` certain failures: 1 s, 2 s, 4 s … at most 30 s. */
export const backOffMilliseconds = (attempts: number): number =>
  Math.min(1000 * 2 ** Math.max(0, attempts - 1), 30_000);

/** Certain failures that pass by themselves (a mail server away, a greylisting) are retried this long, then a person is asked. */
export const givesUpAfterMilliseconds = 48 * 60 * 60 * 1000;
