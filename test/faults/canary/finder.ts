import { core } from './marks.js';

/*
 * Finds the canaries in bytes, also where something has written them in another way on the way there: in another case, in UTF-16, folded
 * or soft-wrapped as in mails, percent-encoded, quoted-printable, escaped as in JSON or HTML, in hexadecimal digits, in base64.
 */

const letters = Array.from(core);

const hexOf = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0');

/** A letter in any of its two cases as any of these ways of writing has it. */
const spelled = (letter: string): string => {
  const each = [letter.toLowerCase(), letter.toUpperCase()].flatMap((form) => {
    const hex = hexOf(form);
    return [
      form,
      `%${hex}`,
      `=${hex}`,
      `\\\\+(?:u00|x)${hex}`,
      `\\\\+${form.charCodeAt(0).toString(8)}`,
      `&#x0*${hex};`,
      `&#0*${form.charCodeAt(0)};`,
    ];
  });
  return `(?:${each.join('|')})`;
};

/** What may stand between two letters: the other half of a character, the fold of a header, the soft end of a line. */
const betweenLetters = '(?:\\0|=\\r?\\n|\\r?\\n[ \\t]+)?';

const inHex = (letter: string): string => `(?:${hexOf(letter.toLowerCase())}|${hexOf(letter.toUpperCase())})`;

const ofLetters = [
  letters.map(spelled).join(betweenLetters),
  letters.map(inHex).join('[\\s:,-]{0,2}'),
  letters.map(inHex).join('00'),
];

/** Base64 writes three bytes as four digits: of the digits in the middle, one of three rows stands there whatever is around. Letters never come out as one of its signs. */
const ofBase64 = [core, core.toLowerCase(), core.toUpperCase()].flatMap((word) =>
  [0, 1, 2].map((before) => {
    const written = Buffer.concat([Buffer.alloc(before), Buffer.from(word)]).toString('base64');
    const whole = written.slice(Math.ceil((before * 8) / 6), Math.floor(((before + word.length) * 8) / 6));
    return Array.from(whole).join('(?:\\\\*[rn]|\\r?\\n)?');
  }),
);

const anywhere = [new RegExp(ofLetters.join('|'), 'gi'), new RegExp(ofBase64.join('|'), 'g')];
const shownAround = 30;

/** Every place at which a canary stands in something, each with a little of what is around it. */
export function canariesIn(something: string | Uint8Array): string[] {
  const text = Buffer.from(something).toString('latin1');
  return anywhere.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) =>
      text.slice(Math.max(0, index - shownAround), index + found.length + shownAround),
    ),
  );
}

/** The canaries that stand in a text as they were written, each once. */
export const canariesNamedIn = (text: string): Set<string> =>
  new Set([...text.matchAll(new RegExp(`${core}[a-z0-9-]*`, 'gi'))].map(([found]) => found));
