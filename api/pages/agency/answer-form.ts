import { checkResults, informationKinds, sharingMarks, type CheckReply } from '../../../domain/checks.js';
import { ratingNames, ratings } from '../../../domain/policy.js';
import type { AskedPerson, CheckView } from '../../../records/check-view.js';
import { answerBody } from '../../rest/act-bodies.js';
import type { Answers } from '../frame/answers.js';
import { nameOf } from '../frame/formats.js';
import type { FormRule } from '../frame/mistakes.js';
import type { Option, Question, Section } from '../frame/questions.js';
import { kindWords, resultWords, sharingWords } from '../frame/answer-words.js';
import { shownPerson } from './persons.js';

/*
 * The answer to a check as a form. A result is asked for every person, and where more than one is asked about there is one choice for the
 * commonest answer: that none of them is known.
 */

/** The name of the choice for everyone at once, and what it says of them all. */
export const forAll = 'all';
const nobodyKnown = 'not-known';
const oneByOne = 'each';

const resultOf = ({ id }: AskedPerson): string => `results.${id}`;
const informationOf = ({ id }: AskedPerson): string => `information.${id}`;

/** What a form says in one field whose agency knows nobody that is asked about. */
export function nobodyKnownIn({ persons }: CheckView): { name: string; value: string } {
  const [first, ...others] = persons;
  const isOne = first !== undefined && others.length === 0;
  return { name: isOne ? `${resultOf(first)}.result` : forAll, value: nobodyKnown };
}

interface Filling {
  sent: Answers;
  /** The list that one more row was asked for. */
  more: string | undefined;
  now: Date;
}

/** The form for a check, with as many rows for information as somebody has filled in, and one more. */
export function answerForm(check: CheckView, filling: Filling): FormRule<CheckReply> {
  const { persons } = check;
  return {
    sections: [
      ...(persons.length > 1 ? sectionsForAll : []),
      ...persons.flatMap((person) => sectionsFor(person, filling, persons.length > 1 ? { [forAll]: oneByOne } : {})),
      closing,
    ],
    schema: answerBody,
    bodyFrom: (said) => bodyOf(check, said),
    askedAt: (path, said) => pathIn(check, path, said),
  };
}

const searched = (name: string): Question => ({
  ...{ kind: 'line', name, label: 'Systems searched', optional: true },
  hint: 'For example: local records, national database',
});

/** What is conditional is a section of its own: a choice that opens something below itself is announced by few screen readers. */
const sectionsForAll: Section[] = [
  {
    questions: [
      {
        ...{ kind: 'choice', name: forAll, label: 'Does your agency know any of the people you are asked about?' },
        missing: 'Say whether your agency knows any of them',
        options: [
          { value: nobodyKnown, label: 'No, none of them is known to us', hint: 'One answer for all of them.' },
          {
            ...{ value: oneByOne, label: 'Answer for each person' },
            hint: 'Known, cannot identify, unable to search, or withheld.',
          },
        ],
      },
    ],
  },
  { questions: [searched('systemsSearched')], askedIf: { [forAll]: nobodyKnown } },
];

type Conditions = NonNullable<Section['askedIf']>;

function sectionsFor(person: AskedPerson, filling: Filling, askedIf: Conditions): Section[] {
  const name = nameOf(person);
  const result = resultOf(person);
  const information = informationOf(person);
  const rows = rowsIn(information, filling);
  return [
    {
      ...{ title: name, intro: shownPerson(person, filling.now).line, askedIf },
      questions: [
        {
          ...{ kind: 'choice', name: `${result}.result`, label: `What do you know of ${name}?` },
          missing: `Say whether ${name} is known to your agency`,
          options: checkResults.map((code) => ({
            value: code,
            label: resultWords[code].says,
            hint: resultWords[code].means,
          })),
        },
        searched(`${result}.systemsSearched`),
      ],
    },
    ...rows.map((row, place): Section => ({
      ...{
        title: `${name}: information ${place + 1}`,
        isRow: true,
        askedIf: { ...askedIf, [`${result}.result`]: 'known' },
      },
      ...(row === rows.at(-1) ? { more: { list: information, says: `Add more information about ${name}` } } : {}),
      questions: informationRow(`${information}.${row}`),
    })),
  ];
}

