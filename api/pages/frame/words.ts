import type { Language } from '../../../domain/languages.js';

export { languages, type Language } from '../../../domain/languages.js';

/** What a page says: in English alone, or in both languages. */
export type Words = string | Readonly<Record<Language, string>>;

/** The words in a language; in English where there are no others. */
export const inLanguage = (words: Words, language: Language): string =>
  typeof words === 'string' ? words : words[language];
