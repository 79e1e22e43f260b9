import { readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';

/*
 * The titles of the tests of a file, read from its source: no test has to run to be found.
 */

interface Node {
  type?: string;
  value?: unknown;
  callee?: Node;
  object?: Node;
  property?: Node;
  tag?: Node;
  arguments?: { expression: Node }[];
  quasis?: { cooked: string }[];
}

const telling = ['describe', 'it', 'test'];

/** Tests that do not run show nothing. */
const idle = ['skip', 'todo', 'failing', 'only'];

/** Whether what is called is `it`, `describe` or `test`, or made of one of them: `it.each(…)`. */
function tells(callee: Node | undefined): boolean {
  if (callee?.type === 'Identifier') return telling.includes(String(callee.value));
  if (callee?.type === 'MemberExpression')
    return !idle.includes(String(callee.property?.value)) && tells(callee.object);
  if (callee?.type === 'TaggedTemplateExpression') return tells(callee.tag);
  return callee?.type === 'CallExpression' && tells(callee.callee);
}

/** A text as it stands in the source; of a template what stands between its values. */
function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'StringLiteral') return String(node.value);
  return node?.type === 'TemplateLiteral' ? node.quasis?.map(({ cooked }) => cooked).join('…') : undefined;
}

function titlesIn(node: unknown, above: readonly string[]): string[][] {
  if (typeof node !== 'object' || node === null) return [];
  const call = node as Node;
  const [first, ...rest] = (call.type === 'CallExpression' && tells(call.callee) ? call.arguments : undefined) ?? [];
  const title = rest.length > 0 ? textOf(first?.expression) : undefined;
  if (title === undefined) return Object.values(node).flatMap((part: unknown) => titlesIn(part, above));
  const path = [...above, title];
  return [path, ...rest.flatMap(({ expression }) => titlesIn(expression, path))];
}

/**
 * The tests of a source, and what they are grouped under: each the titles from the outermost group to itself, as the source has
 * them, `%s` and `$name` included.
 */
export const titlesOf = (source: string): string[][] => titlesIn(parseSync(source, { syntax: 'typescript' }).body, []);

/** The same of a file. @throws Error where it cannot be read */
export const titlesOfFile = (path: string): string[][] => titlesOf(readFileSync(path, 'utf8'));
