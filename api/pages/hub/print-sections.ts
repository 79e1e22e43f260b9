import type { NamedEntry } from '../../../records/chronology.js';
import type { CalledAgency } from '../../../records/agency-names.js';
import type { CaseView } from '../../../records/case-view.js';
import { inHub } from '../frame/formats.js';
import { answersSideBySide } from './answers-shown.js';
import { bornInWords } from './born.js';
import { calledOn, namesOf } from './case-frame.js';
import { calledAgency } from './checks-shown.js';
import { messageShown } from './case-parts.js';
import { clockState } from './clock-state.js';
import { entryShown } from './event-words.js';
import { referralShown, type ReadPart } from './referral-shown.js';
import { screeningShown } from './screening-shown.js';
import { warningsShown } from './warnings-shown.js';
import { ratingTag } from '../frame/ratings.js';
import { clockWords, levelWords, outcomeWords, stageWords, wordsOf } from './words.js';

/** What the sections of a printed case are made from. */
export interface Printed {
  view: CaseView;
  /** Oldest first. */
  entries: readonly NamedEntry[];
  now: Date;
  called: CalledAgency;
}

/** A section of a printed case: parts with rows, on paper as in a PDF. */
export interface PrintSection {
  title: string;
  parts: ReadPart[];
}

interface SectionRow {
  says: string;
  partsOf: (printed: Printed) => ReadPart[];
}

/** The sections that can be chosen, in their order. */
export const printSections = {
  overview: { says: 'How the case stands', partsOf: overviewOf },
  people: { says: 'People', partsOf: peopleOf },
  referral: {
    says: 'Referral as it was sent',
    partsOf: ({ view, now }) =>
      referralShown(view, now).flatMap(({ reference, received, parts }) => [
        { title: `${reference}: ${received}`, rows: [] },
        ...parts,
      ]),
  },
  screening: { says: 'Screening', partsOf: ({ view }) => screeningShown(view) },
  answers: { says: 'What the agencies said', partsOf: answersOf },
  decision: { says: 'Decision', partsOf: decisionOf },
  messages: { says: 'Messages', partsOf: messagesOf },
  chronology: { says: 'Chronology', partsOf: chronologyOf },
} as const satisfies Record<string, SectionRow>;
export type SectionName = keyof typeof printSections;
export const sectionNames = Object.keys(printSections) as SectionName[];

/** The chosen sections; what is empty says so. */
export const sectionsOf = (names: readonly SectionName[], printed: Printed): PrintSection[] =>
  sectionNames
    .filter((name) => names.includes(name))
    .map((name) => {
      const { says, partsOf } = printSections[name];
      const parts = partsOf(printed).filter(({ rows, title }) => rows.length > 0 || title !== '');
      return { title: says, parts: parts.length > 0 ? parts : [{ title: 'Nothing so far', rows: [] }] };
    });

function overviewOf({ view, now }: Printed): ReadPart[] {
  return [
    {
      title: '',
      rows: [
        { label: 'Reference', says: view.reference },
        { label: 'Stage', says: stageWords[view.stage] },
        { label: 'Rating', says: ratingTag(view.rating).text },
        { label: 'Received', says: inHub(view.receivedAt) },
        { label: 'Immediate danger', says: view.immediateDanger ? 'Reported' : 'Not reported' },
        { label: 'Held by', says: view.owner?.name ?? 'Nobody' },
        { label: 'Printed', says: inHub(now) },
      ],
    },
    {
      title: 'Clocks',
      rows: view.deadlines.map((deadline) => ({
        label: clockName(deadline, view),
        says: `${deadline.rule}. Due ${inHub(deadline.dueAt)}. ${clockState(deadline).text}.`,
      })),
    },
  ];
}

function clockName({ clock, check }: CaseView['deadlines'][number], { checks }: CaseView): string {
  const asked = checks.find(({ id }) => id === check);
  return asked === undefined ? wordsOf(clockWords, clock) : `${calledAgency(asked)} check`;
}

function peopleOf({ view, now }: Printed): ReadPart[] {
  return [
    {
      title: '',
      rows: view.people.map((person) => ({
        label: calledOn(person),
        says: `${person.role === 'child' ? 'Child' : (person.relationship ?? 'Household')}. Born: ${bornInWords(person, now)}.`,
      })),
    },
    ...warningsPrinted(view, now),
  ];
}

/** Whoever goes there takes the paper along. */
const warningsPrinted = (view: CaseView, now: Date): ReadPart[] =>
  view.warnings.length === 0
    ? []
    : [
        {
          title: 'Before contact or a visit',
          rows: warningsShown(view, now).map(({ says, about, text, noted }) => ({
            label: `${says}: ${about}`,
            says: [text, noted].join('\n'),
          })),
        },
      ];

function answersOf({ view }: Printed): ReadPart[] {
  const { agencies, rows } = answersSideBySide(view);
  return agencies.map(({ name, state, at, analysis }, column) => ({
    title: `${name}: ${state.text}${at === null ? '' : `, ${at}`}`,
    rows: [
      ...rows.flatMap(({ person, cells }) => {
        const cell = cells[column];
        if (cell?.says !== '') return [];
        const items = cell.items.map(({ text, kind, sharing }) => `${text} (${kind}. ${sharing}.)`);
        return [{ label: person, says: [cell.result, ...items].join('\n') }];
      }),
      ...(analysis === null ? [] : [{ label: 'Analysis', says: analysis }]),
    ],
  }));
}

function decisionOf({ view }: Printed): ReadPart[] {
  const names = namesOf(view.people);
  return view.decisions.map(({ child, level, outcome, rationale, at, by, messageToReferrer }) => ({
    title: `${names.get(child) ?? ''}: decided by ${by.name}, ${inHub(at)}`,
    rows: [
      { label: 'What happens next', says: wordsOf(outcomeWords, outcome) },
      { label: 'Level of need', says: (levelWords as Readonly<Record<number, string>>)[level] ?? String(level) },
      { label: 'Why', says: rationale },
      { label: 'Message to the referrer', says: messageToReferrer },
    ],
  }));
}

const messagesRows = ({ view, called }: Printed): ReadPart['rows'] =>
  view.notices
    .map((notice) => messageShown(notice, called))
    .map(({ what, to, state, sent }) => ({
      label: what,
      says: `To: ${to}. ${state.text}${sent === 'Not yet' ? '' : `, ${sent}`}.`,
    }));

function messagesOf(printed: Printed): ReadPart[] {
  return [{ title: '', rows: messagesRows(printed) }];
}

function chronologyOf({ entries, called }: Printed): ReadPart[] {
  return [
    {
      title: '',
      rows: entries
        .map((entry) => entryShown(entry, called))
        .map(({ at, says, detail, by }) => ({
          label: at,
          says: `${says}${detail === '' ? '' : `: ${detail}`}, by ${by}`,
        })),
    },
  ];
}
