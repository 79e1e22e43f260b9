import type { LegalBasis } from '../../../domain/case.js';
import { isWaiting } from '../../../domain/checks.js';
import type { Actor } from '../../../domain/roles.js';
import type { CheckView } from '../../../records/check-view.js';
import { Refused } from '../../../records/open-case.js';
import { inHub, localDate, timeLeft, type TimeLeft } from '../frame/formats.js';
import { basisWords, stateWords } from './check-words.js';

/** Where a check has its page. */
export const pathOf = ({ id }: { id: string }): string => `/tasks/${id}`;

/** A deadline as an agency sees it: by when, and how much is left of it. */
export interface ShownDeadline extends TimeLeft {
  at: string;
}

/** What is due on this day counts as soon. */
export function deadlineOf({ dueAt }: { dueAt: string }, now: Date): ShownDeadline {
  const isToday = localDate(dueAt) === localDate(now);
  return { ...timeLeft(dueAt, now, isToday ? now : null), at: inHub(dueAt) };
}

const usualQuestion =
  'What does your agency know of the people below that matters for the safety and welfare of the children?';

export const whatIsAsked = ({ question }: Pick<CheckView, 'question'>): string => question ?? usualQuestion;

/** Why the hub may ask, in words. */
export const whyAsked = ({ legalBasis }: Pick<CheckView, 'legalBasis'>): string => basisWords[legalBasis as LegalBasis];

/** Whether an answer is taken: also once the case was decided without it. */
export const isAnswerable = ({ state }: Pick<CheckView, 'state'>): boolean => isWaiting(state);

/** How a check stands, in words. */
export const stateOf = ({ state, decidedWithout }: Pick<CheckView, 'state' | 'decidedWithout'>): string =>
  decidedWithout ? 'The hub decided without your answer. It still takes one.' : stateWords[state];

/** Who is at a check, as somebody of its agency reads it. */
export function heldBy({ claimedBy }: Pick<CheckView, 'claimedBy'>, { userId }: Pick<Actor, 'userId'>): string {
  if (claimedBy === null) return 'Nobody yet';
  if (claimedBy.id === userId) return 'You';
  return claimedBy.available ? claimedBy.name : `${claimedBy.name} (not available)`;
}

/** Why an answer is not taken any more. */
export const alreadySettled = ({ state }: CheckView): Refused =>
  new Refused({
    code: 'already-answered',
    pageTitle: 'This check has been settled',
    detail: `The check was ${state} before. You find it under “Done” in your list of checks. If you have learned something since, tell the hub.`,
  });
