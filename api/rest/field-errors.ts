import type { z } from 'zod';
import type { FieldError } from '../../domain/problems.js';
import { Refused } from '../../records/open-case.js';

type RawIssue = z.core.$ZodRawIssue;

const mustBe: Readonly<Record<string, string>> = {
  string: 'Must be text.',
  boolean: 'Must be true or false.',
  number: 'Must be a number.',
  int: 'Must be a whole number.',
  array: 'Must be a list.',
  object: 'Must be an object with fields of its own.',
};

/** What to tell a person about one mistake, where the schema has no sentence of its own for it. */
function sentenceFor(issue: RawIssue): string {
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return 'This field is required.';
  }
  if (issue.code === 'invalid_type') return mustBe[issue.expected] ?? `Must be ${issue.expected}.`;
  if (issue.code === 'invalid_value') return `Must be one of: ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'too_small') return `Must be at least ${issue.minimum}.`;
  if (issue.code === 'too_big') return `Must be at most ${issue.maximum}.`;
  return 'Must be given in another form.';
}

/** A JSON pointer (RFC 6901). */
const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function fieldErrorsOf(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointerTo(issue.path), detail: issue.message }];
  return issue.keys.map((key) => ({
    pointer: pointerTo([...issue.path, key]),
    detail: 'There is no such field here. Take it out, or look up its name in /api/openapi.json.',
  }));
}

/** One mistake as a form shows it. */
export interface Issue {
  path: readonly PropertyKey[];
  message: string;
  /** There is nothing where something must be. */
  isMissing: boolean;
}

/** Reads what a form says by the schema of the request that would say the same. */
export function answerOf<Body>(schema: z.ZodType<Body>, given: unknown): { answer: Body } | { issues: Issue[] } {
  const read = schema.safeParse(given, { error: sentenceFor, reportInput: true });
  if (read.success) return { answer: read.data };
  const issues = read.error.issues.map((issue) => ({
    path: issue.path,
    message: issue.message,
    isMissing: issue.input === undefined && issue.code !== 'custom',
  }));
  return { issues };
}

/**
 * Reads what a request says by its schema.
 * @param where names the place in the sentence of the refusal: "body", "query"
 * @throws Refused `invalid-input`, with a pointer to every field that is wrong
 */
export function check<Schema extends z.ZodType>(schema: Schema, given: unknown, where: string): z.output<Schema> {
  const read = schema.safeParse(given, { error: sentenceFor, reportInput: true });
  if (read.success) return read.data;
  const errors = read.error.issues.flatMap(fieldErrorsOf);
  throw new Refused({
    code: 'invalid-input',
    detail:
      errors.length === 1
        ? `One field of the ${where} is wrong; nothing was changed. Mend it and send the request again.`
        : `${errors.length} fields of the ${where} are wrong; nothing was changed. Mend them and send the request again.`,
    errors,
  });
}
