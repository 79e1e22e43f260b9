import type { Words } from '../frame/words.js';

/** What the pages of signing in by a code say, beside their paragraphs. */
export const codeWords = {
  choose: { en: 'Sign in to go on', cy: 'Mewngofnodwch i barhau' },
  ask: { en: 'Sign in with a code', cy: 'Mewngofnodi gyda chod' },
  enter: { en: 'Enter your code', cy: 'Rhowch eich cod' },
  address: { en: 'Your e-mail address', cy: 'Eich cyfeiriad e-bost' },
  code: { en: 'Code', cy: 'Cod' },
  digits: { en: 'Eight digits, from the e-mail', cy: 'Wyth digid, o’r e-bost' },
  noAddress: {
    en: 'Enter an e-mail address, such as name@school.example',
    cy: 'Rhowch gyfeiriad e-bost, megis enw@ysgol.example',
  },
  noDigits: { en: 'Enter the eight digits of the code', cy: 'Rhowch wyth digid y cod' },
  wrongCode: {
    en: 'Enter the code of the newest e-mail. If it is older than ten minutes, or was tried several times, ask for another.',
    cy: 'Rhowch god yr e-bost diweddaraf. Os yw’n hŷn na deg munud, neu os rhoddwyd cynnig arno sawl gwaith, gofynnwch am un arall.',
  },
} as const satisfies Record<string, Words>;