const explained = <Code extends string>(
  codes: readonly Code[],
  words: Readonly<Record<Code, { says: string; means: string }>>,
): Option[] => codes.map((value) => ({ value, label: words[value].says, hint: words[value].means }));

const informationRow = (name: string): Question[] => [
  {
    ...{ kind: 'text', name: `${name}.text`, label: 'What you know', rows: 4 },
    hint: 'Say when it was and where it comes from. Keep to what is needed to keep a child safe.',
    missing: 'Write what you know, or undo the choices of this item',
  },
  {
    ...{ kind: 'choice', name: `${name}.kind`, label: 'Is it a fact or an opinion?' },
    ...{ options: explained(informationKinds, kindWords), missing: 'Say whether it is a fact or an opinion' },
  },
  {
    ...{ kind: 'choice', name: `${name}.sharing`, label: 'Who may the hub share it with?' },
    ...{ options: explained(sharingMarks, sharingWords), missing: 'Say who the hub may share it with' },
  },
];

const closing: Section = {
  title: 'What you make of it',
  questions: [
    {
      ...{ kind: 'text', name: 'analysis', label: 'Analysis', optional: true, rows: 4 },
      hint: 'What it means for the children, in the view of your agency.',
    },
    {
      ...{ kind: 'choice', name: 'rating', label: 'Your agency’s own rating', optional: true },
      options: ratings.map((value) => ({ value, label: ratingNames[value] })),
    },
  ],
};

const mostRows = 50;

/** The numbers of the rows of a list: those that were sent, at least one, and one more where it is asked for. */
function rowsIn(list: string, { sent, more }: Filling): number[] {
  const numbers = Object.keys(sent)
    .filter((name) => name.startsWith(`${list}.`))
    .map((name) => Number(name.slice(list.length + 1).split('.')[0]))
    .filter((number) => Number.isInteger(number) && number >= 0 && number < mostRows);
  const rows = [...new Set([0, ...numbers])].sort((a, b) => a - b);
  const next = (rows.at(-1) ?? 0) + 1;
  return more === list && next < mostRows ? [...rows, next] : rows;
}

interface SaidItem {
  text?: string;
  kind?: string;
  sharing?: string;
}

/** What the form says, by the ids of the persons. */
interface SaidAnswer {
  all?: string;
  systemsSearched?: string;
  results?: Readonly<Record<string, { result?: string; systemsSearched?: string }>>;
  information?: Readonly<Record<string, readonly SaidItem[]>>;
  analysis?: string;
  rating?: string;
}

function bodyOf({ persons }: CheckView, said: SaidAnswer): unknown {
  const { all, systemsSearched, results = {}, analysis, rating } = said;
  return {
    results:
      all === nobodyKnown
        ? persons.map(({ id: person }) => ({ person, result: nobodyKnown, systemsSearched }))
        : persons.map(({ id: person }) => ({ person, ...results[person] })),
    information: itemsIn(persons, said).map(({ person, item }) => ({ person, ...item })),
    ...{ analysis, rating },
  };
}

/** Every item that says something, in the order of the persons, with its place among theirs. */
const itemsIn = (persons: readonly AskedPerson[], { information = {} }: SaidAnswer) =>
  persons.flatMap(({ id }) => (information[id] ?? []).map((item, place) => ({ person: id, item, place })));

function pathIn({ persons }: CheckView, path: readonly PropertyKey[], said: SaidAnswer): readonly PropertyKey[] {
  const [list, index, ...field] = path;
  if (list === 'results') {
    const person = persons[Number(index)];
    const isUnsaid = persons.length > 1 && said.all === undefined;
    return isUnsaid || person === undefined ? [forAll] : [list, person.id, ...field];
  }
  const item = list === 'information' ? itemsIn(persons, said)[Number(index)] : undefined;
  return item === undefined ? path : ['information', item.person, item.place, ...field];
}
