import { dateParts, fieldsIn, questionsAsked, typedIn, type Answers } from './answers.js';
import { idOf, readAnswers, type FormRule, type Mistake, type ReadForm } from './mistakes.js';
import { everyQuestion, type Question } from './questions.js';
import {
  everyStep,
  rowKeys,
  stepsOf,
  type AskedStep,
  type ListTask,
  type SteppedForm,
  type Task,
} from './stepped-form.js';
import { inLanguage, type Language } from './words.js';

/* What has been entered in a form of several pages: how far it is, what is wrong with it, and where. */

const ruleOf = <Body>(form: SteppedForm<Body>, answers: Answers): FormRule<Body> => ({
  ...form,
  sections: everyStep(form, answers).flatMap(({ sections }) => sections),
  blanks: 'stay',
});

/** Reads the whole of a form by its rule; each mistake names the page on which it is mended. */
export function readSteps<Body>(form: SteppedForm<Body>, answers: Answers, language: Language): ReadForm<Body> {
  const read = readAnswers(ruleOf(form, answers), answers, language);
  if ('body' in read) return read;
  const steps = everyStep(form, answers);
  return { mistakes: read.mistakes.map((mistake) => ({ ...mistake, ...placeOf(form, steps, mistake, language) })) };
}

function placeOf(
  { tasks }: Pick<SteppedForm<unknown>, 'tasks'>,
  steps: readonly AskedStep[],
  { field, about }: Mistake,
  language: Language,
): Partial<Mistake> {
  const step = steps.find((each) => field !== null && isOn(each, field));
  if (step !== undefined) return { page: step.path };
  const list = tasks.find((task): task is ListTask => task.kind === 'list' && task.list === about);
  return list === undefined ? {} : { page: list.list, says: inLanguage(list.missing, language) };
}

const isOn = ({ sections }: AskedStep, field: string): boolean =>
  everyQuestion(sections).some((question) => idOf(question) === field);

/** Those of the mistakes of a form that are mended on one of its steps. */
export const mistakesOn = (step: AskedStep, mistakes: readonly Mistake[]): Mistake[] =>
  mistakes.filter(({ page }) => page === step.path);

/** What a step's fields are from now on: blank where nothing was chosen, so that it is known to have been asked. */
export const savedFields = (step: AskedStep, answers: Answers): Record<string, string | readonly string[]> =>
  Object.fromEntries(fieldsIn(step.sections).map((name) => [name, answers[name] ?? '']));

/** Whether somebody has been through a step, whatever they answered; one without questions asks for nothing. */
export const isThrough = ({ sections }: AskedStep, answers: Answers): boolean =>
  everyQuestion(sections)
    .slice(0, 1)
    .every((question) => fieldsIn([{ questions: [question] }]).some((name) => name in answers));

/** The field that says that a list has no further row. */
export const moreField = ({ list }: ListTask): string => `${list}-more`;

export type TaskState = 'not-started' | 'in-progress' | 'completed';

/** How far a task is. What need not be answered is done once somebody has been through it. */
export function stateOf(task: Task, answers: Answers, mistakes: readonly Mistake[]): TaskState {
  const asked = stepsOf(task, answers).filter(({ step }) => step.questions.length > 0);
  const isEnded = task.kind === 'steps' || typedIn(answers, moreField(task)) === 'no';
  const isBegun = asked.some((step) => isThrough(step, answers));
  if (!isBegun && (task.kind === 'steps' || !isEnded)) return 'not-started';
  const isRight = asked.every((step) => isThrough(step, answers) && mistakesOn(step, mistakes).length === 0);
  const isMissed = task.kind === 'list' && mistakes.some(({ page }) => page === task.list);
  return isEnded && isRight && !isMissed ? 'completed' : 'in-progress';
}

/** The step that follows another in its task, or in its row; undefined after the last. */
export function stepAfter({ path, row }: AskedStep, task: Task, answers: Answers): AskedStep | undefined {
  const steps = stepsOf(task, answers).filter((step) => step.row?.key === row?.key);
  return steps[steps.findIndex((step) => step.path === path) + 1];
}

/** The one before it; undefined before the first. */
export function stepBefore({ path, row }: AskedStep, task: Task, answers: Answers): AskedStep | undefined {
  const steps = stepsOf(task, answers).filter((step) => step.row?.key === row?.key);
  return steps[steps.findIndex((step) => step.path === path) - 1];
}

/** The answers as a step is first shown: like those of the first row, where it is likely to be the same. */
export function prefilled({ step, task, row, sections }: AskedStep, answers: Answers): Answers {
  if (task.kind !== 'list' || row === null || step.isLikeFirst !== true) return answers;
  const [first = row.key] = rowKeys(answers, task.list);
  const [own, other] = [`${task.list}.${row.key}.`, `${task.list}.${first}.`];
  const names = fieldsIn(sections);
  if (names.some((name) => name in answers)) return answers;
  return { ...answers, ...Object.fromEntries(names.map((name) => [name, answers[name.replace(own, other)] ?? ''])) };
}

/** The fields of a row, to be taken away with it. */
export const fieldsOfRow = (answers: Answers, list: string, key: string): string[] =>
  Object.keys(answers).filter((name) => name.startsWith(`${list}.${key}.`));

/** The answers that say what was said: of what was sent, its questions and answers can be shown again. */
export function answersSaying({ tasks }: Pick<SteppedForm<unknown>, 'tasks'>, said: unknown): Answers {
  const lists = tasks.filter((task): task is ListTask => task.kind === 'list');
  // Rows are counted from 1 in answers.
  const rows = lists.flatMap(({ list }) => {
    const entries = valueAt(said, [list]);
    return Array.isArray(entries) ? entries.map((_, index) => [`${list}.${index + 1}.`, ''] as const) : [];
  });
  let answers: Record<string, string> = Object.fromEntries(rows);
  // What a question leads to is found once its own answer stands there.
  for (let before = -1; before < Object.keys(answers).length;) {
    before = Object.keys(answers).length;
    const asked = everyStep({ tasks }, answers).flatMap(({ sections }) =>
      questionsAsked(
        sections.flatMap(({ questions }) => questions),
        answers,
      ),
    );
    answers = { ...answers, ...Object.fromEntries(asked.flatMap((question) => answerSaying(question, said, lists))) };
  }
  return answers;
}

function answerSaying(question: Question, said: unknown, lists: readonly ListTask[]): (readonly [string, string])[] {
  const { kind, name } = question;
  const path = name.split('.').map((part, index, all) => {
    return index === 1 && lists.some(({ list }) => list === all[0]) ? String(Number(part) - 1) : part;
  });
  const value = valueAt(said, path);
  if (kind === 'date') {
    const [year = '', month = '', day = ''] = typeof value === 'string' ? value.split('-') : [];
    const parts = { day, month, year };
    return dateParts.map((part) => [`${name}-${part}`, parts[part]]);
  }
  if (typeof value === 'boolean') return [[name, value ? 'yes' : 'no']];
  return [[name, typeof value === 'string' ? value : '']];
}

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? new Map(Object.entries(inner)).get(part) : undefined,
    value,
  );

/** Whether a list has any row. */
export const hasRows = ({ list }: ListTask, answers: Answers): boolean => rowKeys(answers, list).length > 0;
