import type { CaseView } from '../../../records/case-view.js';
import { dateInWords, localDate } from '../frame/formats.js';
import { namesOf } from './case-frame.js';

export const warningsPath = '/warnings';

/** Where a warning note is added to a case. */
export const newWarningPath = (reference: string): string => `/cases/${reference}/warnings/new`;

/** What one does with a warning note. */
export const warningPathOf = (id: string): string => `${warningsPath}/${id}`;

export const theAddress = 'the address of this case';

/** A warning note as the pages of the hub show it with a case. */
export interface WarningShown {
  says: string;
  /** Whom it is about. */
  about: string;
  text: string;
  /** What agencies are told beside the kind; blank where that is nothing. */
  forAgencies: string;
  /** By whom, and since when. */
  noted: string;
  reviewDue: string;
  isOverdue: boolean;
  isOfThisCase: boolean;
  path: string;
}

/** What somebody must see before contact or a visit, the newest first. */
export function warningsShown({ warnings, people }: CaseView, now: Date): WarningShown[] {
  const names = namesOf(people);
  return warnings.map(({ id, says, person, text, forAgencies = '', since, by, reviewDueAt, isOfThisCase }) => ({
    ...{ says, forAgencies, isOfThisCase, path: warningPathOf(id) },
    about: person === undefined ? theAddress : (names.get(person) ?? 'somebody on this case'),
    text: text ?? 'What was written stands on another case, which is restricted. Ask a hub manager.',
    noted: `Noted by ${by.name}, ${dateInWords(localDate(since))}${isOfThisCase ? '' : ', on another case'}.`,
    reviewDue: dateInWords(localDate(reviewDueAt)),
    isOverdue: new Date(reviewDueAt) <= now,
  }));
}
