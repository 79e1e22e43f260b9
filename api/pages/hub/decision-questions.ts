import { isWaiting } from '../../../domain/checks.js';
import { meetingSkipReasons, outcomeCodes, primaryNeeds, thresholdLevels } from '../../../domain/decisions.js';
import type { CaseView } from '../../../records/case-view.js';
import type { FormRule } from '../frame/mistakes.js';
import type { Question, Section } from '../frame/questions.js';
import { calledOn } from './case-frame.js';
import { calledAgency } from './checks-shown.js';
import { levelWords, meetingSkipWords, needWords, outcomeWords } from './words.js';

/** The questions of a decision, and how its answers become one. */
export interface DecisionAsked extends Omit<FormRule<never>, 'schema'> {
  readonly sections: readonly Section[];
}

interface Circumstances {
  isRed: boolean;
  /** Whoever decides is a hub manager. */
  isManager: boolean;
}

/** For each child what is decided; for each check that waits why it is not waited for; and what the referrer is told. */
export function decisionQuestions(view: CaseView, { isRed, isManager }: Circumstances): DecisionAsked {
  const children = view.people.filter(({ role }) => role === 'child');
  // Also once the case is decided: what is sent twice is read as it was the first time.
  const waiting = view.checks.filter(({ state }) => isWaiting(state));
  return {
    sections: [
      ...children.map((child, index) => ({ title: calledOn(child), questions: questionsOnChild(index, isRed) })),
      ...(waiting.length === 0 ? [] : [gapSection(waiting)]),
      ...(isRed ? [{ title: 'Meeting', questions: [meetingQuestion(isManager)] }] : []),
      { title: 'Message to the referrer', questions: [messageQuestion] },
    ],
    bodyFrom: (said) => bodyFrom(said, children, waiting),
    askedAt: (path) => askedAt(path, waiting),
  };
}

const questionsOnChild = (index: number, isRed: boolean): Question[] => [
  {
    kind: 'choice',
    name: `decisions.child${index}.level`,
    label: 'Level of need',
    missing: 'Choose the level of need',
    wrong: 'Choose the level of need',
    options: thresholdLevels.map((level) => ({ value: String(level), label: levelWords[level] })),
  },
  {
    kind: 'choice',
    name: `decisions.child${index}.outcome`,
    label: 'What happens next',
    missing: 'Choose what happens next',
    ...(isRed
      ? { hint: 'No further action on a Red case needs a second person, which cannot be recorded here yet.' }
      : {}),
    options: outcomeCodes.map((code) => ({ value: code, label: outcomeWords[code] })),
  },
  {
    kind: 'select',
    name: `decisions.child${index}.primaryNeed`,
    label: 'Primary need',
    hint: 'Of two that fit, the one higher in the list.',
    optional: true,
    options: primaryNeeds.map((code) => ({ value: code, label: needWords[code] })),
  },
  {
    kind: 'text',
    name: `decisions.child${index}.rationale`,
    label: 'Why',
    hint: 'It stays on the record with your name. The referrer may ask for it.',
    missing: 'Say why',
  },
];

type Checks = CaseView['checks'];

const gapSection = (waiting: Checks): Section => ({
  title: 'Checks that are not waited for',
  intro:
    'These agencies have not answered. Say for each why the case is decided without it. An answer that comes later is taken all the same.',
  questions: waiting.map((check) => ({
    kind: 'text',
    name: `gaps.${check.agency}`,
    label: `Why not wait for: ${calledAgency(check)}?`,
    rows: 2,
    missing: `Say why ${calledAgency(check)} is not waited for`,
  })),
});

const meetingQuestion = (isManager: boolean): Question => ({
  kind: 'choice',
  name: 'meetingSkipped.reason',
  label: 'Why is this Red case decided without a meeting?',
  missing: 'Choose why there is no meeting',
  options: meetingSkipReasons.map((value) => ({
    value,
    label: meetingSkipWords[value],
    ...(isManager ? {} : { asks: [agreedByQuestion(value)] }),
  })),
});

/** One a reason: what is asked below a choice belongs to it alone. */
const agreedByQuestion = (reason: string): Question => ({
  kind: 'line',
  name: `agreedBy.${reason}`,
  label: 'Which hub manager agreed to that?',
  missing: 'Name the hub manager who agreed',
});

const messageQuestion: Question = {
  kind: 'text',
  name: 'messageToReferrer',
  label: 'What is the referrer told?',
  hint: 'It goes by e-mail to a professional referrer, with the outcome. Name nobody: no child, no parent, no address, no school.',
  missing: 'Write what the referrer is told',
  help: [
    'Say what happens next, who will be in touch and when, and what they should do meanwhile.',
    'Write “the first child”, “the family”. A message that names somebody is not sent.',
  ],
};

interface Said {
  decisions?: Readonly<Record<string, { level?: string }>>;
  gaps?: Readonly<Record<string, string>>;
  meetingSkipped?: { reason?: string };
  agreedBy?: Readonly<Record<string, string>>;
}

/** Children and checks in their order, said of or not: a place in a list always means the same one. */
function bodyFrom(
  { decisions = {}, gaps = {}, meetingSkipped, agreedBy, ...rest }: Record<string, unknown> & Said,
  children: CaseView['people'],
  waiting: Checks,
): unknown {
  return {
    ...rest,
    decisions: children.map(({ id }, index) => {
      const decision = decisions[`child${index}`] ?? {};
      return { ...decision, child: id, level: decision.level === undefined ? undefined : Number(decision.level) };
    }),
    gaps: waiting.map(({ id, agency }) => ({ check: id, reason: gaps[agency] })),
    meetingSkipped:
      meetingSkipped === undefined
        ? undefined
        : { ...meetingSkipped, agreedBy: agreedBy?.[meetingSkipped.reason ?? ''] },
  };
}

function askedAt(path: readonly PropertyKey[], waiting: Checks): readonly PropertyKey[] {
  const [first, index, ...rest] = path;
  if (first === 'decisions') return typeof index === 'number' ? ['decisions', `child${index}`, ...rest] : path;
  if (first === 'gaps') {
    const agency = typeof index === 'number' ? waiting[index]?.agency : undefined;
    return agency === undefined ? path : ['gaps', agency];
  }
  if (first === 'meetingSkipped' && index === 'agreedBy') return ['agreedBy'];
  return path;
}
