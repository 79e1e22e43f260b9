import { documentKinds, type DocumentKind } from './documents.js';

const mostCharacters = 100;

/** Endings that make a program of a file, on some machine; none may stand in a name, not even before another. */
const programs =
  /\.(app|bat|cmd|com|cpl|dll|docm|dotm|exe|hta|html?|jar|js|jse|lnk|mjs|msi|msp|php\d?|pif|ps1|py|reg|scr|sh|svgz?|vb|vbe|vbs|wsf|wsh|xht(ml)?|xml)(?=\.|$)/i;

/** What is invisible in a name, or turns it round: control characters, what joins or orders text, and what was no text at all. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/gu;

/** What means something to a file system, a shell or a page. */
const meaningful = /[<>:"|?*`$&;\\/%{}]/g;

/**
 * A name as it is shown and offered for saving: without the path, without anything that is invisible or means something elsewhere, at most
 * 100 characters, with an ending that says what the file is.
 */
export function cleanName(given: string, kind: DocumentKind): string {
  const visible = harmless(given);
  const ending = endingOf(visible);
  const kept = ending === '' ? visible : visible.slice(0, -ending.length - 1);
  // By whole characters: half of one is none.
  const stem = Array.from(kept.replace(/^[. ]+|[. ]+$/g, ''))
    .slice(0, mostCharacters)
    .join('')
    .trim();
  return `${stem === '' ? 'document' : stem}.${documentKinds[kind].endings[0]}`;
}

/** A name as it came, so that its owner knows it again: harmless, at most 100 characters. */
export const visibleName = (given: string): string => Array.from(harmless(given)).slice(0, mostCharacters).join('');

/** Without the path, and without anything that is invisible or means something elsewhere. */
function harmless(given: string): string {
  const [, bare = ''] = /([^/\\]*)$/.exec(given.normalize('NFC')) ?? [];
  return bare.replace(invisible, '').replace(meaningful, '_').replace(/\s+/g, ' ').trim();
}

/** What stands after the last dot, in lower case; blank where there is none. */
export function endingOf(name: string): string {
  const [, ending = ''] = /\.([^./\\]{1,12})$/.exec(name.replace(invisible, '').trim()) ?? [];
  return ending.toLowerCase();
}

/** What is wrong with the name of a file of a kind, in words; undefined where nothing is. Never holds the name. */
export function mistakeInName(given: string, kind: DocumentKind): string | undefined {
  const { says, endings } = documentKinds[kind];
  const name = given.replace(invisible, '').trim();
  if (programs.test(name))
    return 'Its name has the ending of a program or a web page. Rename the file, or send another.';
  if ((endings as readonly string[]).includes(endingOf(name))) return undefined;
  return `It is a ${says}, but its name does not end in ${endings.map((ending) => `.${ending}`).join(' or ')}. Rename the file, or send another.`;
}
