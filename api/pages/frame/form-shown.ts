import { chosenIn, dateParts, questionsAsked, sectionsAsked, typedIn, type Answers } from './answers.js';
import { dateInWords } from './formats.js';
import type { Mistake } from './mistakes.js';
import { idOf } from './mistakes.js';
import { optionsOf, type Option, type Question, type Section } from './questions.js';
import { inLanguage, type Language } from './words.js';

/** A question as its template shows it. */
export interface ShownQuestion {
  kind: Question['kind'];
  id: string;
  name: string;
  label: string;
  hint: string;
  help: string[];
  /** What is wrong with the answer; blank where nothing is. */
  mistake: string;
  value: string;
  /** Of a date: day, month, year. */
  parts: { name: string; value: string }[];
  options: ShownOption[];
  /** Type, width and the like, for a line or a text. */
  input: { type: string; autocomplete: string; inputmode: string; width: number; rows: number; inline: boolean };
}

interface ShownOption {
  value: string;
  label: string;
  hint: string;
  isChosen: boolean;
  asks: ShownQuestion[];
  /** Under what it asks is folded; blank where it is not. */
  folds: string;
  /** Something is wrong with what it asks. */
  hasMistake: boolean;
}

export interface ShownSection {
  title: string;
  intro: string;
  questions: ShownQuestion[];
  isRow: boolean;
  more: { list: string; says: string } | null;
  /** As JSON: by the names of questions, what must be chosen there for it to be asked. A script shows and hides it by that. */
  askedIf: string;
}

interface Filled {
  answers: Answers;
  mistakes: readonly Mistake[];
  language: Language;
}

const optionalWord: Readonly<Record<Language, string>> = { en: 'optional', cy: 'dewisol' };

/** The questions of a form with what was answered, and what is wrong with it. */
export const shownForm = (sections: readonly Section[], filled: Filled): ShownSection[] =>
  sections.map(({ title = '', intro = '', questions, isRow = false, more, askedIf = {} }) => ({
    title: inLanguage(title, filled.language),
    intro: inLanguage(intro, filled.language),
    questions: questions.map((question) => shownQuestion(question, filled)),
    isRow,
    more: more === undefined ? null : { list: more.list, says: inLanguage(more.says, filled.language) },
    askedIf: JSON.stringify(askedIf),
  }));

function shownQuestion(question: Question, filled: Filled): ShownQuestion {
  const { answers, mistakes, language } = filled;
  const { kind, name, hint = '', help = [] } = question;
  const id = idOf(question);
  const label = inLanguage(question.label, language);
  const line = question.kind === 'line' ? question : undefined;
  return {
    ...{ kind, id, name, hint: inLanguage(hint, language), help: help.map((words) => inLanguage(words, language)) },
    label: question.optional === true ? `${label} (${optionalWord[language]})` : label,
    mistake: mistakes.find(({ field }) => field === id)?.says ?? '',
    value: typedIn(answers, name),
    parts: dateParts.map((part) => ({ name: part, value: typedIn(answers, `${name}-${part}`) })),
    options: optionsOf(question).map((option) => shownOption(option, chosenIn(answers, name), filled)),
    input: {
      ...{ type: line?.type ?? 'text', autocomplete: line?.autocomplete ?? 'off', inputmode: line?.inputmode ?? '' },
      ...{ width: line?.width ?? 0, rows: question.kind === 'text' ? (question.rows ?? 5) : 0 },
      inline: isInline(question),
    },
  };
}

/** Beside each other stand short options, of which none asks for more. */
function isInline(question: Question): boolean {
  const isShort = question.kind === 'yes-no' || (question.kind === 'choice' && question.inline === true);
  return isShort && optionsOf(question).every(({ asks = [] }) => asks.length === 0);
}

function shownOption(option: Option, chosen: readonly string[], filled: Filled): ShownOption {
  const asks = (option.asks ?? []).map((question) => shownQuestion(question, filled));
  return {
    value: option.value,
    label: inLanguage(option.label, filled.language),
    hint: inLanguage(option.hint ?? '', filled.language),
    isChosen: chosen.includes(option.value),
    asks,
    folds: inLanguage(option.folds ?? '', filled.language),
    hasMistake: asks.some(({ mistake }) => mistake !== ''),
  };
}

/** One row of what was answered, to be read. */
export interface AnsweredRow {
  name: string;
  label: string;
  says: string;
  /** Where it is changed, if it can be. */
  change?: string;
}

export interface AnsweredSection {
  title: string;
  rows: AnsweredRow[];
}

const notAnswered: Readonly<Record<Language, string>> = { en: 'Not answered', cy: 'Heb ei ateb' };

/** The questions that were asked with their answers in words: to be checked before they are sent, or kept. */
export const answeredForm = (
  sections: readonly Section[],
  answers: Answers,
  language: Language = 'en',
): AnsweredSection[] =>
  sectionsAsked(sections, answers).flatMap(({ title = '', questions, isRow = false }) => {
    const rows = questionsAsked(questions, answers).map((question) => ({
      name: question.name,
      label: inLanguage(question.label, language),
      says: answerInWords(question, answers, language),
    }));
    if (isRow && rows.every(({ says }) => says === '')) return [];
    return [
      {
        title: inLanguage(title, language),
        rows: rows.map((row) => ({ ...row, says: row.says === '' ? notAnswered[language] : row.says })),
      },
    ];
  });

function answerInWords(question: Question, answers: Answers, language: Language): string {
  if (question.kind === 'date') {
    const [day = '', month = '', year = ''] = dateParts.map((part) => typedIn(answers, `${question.name}-${part}`));
    return year === '' ? '' : dateInWords(`${year}-${month}-${day}`, language);
  }
  const options = optionsOf(question);
  if (options.length === 0) return typedIn(answers, question.name).trim();
  const chosen = chosenIn(answers, question.name);
  return options
    .filter(({ value }) => chosen.includes(value))
    .map(({ label }) => inLanguage(label, language))
    .join(', ');
}
