import { identifiersOf, identifyingPhrases, type IdentifiedPerson, type Phrase } from './identifying-phrases.js';
import { wordsOf, type Word } from './words.js';

export type { IdentifiedPerson } from './identifying-phrases.js';

/** A run of words that identifies someone: how many words, and where in the message the last of them ends. */
interface Match {
  readonly words: number;
  readonly end: number;
}

/**
 * The words of a message that tell who a case is about: names and parts of names as whole words, whatever their case and
 * accents, dates of birth and expected dates, NHS numbers, postcodes, lines of an address, schools. Placeholders such as
 * "Unborn" or "Not known" name nobody. A name that is an ordinary word ("Will", "Hope") is found as well: the message can be
 * put in other words, a name that went out cannot be called back.
 *
 * @returns each finding once, as it stands in the message, in the order of the message; empty if the message names nobody
 */
export function findIdentifyingWords(message: string, people: readonly IdentifiedPerson[]): string[] {
  const phrases = byFirstWord(people.flatMap(identifyingPhrases));
  const identifiers = people.flatMap(identifiersOf);
  const words = wordsOf(message);

  const found = new Set<string>();
  let at = 0;
  for (let word = words[at]; word !== undefined; word = words[at]) {
    const candidates = word.readings.flatMap(({ text }) => phrases.get(text) ?? []);
    const match = longest([
      ...candidates.map((phrase) => matchPhrase(words, at, phrase)),
      ...identifiers.map((identifier) => matchIdentifier(words, at, identifier)),
    ]);
    if (match !== undefined) found.add(message.slice(word.start, match.end));
    at += match?.words ?? 1;
  }
  return [...found];
}

function byFirstWord(phrases: readonly Phrase[]): ReadonlyMap<string, readonly Phrase[]> {
  const grouped = new Map<string, Phrase[]>();
  for (const phrase of phrases) {
    const [first] = phrase;
    if (first === undefined) continue;
    const others = grouped.get(first);
    if (others === undefined) grouped.set(first, [phrase]);
    else others.push(phrase);
  }
  return grouped;
}

const longest = (matches: readonly (Match | undefined)[]): Match | undefined =>
  matches.reduce((best, match) => (match !== undefined && match.words > (best?.words ?? 0) ? match : best), undefined);

function matchPhrase(words: readonly Word[], at: number, phrase: Phrase): Match | undefined {
  let end = 0;
  for (const [offset, expected] of phrase.entries()) {
    const reading = words[at + offset]?.readings.find(({ text }) => text === expected);
    if (reading === undefined) return undefined;
    end = reading.end;
  }
  return { words: phrase.length, end };
}

/** Identifiers count however they are spaced, so the words from `at` on are put together until they are one, or none. */
function matchIdentifier(words: readonly Word[], at: number, identifier: string): Match | undefined {
  let rest = identifier;
  for (let count = 0; ; count += 1) {
    const reading = words[at + count]?.readings.find(({ text }) => text !== '' && rest.startsWith(text));
    if (reading === undefined) return undefined;
    rest = rest.slice(reading.text.length);
    if (rest === '') return { words: count + 1, end: reading.end };
  }
}
