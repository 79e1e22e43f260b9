/**
 * The 29 characters of a reference's random part: without 0 and O, without 1, I and L, without U (read as V) and Z (read as 2).
 * The place in this row is a character's value, and every digit stands at its own value, so that the digits of the year and
 * those of the random part count alike.
 */
const alphabet = 'AB23456789CDEFGHJKMNPQRSTVWXY';

/** Prime and as large as the alphabet: every remainder is a character, and no two characters are equal under the check. */
const modulus = 29;

/** Generates all remainders but 0, so the nine places of a reference have nine different weights. */
const radix = 19;

const randomCharacters = 6;

/** Random bytes for one reference: about one byte in ten is passed over, and 24 fail to do in one of 10^15 calls. */
export const referenceRandomBytes = 24;

/** The largest multiple of the alphabet's size that a byte can hold: bytes from there on would favour the first characters. */
const fairBytes = 256 - (256 % modulus);

const compactForm = new RegExp(`^M[0-9]{2}[${alphabet}]{${randomCharacters + 1}}$`);

const valueOf = (character: string): number =>
  /[01]/.test(character) ? Number(character) : alphabet.indexOf(character);

/**
 * The check sum of a pure system as ISO/IEC 7064 builds them (its MOD 11-2 and MOD 37-2), here with modulus 29 and radix 19:
 * each place weighs 19 times the one to its right, and a valid row of characters sums to 1. The modulus being prime, this
 * detects every wrong character, every exchange of two neighbours, and every exchange over one character.
 */
const checkSum = (characters: string): number =>
  Array.from(characters).reduce((sum, character) => (sum * radix + valueOf(character)) % modulus, 0);

function checkCharacter(characters: string): string {
  const sum = checkSum(characters) * radix;
  return alphabet.charAt((modulus + 1 - (sum % modulus)) % modulus);
}

const hyphenated = (compact: string): string => `${compact.slice(0, 3)}-${compact.slice(3, 7)}-${compact.slice(7)}`;

/**
 * A new reference such as `M26-7KQ4-X3P`: the year, six random characters (595 million a year, all equally likely) and a check
 * character. Two references may be equal by chance; the record refuses the second, and the caller draws again.
 *
 * @param randomBytes `referenceRandomBytes` bytes from a cryptographic source
 * @param year of receipt, of which the last two digits are shown
 * @throws RangeError if the bytes do not yield six characters
 */
export function newReference(randomBytes: Uint8Array, year: number): string {
  const fair = randomBytes.filter((byte) => byte < fairBytes).slice(0, randomCharacters);
  if (fair.length < randomCharacters) throw new RangeError('A reference needs more random bytes than were given.');

  const random = Array.from(fair, (byte) => alphabet.charAt(byte % modulus)).join('');
  const checked = String(year % 100).padStart(2, '0') + random;
  return hyphenated(`M${checked}${checkCharacter(checked)}`);
}

/**
 * Reads a reference as people write it: in lower case, with spaces, without hyphens.
 *
 * @returns the reference in its one written form; undefined for a wrong shape or a slip that the check character shows
 */
export function parseReference(text: string): string | undefined {
  const compact = text.replace(/[\s\p{Dash}]/gu, '').toUpperCase();
  return compactForm.test(compact) && checkSum(compact.slice(1)) === 1 ? hyphenated(compact) : undefined;
}
