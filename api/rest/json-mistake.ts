/** A place in a text, counted from 1 as an editor shows it. */
export interface Place {
  line: number;
  column: number;
}

const blanks = /[ \t\n\r]*/y;

/** A string, a number or literal, or a sign: every token of JSON (RFC 8259). */
const token =
  /(?<string>"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(?<scalar>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|(?<sign>[{}[\],:])/y;

/** Which tokens may come next, at each point of a text. */
const accepted = {
  value: ['string', 'scalar', '{', '['],
  'first-value': ['string', 'scalar', '{', '[', ']'],
  'first-name': ['string', '}'],
  name: ['string'],
  colon: [':'],
  'more-fields': [',', '}'],
  'more-items': [',', ']'],
  end: [],
} as const satisfies Record<string, readonly string[]>;
type Point = keyof typeof accepted;

/**
 * Finds the first place at which a text stops being JSON. JSON.parse knows it too, but says it in words that differ between
 * versions of Node and quote the text, which may be personal.
 *
 * @returns undefined for a text that is JSON
 */
export function findJsonMistake(text: string): Place | undefined {
  const open: ('{' | '[')[] = [];
  let point: Point = 'value';
  let at = endOfBlanks(text, 0);
  while (at < text.length) {
    token.lastIndex = at;
    const found = token.exec(text);
    const kind = found?.groups?.sign ?? (found?.groups?.string === undefined ? 'scalar' : 'string');
    if (found === null || !(accepted[point] as readonly string[]).includes(kind)) return placeOf(text, at);
    point = pointAfter(kind, point, open);
    at = endOfBlanks(text, token.lastIndex);
  }
  return point === 'end' ? undefined : placeOf(text, at);
}

function pointAfter(kind: string, point: Point, open: ('{' | '[')[]): Point {
  if (kind === ':') return 'value';
  if (kind === ',') return point === 'more-fields' ? 'name' : 'value';
  if (kind === 'string' && (point === 'name' || point === 'first-name')) return 'colon';
  if (kind === '{' || kind === '[') {
    open.push(kind);
    return kind === '{' ? 'first-name' : 'first-value';
  }
  if (kind === '}' || kind === ']') open.pop();
  const innermost = open.at(-1);
  if (innermost === undefined) return 'end';
  return innermost === '{' ? 'more-fields' : 'more-items';
}

function endOfBlanks(text: string, from: number): number {
  blanks.lastIndex = from;
  blanks.test(text);
  return blanks.lastIndex;
}

function placeOf(text: string, at: number): Place {
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
