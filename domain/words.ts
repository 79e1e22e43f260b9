/** A way to read a word, folded, and where in the text that reading ends. */
interface Reading {
  readonly text: string;
  readonly end: number;
}

/** A word of a text. "Maisie's" has two readings: as it stands, and as Maisie. */
export interface Word {
  readonly start: number;
  readonly readings: readonly Reading[];
}

const apostrophes = "'’‘ʼ`´";
/** Soft hyphens and zero-width characters, which come along with text pasted from documents. */
const invisible = '\\u00AD\\u200B-\\u200D\\u2060\\uFEFF';
const lettersOrDigits = `[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}${invisible}]*`;

const wordPattern = new RegExp(`${lettersOrDigits}(?:[${apostrophes}]${lettersOrDigits})*`, 'gu');
const unheard = new RegExp(`[\\p{M}${invisible}${apostrophes}]`, 'gu');
const possessive = new RegExp(`[${apostrophes}]s$`, 'i');

/** Letters that Unicode does not take apart into a letter and an accent. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};

/** Lower case, without accents and apostrophes: "Zoë" and "ZOE", "O’Brien" and "OBrien" are the same. */
function folded(text: string): string {
  const bare = text.normalize('NFKD').toLowerCase().replace(unheard, '');
  return bare.replace(/[ßæœøđðłþı]/g, (letter) => plainLetters[letter] ?? letter);
}

function readingsOf(text: string, word: string, start: number): Reading[] {
  const end = start + word.length;
  const asItStands = { text: folded(word), end };
  if (possessive.test(word)) return [asItStands, { text: folded(word.slice(0, -2)), end: end - 2 }];

  const plural = /s$/i.test(word) && apostrophes.includes(text.charAt(end) || ' ');
  return plural ? [asItStands, { text: folded(word.slice(0, -1)), end: end - 1 }] : [asItStands];
}

/**
 * The words of a text: runs of letters and digits, with the apostrophes inside them. Takes time in proportion to the length of
 * the text, whatever the text is.
 */
export const wordsOf = (text: string): Word[] =>
  Array.from(text.matchAll(wordPattern), ({ 0: word, index }) => ({
    start: index,
    readings: readingsOf(text, word, index),
  }));

/** The words of a text, folded, each as it stands: for names, addresses and whatever else is compared with a text. */
export const foldedWordsOf = (text: string): string[] =>
  Array.from(text.matchAll(wordPattern), ([word]) => folded(word)).filter((word) => word !== '');
