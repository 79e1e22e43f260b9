import type { AskedPerson } from '../../../records/check-view.js';
import { ageInWords, dateInWords, nameOf } from '../frame/formats.js';

/** The least by which a person is looked for. */
export interface ShownPerson {
  name: string;
  rows: { label: string; says: string }[];
  /** The same in one line. */
  line: string;
}

const addressInWords = (address: AskedPerson['address']): string =>
  Object.values(address ?? {})
    .filter((part) => typeof part === 'string' && part !== '')
    .join(', ');

const words = ({ dateOfBirth, expectedDate, address, relationship = '' }: AskedPerson, now: Date) => ({
  'Date of birth': dateOfBirth === undefined ? '' : `${dateInWords(dateOfBirth)} (${ageInWords(dateOfBirth, now)})`,
  'Expected date of birth': expectedDate === undefined ? '' : dateInWords(expectedDate),
  Address: addressInWords(address),
  Relationship: relationship,
});

export function shownPerson(person: AskedPerson, now: Date): ShownPerson {
  const known = Object.entries(words(person, now)).filter(([, says]) => says !== '');
  return {
    name: nameOf(person),
    rows: known.map(([label, says]) => ({ label, says })),
    line: known.map(([label, says]) => `${label}: ${says}`).join('. '),
  };
}
