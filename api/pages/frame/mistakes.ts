import type { z } from 'zod';
import type { FieldError } from '../../../domain/problems.js';
import { answerOf } from '../../rest/field-errors.js';
import { allAsked, nameAt, saidBy, type Answers, type Blanks } from './answers.js';
import type { Question, Section } from './questions.js';
import { ruleInLanguage } from './rule-words.js';
import { inLanguage, type Language, type Words } from './words.js';

/** One thing that is wrong with a form, and the field where it is mended; null where it is wrong as a whole. */
export interface Mistake {
  readonly field: string | null;
  readonly says: string;
  /** Where it is mended, if that is not the page on which it is told. */
  readonly page?: string;
  /** What it is about where no question is: the path of a list. */
  readonly about?: string;
}

/** What a form comes to: what it says, by its rule, or everything that is wrong with it. */
export type ReadForm<Body> = { readonly body: Body } | { readonly mistakes: readonly Mistake[] };

/** What a form is held to. */
export interface FormRule<Body> {
  readonly sections: readonly Section[];
  readonly schema: z.ZodType<Body>;
  /** Makes what the schema reads of what the answers say, where that is not the same. */
  readonly bodyFrom?: (said: Record<string, unknown>) => unknown;
  /** Where it is not the same: the path of the question, by the path of a mistake in what the schema reads. */
  readonly askedAt?: (path: readonly PropertyKey[], said: Record<string, unknown>) => readonly PropertyKey[];
  /** `close-up` when left out. */
  readonly blanks?: Blanks;
}

/** Reads a form by its rule: every mistake at once, each at its question, in the words of the question where it has any. */
export function readAnswers<Body>(rule: FormRule<Body>, answers: Answers, language: Language): ReadForm<Body> {
  const { sections, schema, bodyFrom = asItIs, blanks } = rule;
  const read = answerOf(schema, bodyFrom(saidBy(sections, answers, blanks)));
  if ('answer' in read) return { body: read.answer };
  const mistakes = read.issues.map(({ path, message, isMissing }) => {
    return mistakeAt(rule, answers, { path, message, isMissing }, language);
  });
  return { mistakes: onceAField(mistakes) };
}

const asItIs = <Given>(given: Given): Given => given;

interface Issue {
  path: readonly PropertyKey[];
  message: string;
  isMissing: boolean;
}

function mistakeAt<Body>(
  { sections, blanks, askedAt = asItIs }: FormRule<Body>,
  answers: Answers,
  { path, message, isMissing }: Issue,
  language: Language,
): Mistake {
  const name = nameAt(sections, answers, askedAt(path, saidBy(sections, answers, blanks)), blanks);
  const question = closest(allAsked(sections, answers), name);
  if (question === undefined) return { field: null, says: ruleInLanguage(message, language), about: name };
  const words = isMissing ? (question.missing ?? missingOf(question)) : question.wrong;
  const says = words === undefined ? ruleInLanguage(message, language) : inLanguage(words, language);
  return { field: idOf(question), says };
}

/** The question of that name; else the first that lies below it, or that it lies below: a rule may be about a whole row. */
const closest = (questions: readonly Question[], name: string): Question | undefined =>
  questions.find((question) => question.name === name) ??
  questions.find((question) => question.name.startsWith(`${name}.`)) ??
  questions.find((question) => name.startsWith(`${question.name}.`));

/** What a refusal says of fields, at the questions of the form. */
export function mistakesOf<Body>(
  rule: FormRule<Body>,
  answers: Answers,
  errors: readonly FieldError[],
  language: Language,
): Mistake[] {
  return errors.map(({ pointer, detail }) => {
    const path = pointer
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    return mistakeAt(rule, answers, { path, message: detail, isMissing: false }, language);
  });
}

const missingOf = ({ label }: Question): Words => {
  const [en, cy] = [inLanguage(label, 'en'), inLanguage(label, 'cy')];
  return { en: `Answer this: ${en}`, cy: `Atebwch hyn: ${cy}` };
};

/** Where a question begins on its page: of a choice its first option, of a date its day. */
export function idOf(question: Question): string {
  return question.kind === 'date' ? `${question.name}-day` : question.name;
}

const onceAField = (mistakes: readonly Mistake[]): Mistake[] =>
  mistakes.filter(
    ({ field, says }, place) =>
      mistakes.findIndex((other) => other.field === field && (field !== null || other.says === says)) === place,
  );
