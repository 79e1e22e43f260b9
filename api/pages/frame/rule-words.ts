import type { Language } from './words.js';

/**
 * What the rules of requests (api/rest/fields.ts, referral-body.ts) say of a field, as pages in Welsh say it. A rule that is not here speaks
 * English.
 */
const welsh: readonly (readonly [says: RegExp, cy: string])[] = [
  [/^Must have at most (\d+) characters\.$/, 'Defnyddiwch ddim mwy na $1 o nodau.'],
  [/^Must not be blank\.$/, 'Rhaid ateb hyn.'],
  [/^Take out what is not text.*$/, 'Tynnwch yr hyn nad yw’n destun: beit sero neu hanner nod.'],
  [/^Must be one line.*$/, 'Rhaid iddo fod ar un llinell: tynnwch doriadau llinell, tabiau a nodau rheoli eraill.'],
  [/^Must be a real date.*$/, 'Rhaid iddo fod yn ddyddiad go iawn.'],
  [/^Must be a date of 1900 or later\.$/, 'Rhaid iddo fod yn ddyddiad yn 1900 neu wedyn.'],
  [/^Must not be in the future.*$/, 'Ni chaiff fod yn y dyfodol.'],
  [/^Must be an e-mail address.*$/, 'Rhowch gyfeiriad e-bost, megis enw@ysgol.example.'],
  [/^Must be one of.*$/, 'Dewiswch un o’r atebion.'],
  [/^Must be true or false\.$/, 'Dewiswch un o’r atebion.'],
  [/^A professional who refers must give their name\.$/, 'Rhaid i weithiwr proffesiynol sy’n atgyfeirio roi ei enw.'],
  [
    /^Give an e-mail address or a telephone number.*$/,
    'Rhowch gyfeiriad e-bost neu rif ffôn, fel y gall yr hwb gysylltu â chi.',
  ],
  [/^Name at least one child.*$/, 'Enwch o leiaf un plentyn; mae plentyn heb ei eni yn cyfrif.'],
  [/^Takes at most (\d+) entries.*$/, 'Ni ellir rhoi mwy na $1.'],
];

/** The words of a rule in a language. */
export function ruleInLanguage(says: string, language: Language): string {
  if (language === 'en') return says;
  const found = welsh.find(([pattern]) => pattern.test(says));
  return found === undefined ? says : says.replace(...found);
}
