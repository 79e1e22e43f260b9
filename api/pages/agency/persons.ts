import type { AskedPerson, CheckView } from '../../../records/check-view.js';
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

/** A warning note as an agency is told of it. */
export interface ToldWarning {
  says: string;
  /** Whom it is about. */
  about: string;
  text: string;
}

/** What somebody must see before they contact or visit the people of a check. */
export function warningsTold({ warnings, persons }: Pick<CheckView, 'warnings' | 'persons'>): ToldWarning[] {
  const names = new Map(persons.map((person) => [person.id, nameOf(person) || 'Unnamed']));
  return warnings.map(({ says, person, text }) => ({
    says,
    about: person === undefined ? 'the address' : (names.get(person) ?? 'somebody on this check'),
    text: text ?? 'Ask the hub before you contact or visit them.',
  }));
}
