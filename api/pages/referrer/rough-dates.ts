import { dateInWords } from '../frame/formats.js';

/*
 * A referral has exact dates only, and people often know a month or a year. A date that is known roughly is never made up into an exact one: it
 * is left out where the date belongs, and stands in words at the end of the chronology, which is where a reader looks for what is known of
 * times, and is read with the rest of the concern (docs/decisions/0024).
 */

type Said = Readonly<Record<string, unknown>>;

/** Of whom a date is said, in the words that the hub reads. */
const lists = [
  { list: 'children', who: 'child' },
  { list: 'household', who: 'person of the household' },
] as const;

const dates = [
  { field: 'dateOfBirth', says: 'born', mayBeAhead: false },
  { field: 'expectedDate', says: 'expected', mayBeAhead: true },
] as const;

/**
 * What the questions say, as a referral: without the answers that only lead to other questions, and with rough dates as words.
 * @param today `YYYY-MM-DD`
 */
export function withoutRoughDates(said: Said, today: string): Said {
  const words: string[] = [];
  const people = lists.flatMap(({ list, who }) => {
    const rows = said[list];
    if (!Array.isArray(rows)) return [];
    return [[list, rows.map((row, index) => inExactDates(row as Said, `${who} ${index + 1}`, today, words))] as const];
  });
  const { concern, ...rest } = { ...said, ...Object.fromEntries(people) } as Said & { concern?: Said };
  if (concern === undefined) return rest;
  const { chronology } = concern;
  const known = typeof chronology === 'string' && chronology.trim() !== '' ? [chronology.trimEnd(), ''] : [];
  const told = words.length === 0 ? chronology : [...known, roughHeading, ...words].join('\n');
  return { ...rest, concern: { ...concern, chronology: told } };
}

const roughHeading = 'Dates that are known only roughly:';

function inExactDates(row: Said, who: string, today: string, words: string[]): Said {
  const rough = dates.filter(({ field, mayBeAhead }) => isRough(row[field], mayBeAhead ? '9999' : today));
  for (const { field, says } of rough) words.push(`- ${who}: ${says} ${dateInWords(String(row[field]))}`);
  const left = ['born', ...rough.map(({ field }) => field)];
  return Object.fromEntries(Object.entries(row).filter(([field]) => !left.includes(field)));
}

/** A year, or a month of one, in which there is a day that may be meant. */
const isRough = (date: unknown, latest: string): boolean =>
  typeof date === 'string' && /^(19|20)\d\d(-(0[1-9]|1[0-2]))?$/.test(date) && date <= latest;
