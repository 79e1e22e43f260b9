import { everyQuestion, notKnown, optionsOf, type DateQuestion, type Question, type Section } from './questions.js';

/** What somebody typed and chose, by the names of the fields, as it came: nothing is lost of what is wrong. */
export type Answers = Readonly<Record<string, string | readonly string[]>>;

/** The parts of a date, after its name and a hyphen. */
export const dateParts = ['day', 'month', 'year'] as const;

/** One typed value; blank where there is none. */
export function typedIn(answers: Answers, name: string): string {
  const value = answers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** All values of a field. */
export function chosenIn(answers: Answers, name: string): readonly string[] {
  const value = answers[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** The fields that a question has in a form. */
const fieldsOf = ({ kind, name }: Question): string[] =>
  kind === 'date' ? dateParts.map((part) => `${name}-${part}`) : [name];

/** Every field that a form can send for these questions. */
export const fieldsIn = (sections: readonly Section[]): string[] => everyQuestion(sections).flatMap(fieldsOf);

/** Of what a form sent, the answers to its questions. Line breaks are as everywhere else: a form sends them in another way. */
export function answersIn(sections: readonly Section[], body: unknown): Answers {
  const sent = new Map(Object.entries((body ?? {}) as Record<string, unknown>));
  return Object.fromEntries(
    fieldsIn(sections).flatMap((name): [string, string | string[]][] => {
      const value = sent.get(name);
      if (typeof value === 'string') return [[name, value.replaceAll('\r\n', '\n')]];
      if (!Array.isArray(value)) return [];
      return [[name, value.filter((each): each is string => typeof each === 'string')]];
    }),
  );
}

/** The questions that are asked, given the answers: those of a choice only where it is chosen. */
export function questionsAsked(questions: readonly Question[], answers: Answers): Question[] {
  return questions.flatMap((question) => {
    const chosen = chosenIn(answers, question.name);
    const led = optionsOf(question).filter(({ value }) => chosen.includes(value));
    return [
      question,
      ...questionsAsked(
        led.flatMap(({ asks = [] }) => asks),
        answers,
      ),
    ];
  });
}

/**
 * What becomes of a row of a list that says nothing: in a form with rows to spare the list closes up; where each row was asked for it stays,
 * as does every group of questions, so that what is missing is missed where it belongs.
 */
export type Blanks = 'close-up' | 'stay';

/** What the answers say as an object, by the paths of the questions that are asked. What is blank is left out. */
export const saidBy = (
  sections: readonly Section[],
  answers: Answers,
  blanks: Blanks = 'close-up',
): Record<string, unknown> => compact(treeOf(sections, answers, blanks)) as Record<string, unknown>;

/**
 * The name of the question that a path into what the answers say leads to, or would lead to. Lists close up where a row says nothing, so
 * the third row of a form may be the second of what it says.
 */
export function nameAt(
  sections: readonly Section[],
  answers: Answers,
  path: readonly PropertyKey[],
  blanks: Blanks = 'close-up',
): string {
  let node: unknown = treeOf(sections, answers, blanks);
  return path
    .map((part) => {
      const names = isTree(node) ? rowsOf(node) : undefined;
      const name = typeof part === 'number' ? (names?.[part] ?? String(part)) : String(part);
      node = isTree(node) ? node[name] : undefined;
      return name;
    })
    .join('.');
}

/** The sections that are asked, given the answers. */
export const sectionsAsked = (sections: readonly Section[], answers: Answers): Section[] =>
  sections.filter(({ askedIf = {} }) =>
    Object.entries(askedIf).every(([name, value]) => chosenIn(answers, name).includes(value)),
  );

/** All questions of a form that are asked, given the answers. */
export const allAsked = (sections: readonly Section[], answers: Answers): Question[] =>
  questionsAsked(
    sectionsAsked(sections, answers).flatMap(({ questions }) => questions),
    answers,
  );

function treeOf(sections: readonly Section[], answers: Answers, blanks: Blanks): Tree {
  const said: Tree = {};
  for (const question of allAsked(sections, answers)) {
    const value = valueOf(question, answers);
    if (value !== undefined || blanks === 'stay') put(said, question.name.split('.'), value);
  }
  return said;
}

/** @returns undefined where there is no answer */
function valueOf(question: Question, answers: Answers): unknown {
  if (question.kind === 'choices') {
    const chosen = chosenIn(answers, question.name).filter((value) => value !== '');
    return chosen.length === 0 ? undefined : chosen;
  }
  if (question.kind === 'date') return dateOf(question, answers);
  const typed = typedIn(answers, question.name);
  if (typed.trim() === '') return undefined;
  if (question.kind === 'yes-no') {
    if (typed === notKnown && question.orNotKnown === true) return undefined;
    return { yes: true, no: false }[typed] ?? typed;
  }
  return typed;
}

/** `YYYY-MM-DD`, or less where less will do; what cannot be a date as it was typed, for the rule to refuse. */
function dateOf({ name, mayBeRough }: DateQuestion, answers: Answers): string | undefined {
  const [day = '', month = '', year = ''] = dateParts.map((part) => typedIn(answers, `${name}-${part}`).trim());
  if (`${day}${month}${year}` === '') return undefined;
  if (mayBeRough === true && day === '') return month === '' ? year : `${year}-${month.padStart(2, '0')}`;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

type Tree = Record<string, unknown>;

function put(tree: Tree, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree[first] = value;
    return;
  }
  const inner = (tree[first] ?? {}) as Tree;
  tree[first] = inner;
  put(inner, rest, value);
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The names of the rows of a list in their order; undefined for what is none: a list has numbers for names. */
function rowsOf(tree: Tree): string[] | undefined {
  const names = Object.keys(tree);
  if (names.length === 0 || names.some((name) => !/^\d+$/.test(name))) return undefined;
  return names.sort((a, b) => Number(a) - Number(b));
}

function compact(value: unknown): unknown {
  if (!isTree(value)) return value;
  const rows = rowsOf(value);
  if (rows !== undefined) return rows.map((row) => compact(value[row]));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, compact(each)]));
}
