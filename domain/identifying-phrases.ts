import { foldedWordsOf } from './words.js';

/** What the record holds about a person by which a reader could tell who it is. */
export interface IdentifiedPerson {
  firstName: string;
  lastName: string;
  /** `YYYY-MM-DD`. */
  dateOfBirth?: string | undefined;
  /** `YYYY-MM-DD`, of an unborn child. */
  expectedDate?: string | undefined;
  nhsNumber?: string | undefined;
  address?: IdentifiedAddress | undefined;
  school?: string | undefined;
}

interface IdentifiedAddress {
  line1: string;
  line2?: string | undefined;
  town?: string | undefined;
  postcode?: string | undefined;
}

/** Folded words that identify a person where they follow each other. */
export type Phrase = readonly string[];

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** What people write into a name field when there is no name to write. */
const nameless = setOf(
  'unborn unknown baby unnamed newborn infant foetus fetus anonymous not none nk tbc tba mother mum father dad ' +
    'anhysbys heb dienw baban babi mam tad',
);
/** Words that are no name beside one of those: "Baby girl", "Not yet named", "Unknown male". */
const besideNameless = setOf(
  'boy girl male female child twin triplet one two three first second third known given yet named name surname stated ' +
    'disclosed recorded provided available applicable confirmed sure born expected ' +
    'ei eni enw bachgen merch gwryw benyw plentyn wedi gael',
);
const titles = setOf('mr mrs ms miss mx dr');
/** Words that join the parts of a name and are everywhere in a message: looked for only as a whole name. */
const joining = setOf(
  'de da di du del della der den do dos das la le el al van von bin bint ibn ap ab st san y e and or of the aka nee known ' +
    'as also formerly jr sr junior senior',
);
const noAddress = setOf(
  'no not fixed abode address unknown known nfa homeless as above same confidential withheld refuge none given tbc at with ' +
    'mother father parent parents dim cyfeiriad sefydlog anhysbys digartref yr un gyda mam tad rhieni',
);
const noSchool = setOf(
  'none no not in at yet unknown known n a school nursery primary secondary junior infant infants high special local college ' +
    'academy pre preschool home educated education elective electively schooled schooling too young of age the missing from ' +
    'dim ysgol feithrin anhysbys heb coleg cartref mewn yn rhy ifanc',
);

/**
 * The phrases, folded, that identify a person: names and their parts, dates in the ways they are written, lines of the
 * address, the school. A town or a street without a number houses many, and is none.
 */
export const identifyingPhrases = (person: IdentifiedPerson): Phrase[] => [
  ...namePhrases(person),
  ...datePhrases(person.dateOfBirth),
  ...datePhrases(person.expectedDate),
  ...addressPhrases(person.address?.line1),
  ...addressPhrases(person.address?.line2),
  ...schoolPhrases(person.school),
];

/** NHS number and postcode, folded, without the spaces that people put into them or leave out. */
export const identifiersOf = (person: IdentifiedPerson): string[] =>
  [person.nhsNumber, person.address?.postcode]
    .map((text) => foldedWordsOf(text ?? '').join(''))
    .filter((identifier) => identifier.length >= 5 && /[0-9]/.test(identifier));

function namePhrases({ firstName, lastName }: IdentifiedPerson): Phrase[] {
  const isNameless = foldedWordsOf(`${firstName} ${lastName}`).some((word) => nameless.has(word));
  const isName = (word: string): boolean =>
    /\p{L}./u.test(word) && !nameless.has(word) && !titles.has(word) && !(isNameless && besideNameless.has(word));
  return [firstName, lastName].flatMap((name) => phrasesOfName(name, isName));
}

function phrasesOfName(name: string, isName: (word: string) => boolean): Phrase[] {
  const words = foldedWordsOf(name);
  const parts = words.filter(isName);
  if (parts.length === 0) return [];

  const telling = parts.filter((word) => !joining.has(word));
  const alone = telling.length > 0 ? telling : parts;
  const runTogether = [words.join('')];
  const apart = foldedWordsOf(name.replace(/['’]/g, ' '));
  return [words, runTogether, apart, ...alone.map((word) => [word])];
}

const monthNames = [
  ['january', 'jan'],
  ['february', 'feb'],
  ['march', 'mar'],
  ['april', 'apr'],
  ['may'],
  ['june', 'jun'],
  ['july', 'jul'],
  ['august', 'aug'],
  ['september', 'sept', 'sep'],
  ['october', 'oct'],
  ['november', 'nov'],
  ['december', 'dec'],
] as const;

/** "11/04/2018", "11.4.18", "2018-04-11", "11th of April 2018", "April 11, 2018" and their like. */
function datePhrases(date: string | undefined): Phrase[] {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date ?? '') ?? [];
  if (year === undefined || month === undefined || day === undefined) return [];

  const years = [year, year.slice(2)];
  const months = [month, String(Number(month))];
  const days = [day, String(Number(day))];
  const ordinals = [...days, ...['st', 'nd', 'rd', 'th'].map((ending) => `${Number(day)}${ending}`)];
  const named = monthNames[Number(month) - 1] ?? [];
  return [
    [`${year}${month}${day}`],
    [`${day}${month}${year}`],
    ...combined([year], months, days),
    ...combined(days, months, years),
    ...combined(ordinals, named, years),
    ...combined(ordinals, ['of'], named, years),
    ...combined(named, ordinals, years),
  ];
}

/** One of each, in order, in every combination. */
const combined = (...choices: (readonly string[])[]): Phrase[] =>
  choices.reduce<Phrase[]>(
    (phrases, words) => phrases.flatMap((phrase) => words.map((word) => [...phrase, word])),
    [[]],
  );

/** A line as a whole, its parts between commas, and each from a number on: "88 Station Road" of "Flat 3, 88 Station Road". */
function addressPhrases(line: string | undefined): Phrase[] {
  const whole = foldedWordsOf(line ?? '');
  if (whole.every((word) => noAddress.has(word) || !/\p{L}./u.test(word))) return [];

  const parts = (line ?? '').split(',').map(foldedWordsOf);
  const fromNumbers = parts.flatMap((part) =>
    part.map((_, index) => part.slice(index)).filter(([first]) => /^[0-9]/.test(first ?? '')),
  );
  return [whole, ...[...parts, ...fromNumbers].filter((part) => part.length > 1)];
}

function schoolPhrases(school: string | undefined): Phrase[] {
  const words = foldedWordsOf(school ?? '');
  return words.every((word) => noSchool.has(word)) ? [] : [words];
}
