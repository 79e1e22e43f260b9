import type { LegalBasis } from '../../../domain/case.js';
import type { CheckView } from '../../../records/check-view.js';
import { inHub, localDate, timeLeft, type TimeLeft } from '../frame/formats.js';
import { basisWords } from './check-words.js';

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
