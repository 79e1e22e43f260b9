import { expect } from '@jest/globals';
import { problemIn, type Answer } from '../support/caller.js';

/** What a refusal must be. */
export interface Refusal {
  status: number;
  code: string;
  /** The sentence. */
  says?: RegExp;
  /** Pointer of each field that is wrong, with what is said of it. */
  fields?: Readonly<Record<string, RegExp>>;
}

/** Mistakes in what was sent. @param fields pointer of each field that is wrong, with what is said of it */
export const mistakes = (fields: Readonly<Record<string, RegExp>>): Refusal => ({
  status: 422,
  code: 'invalid-input',
  fields,
});

/** Expects a problem document of that status and code, with those sentences and those pointers, no more and no fewer. */
export function expectRefused(answer: Answer, { status, code, says = /./, fields = {} }: Refusal): void {
  const problem = problemIn(answer);
  expect({ status: answer.status, code: problem.code }).toEqual({ status, code });
  expect(problem).toMatchObject({ status, type: `urn:front-door:problem:${code}` });
  expect(problem.title).toMatch(/^[A-Z]/);
  expect(problem.detail).toMatch(says);
  const errors = problem.errors ?? [];
  expect([...new Set(errors.map(({ pointer }) => pointer))].sort()).toEqual(Object.keys(fields).sort());
  for (const { pointer, detail } of errors) expect(detail).toMatch(fields[pointer] ?? /^$/);
}
