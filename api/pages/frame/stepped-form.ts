import type { Question, Section } from './questions.js';
import { typedIn, type Answers } from './answers.js';
import type { FormRule } from './mistakes.js';
import { inLanguage, type Language, type Words } from './words.js';

/*
 * A form of several pages, as data: tasks, which hold steps, which hold questions. Each step is a page of its own, and a task may be asked once
 * for every row of a list. From this follow the pages, their rule, the list of tasks, the answers to be checked and the record of what was
 * sent; what was entered is kept as a draft at every step (stepped-pages.ts).
 */

/** A question, or a small group of them, on a page of its own; without questions, words that are to be read here. */
export interface Step {
  /** The last part of its address. */
  readonly slug: string;
  /** Of a step with one question that question is its heading, and this is not shown. */
  readonly title: Words;
  readonly says?: readonly Words[];
  readonly warns?: Words;
  /** In a list, with names as they are within a row. */
  readonly questions: readonly Question[];
  /** In a list, whether it is filled in to begin with as in the first row. */
  readonly isLikeFirst?: true;
  /** Whether it is asked, by the answers to other questions, named as here; always, when left out. */
  readonly isAsked?: (answer: (name: string) => string) => boolean;
}

/** Steps that are asked once. */
interface PlainTask {
  readonly kind: 'steps';
  readonly title: Words;
  readonly steps: readonly Step[];
}

/** Steps that are asked for each row of a list. */
export interface ListTask {
  readonly kind: 'list';
  /** The name of the list in what the form says, and the first part of the addresses of its rows. */
  readonly list: string;
  readonly title: Words;
  /** What one row is, before its number. */
  readonly row: Words;
  /** Asks whether there is one more. */
  readonly more: Words;
  /** Asks whether there is any; a list without these words has at least one row. */
  readonly any?: Words;
  /** Told where there must be a row and is none. */
  readonly missing: Words;
  readonly help?: readonly Words[];
  /** What a row is called, by the answers in it; blank where they do not say. */
  readonly called: (answer: (name: string) => string) => string;
  readonly steps: readonly Step[];
}

export type Task = PlainTask | ListTask;

/** A form of several pages. */
export interface SteppedForm<Body> extends Omit<FormRule<Body>, 'sections' | 'blanks'> {
  readonly tasks: readonly Task[];
}

/** A row of a list: by which it is told from others, and as people count it. */
export interface Row {
  readonly key: string;
  readonly number: number;
  /** "Child 2". */
  readonly title: string;
  /** As the answers in it call it; blank where they do not. */
  readonly called: string;
}

/** A step as it is asked: of a list, for one row. */
export interface AskedStep {
  /** Below the address of the draft: `concern`, `children/3/name`. */
  readonly path: string;
  readonly step: Step;
  readonly task: Task;
  readonly row: Row | null;
  /** Its questions, under the names that they have in the whole form. */
  readonly sections: readonly Section[];
}

/** The keys of the rows of a list that somebody has begun, in their order. */
export function rowKeys(answers: Answers, list: string): string[] {
  const keys = Object.keys(answers).flatMap((name) => {
    const [head, key = '', ...rest] = name.split('.');
    return head === list && rest.length > 0 && isRowKey(key) ? [key] : [];
  });
  return [...new Set(keys)].sort((a, b) => Number(a) - Number(b));
}

/** A whole number without zeros before it: nothing is another row's key in other words. */
export const isRowKey = (text: string): boolean => /^[1-9]\d{0,8}$/.test(text);

/** The rows of a list. */
export const rowsOf = (task: ListTask, answers: Answers, language: Language): Row[] =>
  rowKeys(answers, task.list).map((key, index) => rowOf(task, answers, { key, number: index + 1 }, language));

/** A row, begun or not. */
export function rowOf(
  { list, row, called }: ListTask,
  answers: Answers,
  { key, number }: Pick<Row, 'key' | 'number'>,
  language: Language,
): Row {
  const title = `${inLanguage(row, language)} ${number}`;
  return { key, number, title, called: called((name) => typedIn(answers, `${list}.${key}.${name}`).trim()) };
}

/** The steps of a task that are asked, in their order. */
export function stepsOf(task: Task, answers: Answers, language: Language = 'en'): AskedStep[] {
  if (task.kind === 'steps') return stepsIn(task, null, answers);
  return rowsOf(task, answers, language).flatMap((row) => stepsIn(task, row, answers));
}

/** The steps of one row, or of a task without rows. */
export function stepsIn(task: Task, row: Row | null, answers: Answers): AskedStep[] {
  const [place, within] =
    task.kind === 'list' && row !== null
      ? [`${task.list}/${row.key}/`, `${task.list}.${row.key}.`]
      : (['', ''] as const);
  const answer = (name: string): string => typedIn(answers, `${within}${name}`);
  return task.steps
    .filter(({ isAsked }) => isAsked === undefined || isAsked(answer))
    .map((step) => ({
      ...{ path: `${place}${step.slug}`, step, task, row },
      sections: [{ questions: step.questions.map((question) => renamed(question, within)) }],
    }));
}

/** Every step of a form that is asked. */
export const everyStep = (
  { tasks }: Pick<SteppedForm<unknown>, 'tasks'>,
  answers: Answers,
  language: Language = 'en',
): AskedStep[] => tasks.flatMap((task) => stepsOf(task, answers, language));

/** A question, and those that its answers lead to, as those of a row. */
function renamed(question: Question, within: string): Question {
  if (within === '') return question;
  const inner = (questions: readonly Question[]): Question[] => questions.map((each) => renamed(each, within));
  const name = `${within}${question.name}`;
  switch (question.kind) {
    case 'yes-no':
      return {
        ...{ ...question, name },
        ...(question.asksIfYes === undefined ? {} : { asksIfYes: inner(question.asksIfYes) }),
        ...(question.asksIfNo === undefined ? {} : { asksIfNo: inner(question.asksIfNo) }),
      };
    case 'choice':
    case 'choices':
    case 'select': {
      const options = question.options.map((option) =>
        option.asks === undefined ? option : { ...option, asks: inner(option.asks) },
      );
      return { ...question, name, options };
    }
    case 'line':
    case 'text':
    case 'date':
      return { ...question, name };
  }
}
