import type { Words } from './words.js';

/** What all questions have. */
interface Asked {
  /** Path of its field in what the form says, with dots: `children.0.firstName`. */
  readonly name: string;
  readonly label: Words;
  readonly hint?: Words;
  /** What makes a good answer, in paragraphs that open at a click. */
  readonly help?: readonly Words[];
  readonly optional?: true;
  /** What is said where there is no answer. */
  readonly missing?: Words;
  /** What is said of an answer that cannot be right, where the rule's own words would not do. */
  readonly wrong?: Words;
}

export interface Option {
  readonly value: string;
  readonly label: Words;
  readonly hint?: Words;
  /** Asked of those who choose this. */
  readonly asks?: readonly Question[];
  /** What it asks lies folded under these words, until somebody opens it: it may be left as it is. */
  readonly folds?: Words;
}

/** A question on one line. */
export interface LineQuestion extends Asked {
  readonly kind: 'line';
  readonly type?: 'text' | 'email' | 'tel';
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric';
  /** In characters, of what is usually entered. */
  readonly width?: 3 | 5 | 10 | 20;
}

export interface TextQuestion extends Asked {
  readonly kind: 'text';
  readonly rows?: number;
}

/** One of several; nothing is chosen beforehand. */
export interface ChoiceQuestion extends Asked {
  readonly kind: 'choice';
  readonly options: readonly Option[];
  readonly inline?: true;
}

/** Any of several. */
export interface ChoicesQuestion extends Asked {
  readonly kind: 'choices';
  readonly options: readonly Option[];
}

/** One of many. */
export interface SelectQuestion extends Asked {
  readonly kind: 'select';
  readonly options: readonly Option[];
}

/** True or false. */
export interface YesNoQuestion extends Asked {
  readonly kind: 'yes-no';
  readonly asksIfYes?: readonly Question[];
  readonly asksIfNo?: readonly Question[];
  /** Whether "not known" can be chosen as well, which says as much as no answer. */
  readonly orNotKnown?: true;
}

/** A date, typed in three parts; read as `YYYY-MM-DD`. */
export interface DateQuestion extends Asked {
  readonly kind: 'date';
  /** Whether a month or a year will do; read as `YYYY-MM` or `YYYY`, which the rule must be ready for. */
  readonly mayBeRough?: true;
}

export type Question =
  LineQuestion | TextQuestion | ChoiceQuestion | ChoicesQuestion | SelectQuestion | YesNoQuestion | DateQuestion;

/** Questions that belong together, under a heading where they have one. */
export interface Section {
  readonly title?: Words;
  readonly intro?: Words;
  readonly questions: readonly Question[];
  /** It is asked only where each of these choices was made: names of questions with what must be chosen there. */
  readonly askedIf?: Readonly<Record<string, string>>;
  /** It belongs to the section before, as one row of a list: where all of it is blank, it says nothing. */
  readonly isRow?: true;
  /** A row can be added after it: the list, and what its button says. */
  readonly more?: { readonly list: string; readonly says: Words };
}

export const yesOrNoWords: Readonly<Record<'yes' | 'no', Words>> = {
  yes: { en: 'Yes', cy: 'Ie' },
  no: { en: 'No', cy: 'Na' },
};

/** The value of a yes-or-no question whose answer is not known. */
export const notKnown = 'not-known';

const notKnownOption: Option = { value: notKnown, label: { en: 'Not known', cy: 'Ddim yn gwybod' } };

/** What can be chosen, with what each choice asks in turn. */
export function optionsOf(question: Question): readonly Option[] {
  switch (question.kind) {
    case 'choice':
    case 'choices':
    case 'select':
      return question.options;
    case 'yes-no':
      return [
        { value: 'yes', label: yesOrNoWords.yes, asks: question.asksIfYes ?? [] },
        { value: 'no', label: yesOrNoWords.no, asks: question.asksIfNo ?? [] },
        ...(question.orNotKnown === true ? [notKnownOption] : []),
      ];
    case 'line':
    case 'text':
    case 'date':
      return [];
  }
}

/** Every question, those that an answer leads to as well. */
export const everyQuestion = (sections: readonly Section[]): Question[] =>
  sections.flatMap(({ questions }) => withinAll(questions));

const withinAll = (questions: readonly Question[]): Question[] =>
  questions.flatMap((question) => [question, ...optionsOf(question).flatMap(({ asks = [] }) => withinAll(asks))]);
