import type { Answers } from './answers.js';
import { answeredForm, shownForm, type AnsweredRow, type ShownSection } from './form-shown.js';
import type { Mistake } from './mistakes.js';
import type { Question } from './questions.js';
import { isThrough, moreField, stateOf, type TaskState } from './stepped-answers.js';
import {
  rowsOf,
  stepsIn,
  stepsOf,
  type AskedStep,
  type ListTask,
  type SteppedForm,
  type Task,
} from './stepped-form.js';
import { stateWords, steppedWords } from './stepped-words.js';
import { inLanguage, type Language } from './words.js';

/* What the pages of a form of several pages show: plain words and addresses. */

/** A draft as its pages show it. */
export interface DraftShown {
  /** Its own address, without a slash at the end. */
  readonly path: string;
  readonly answers: Answers;
  readonly mistakes: readonly Mistake[];
  readonly language: Language;
}

interface TaskRow {
  title: string;
  /** Null where it cannot be started yet. */
  href: string | null;
  state: TaskState | 'ready' | 'optional' | 'cannot-start';
  says: string;
  /** More words below its title. */
  hint?: string;
}

/** A task beside the questions, which may be left out: it has pages of its own below the draft. */
export interface FurtherTask extends TaskRow {
  /** What was done there, to be checked. */
  readonly done: string;
}

/** The list of tasks, the sending last: it can be started once nothing is wrong any more. */
export function taskRows(
  { tasks }: Pick<SteppedForm<unknown>, 'tasks'>,
  draft: DraftShown & { further: readonly FurtherTask[] },
): TaskRow[] {
  const { path, answers, mistakes, language, further } = draft;
  const rows = tasks.map((task): TaskRow => {
    const state = stateOf(task, answers, mistakes);
    const says = inLanguage(stateWords[state], language);
    return { title: inLanguage(task.title, language), href: `${path}/${entryOf(task, answers)}`, state, says };
  });
  const isReady = mistakes.length === 0;
  const sending: TaskRow = {
    title: inLanguage(steppedWords.checkTask, language),
    href: isReady ? `${path}/check` : null,
    state: isReady ? 'ready' : 'cannot-start',
    says: inLanguage(isReady ? steppedWords.ready : steppedWords.cannotStart, language),
  };
  return [...rows, ...further, sending];
}

/** Where a task is gone on with: the first step that nobody has been through, or its beginning. */
function entryOf(task: Task, answers: Answers): string {
  const steps = stepsOf(task, answers);
  const open = steps.find((step) => !isThrough(step, answers));
  if (task.kind === 'list') return open?.path ?? task.list;
  return (open ?? steps[0])?.path ?? '';
}

interface StepShown {
  sections: ShownSection[];
  /** Whether the one question of the page is its heading. */
  isOne: boolean;
  says: string[];
  warns: string;
  /** Of which row it is; blank outside lists. */
  caption: string;
}

/** One step, filled with what was entered. */
export function stepView(
  { step, row, sections }: AskedStep,
  { answers, mistakes, language }: Omit<DraftShown, 'path'>,
): StepShown {
  const shown = shownForm(sections, { answers, mistakes, language });
  const [only, ...others] = shown.flatMap(({ questions }) => questions);
  return {
    sections: shown,
    isOne: only !== undefined && others.length === 0,
    says: (step.says ?? []).map((words) => inLanguage(words, language)),
    warns: inLanguage(step.warns ?? '', language),
    caption: row === null ? '' : row.called === '' ? row.title : `${row.title}: ${row.called}`,
  };
}

/** What a step is called: by its question where it has one only. */
export function titleOf({ step }: Pick<AskedStep, 'step'>, language: Language): string {
  const [only, ...others] = step.questions;
  return inLanguage(only !== undefined && others.length === 0 ? only.label : step.title, language);
}

/** Whether a list has one more row, as a question. */
export const moreQuestion = (task: ListTask, hasAny: boolean): Question => ({
  ...{ kind: 'yes-no', name: moreField(task), missing: steppedWords.chooseMore },
  label: hasAny ? task.more : (task.any ?? task.more),
  ...(task.help === undefined ? {} : { help: task.help }),
});

interface RowsShown {
  rows: { title: string; called: string; change: string; remove: string }[];
  sections: ShownSection[];
}

/** The rows of a list, to be changed or taken away, and whether there is one more. */
export function rowsView(task: ListTask, { path, answers, mistakes, language }: DraftShown): RowsShown {
  const rows = rowsOf(task, answers, language).map((row) => {
    const [first] = stepsIn(task, row, answers);
    return {
      ...{ title: row.title, called: row.called, change: `${path}/${first?.path ?? ''}` },
      remove: `${path}/${task.list}/${row.key}/remove`,
    };
  });
  const question = moreQuestion(task, rows.length > 0);
  return { rows, sections: shownForm([{ questions: [question] }], { answers, mistakes, language }) };
}

/** The answers of one task, or of one row, under a title. */
export interface AnsweredCard {
  title: string;
  rows: AnsweredRow[];
}

/** Everything that was asked, with its answers: to be checked where `path` leads to the steps, else to be read. */
export function answeredCards(
  { tasks }: Pick<SteppedForm<unknown>, 'tasks'>,
  { answers, language, path }: Pick<DraftShown, 'answers' | 'language'> & { path?: string },
): AnsweredCard[] {
  const rowsIn = (steps: readonly AskedStep[]): AnsweredRow[] =>
    steps.flatMap((step) => {
      const change = path === undefined ? {} : { change: `${path}/${step.path}?from=check` };
      return answeredForm(step.sections, answers, language).flatMap(({ rows }) =>
        rows.map((row) => ({ ...row, ...change })),
      );
    });
  return tasks.flatMap((task): AnsweredCard[] => {
    if (task.kind === 'steps') {
      return [{ title: inLanguage(task.title, language), rows: rowsIn(stepsOf(task, answers, language)) }];
    }
    return rowsOf(task, answers, language).map((row) => ({
      title: row.called === '' ? row.title : `${row.title}: ${row.called}`,
      rows: rowsIn(stepsIn(task, row, answers)),
    }));
  });
}

/** What was done beside the questions, to be checked. */
export const furtherCards = (further: readonly FurtherTask[]): AnsweredCard[] =>
  further.map(({ title, href, done }) => ({
    title,
    rows: [{ name: '', label: title, says: done, ...(href === null ? {} : { change: `${href}?from=check` }) }],
  }));
