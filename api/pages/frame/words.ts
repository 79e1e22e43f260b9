/** The languages of the pages for referrers. All other pages are in English. */
export const languages = ['en', 'cy'] as const;
export type Language = (typeof languages)[number];

/** What a page says: in English alone, or in both languages. */
export type Words = string | Readonly<Record<Language, string>>;

/** The words in a language; in English where there are no others. */
export const inLanguage = (words: Words, language: Language): string =>
  typeof words === 'string' ? words : words[language];
