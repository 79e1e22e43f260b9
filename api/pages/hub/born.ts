import type { PersonView } from '../../../records/case-view.js';
import { ageInWords, dateInWords } from '../frame/formats.js';

/** When somebody was or will be born, and how old they are. */
export function bornInWords(
  { dateOfBirth, expectedDate }: Pick<PersonView, 'dateOfBirth' | 'expectedDate'>,
  now: Date,
): string {
  if (dateOfBirth !== undefined) return `${dateInWords(dateOfBirth)} (${ageInWords(dateOfBirth, now)})`;
  if (expectedDate !== undefined) return `Unborn, expected ${dateInWords(expectedDate)}`;
  return 'Not known';
}
