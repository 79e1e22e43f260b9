import { z } from 'zod';
import { CalendarEndsError } from '../../../domain/calendar.js';
import { legalBases } from '../../../domain/case.js';
import { planClock } from '../../../domain/deadlines.js';
import type { Problem } from '../../../domain/problems.js';
import { ratingNames, ratings, type Agency, type Rating } from '../../../domain/policy.js';
import type { ScreeningBody } from '../../../domain/screening.js';
import type { FoundCase } from '../../../records/case-lookup.js';
import { readCase, type CaseView } from '../../../records/case-view.js';
import { agenciesOf } from '../../../records/directory.js';
import { rulesInForce, type RulesInForce } from '../../../records/policies.js';
import { screenCase } from '../../../records/screening.js';
import { screeningBody } from '../../rest/act-bodies.js';
import { aCase } from '../../rest/places.js';
import type { Services } from '../../services.js';
import type { Answers } from '../frame/answers.js';
import { inHub } from '../frame/formats.js';
import { closedBy, type AskedForm } from '../frame/asked-form.js';
import { asks } from '../frame/form-page.js';
import type { Shown } from '../frame/page.js';
import type { Option, Question, Section } from '../frame/questions.js';
import { calledOn, topOf } from './case-frame.js';
import { referralShown } from './referral-shown.js';
import { legalBasisWords } from './words.js';

/** Screening: how urgent a referral is, on what legal basis agencies are asked, and which; the referral stands beside it. */
export const screeningPage = asks({
  path: '/cases/:reference/screening',
  permission: 'screen-case',
  place: aCase,
  draft: { form: 'screening', about: ({ caseId }) => caseId },
  form: async (services, asked) => {
    const { record, hubId } = services;
    const [view, rules, agencies] = await Promise.all([
      readCase(record.database, asked.sightFor('see-case')),
      rulesInForce(record.database.reads, hubId),
      agenciesOf(record.database.reads, hubId, null),
    ]);
    return {
      ...screeningForm(asked, { view, rules, agencies: agencies.filter(({ enabled }) => enabled) }),
      ...closedBy(whyScreened(view), asked),
    };
  },
  act: ({ record }: Services, { target, body, once }) => screenCase(record, target.caseId, body, once),
  done: ({ reference }) => `/cases/${reference}`,
});

/** Why it needs no screening any more; undefined where it does. */
function whyScreened({ stage }: CaseView): Problem | undefined {
  if (stage === 'received' || stage === 'screening') return undefined;
  return {
    code: 'stage-passed',
    pageTitle: 'This case has been screened',
    detail: 'Somebody has screened this case. Its page shows the rating, and which agencies were asked.',
  };
}

type Asking = Shown<'screen-case', FoundCase>;

interface ToScreen {
  view: CaseView;
  rules: RulesInForce;
  /** Those that are asked anything at all. */
  agencies: readonly Agency[];
}

function screeningForm(asked: Asking, { view, rules, agencies }: ToScreen): AskedForm<ScreeningBody> {
  const { reference, version } = view;
  const people = view.people.map((person) => ({ value: person.id, label: calledOn(person) }));
  return {
    template: 'hub/screening',
    title: `Screen case ${reference}`,
    ...{ back: `/cases/${reference}`, send: 'Screen and ask the agencies', version },
    sections: [
      { questions: [ratingQuestion(rules, asked.now), rationaleQuestion, legalBasisQuestion(asked, view)] },
      { questions: [agenciesQuestion(agencies, people)] },
    ] satisfies Section[],
    initial: { agencies: agenciesBeforehand(rules, agencies), ...everyoneAbout(agencies, people) },
    schema: screeningOfForm,
    bodyFrom,
    askedAt,
    view: { top: topOf(asked, view, ''), referral: referralShown(view, asked.now) },
  };
}

const ratingQuestion = ({ policy, calendar }: RulesInForce, now: Date): Question => ({
  kind: 'choice',
  name: 'rating',
  label: 'How urgent is it?',
  missing: 'Choose how urgent it is',
  options: ratings.map((rating) => ({
    value: rating,
    label: ratingNames[rating],
    hint: dueInWords({ policy, calendar }, rating, now),
  })),
});

/** When checks and decision would be due. */
function dueInWords({ policy, calendar }: RulesInForce, rating: Rating, now: Date): string {
  try {
    const { dueAt, rule } = planClock(policy, calendar, 'check', now, rating);
    const length = rule.replace(/^\w+: /, '');
    return `Answers and decision due in ${length}: by ${inHub(dueAt)}`;
  } catch (error) {
    if (!(error instanceof CalendarEndsError)) throw error;
    return 'Cannot be chosen now: the calendar of working days does not reach so far';
  }
}

const rationaleQuestion: Question = {
  kind: 'text',
  name: 'rationale',
  label: 'Why?',
  hint: 'What you know, what worries you, and what you do not know yet. It stays on the record with your name.',
  missing: 'Say why',
};

function legalBasisQuestion({ visitor }: Asking, { referrals }: CaseView): Question {
  const agreed = referrals[0]?.parents.agreement === 'given';
  const isManager = visitor.actor.roles.includes('hub-manager');
  return {
    kind: 'choice',
    name: 'legalBasis',
    label: 'On what legal basis are the agencies asked?',
    missing: 'Choose a legal basis',
    options: legalBases.map((value): Option => {
      const { label, hint } = legalBasisWords[value];
      if (value !== 'consent' || agreed) return { value, label, hint };
      return isManager
        ? { value, label, hint: `${hint} The parents have not agreed.`, asks: [overrideQuestion] }
        : { value, label, hint: 'The parents have not agreed. Only a hub manager may override that.' };
    }),
  };
}

const overrideQuestion: Question = {
  kind: 'text',
  name: 'agreementOverride.reason',
  label: 'Why do you override the parents’ agreement?',
  rows: 3,
  optional: true,
};

const agenciesQuestion = (agencies: readonly Agency[], people: readonly Option[]): Question => ({
  kind: 'choices',
  name: 'agencies',
  label: 'Which agencies are asked?',
  missing: 'Choose at least one agency',
  options: agencies.map(({ code, name }) => ({
    value: code,
    label: name,
    folds: 'About whom, and what',
    asks: [
      {
        kind: 'choices',
        name: `about.${code}`,
        label: `About whom is ${name} asked?`,
        missing: `Choose about whom ${name} is asked`,
        wrong: `Choose about whom ${name} is asked`,
        options: people,
      },
      {
        kind: 'text',
        name: `question.${code}`,
        label: `What does the hub ask ${name} in particular?`,
        rows: 2,
        optional: true,
      },
    ],
  })),
});

/** The agencies that policy asks: of every rating the same, or all that any asks. */
const agenciesBeforehand = ({ policy }: RulesInForce, agencies: readonly Agency[]): string[] =>
  agencies
    .map(({ code }) => code)
    .filter((code) => ratings.some((rating) => policy.ratings[rating].defaultAgencies.includes(code)));

const everyoneAbout = (agencies: readonly Agency[], people: readonly Option[]): Answers =>
  Object.fromEntries(agencies.map(({ code }) => [`about.${code}`, people.map(({ value }) => value)]));

/** What the form says of agencies, people and questions, as the checks that are ordered. */
interface Said {
  agencies?: string[];
  about?: Readonly<Record<string, string[]>>;
  question?: Readonly<Record<string, string>>;
}

/** The same rule; but whoever unticks every agency asks none, and not those that are asked where nobody chooses. */
const screeningOfForm: z.ZodType<ScreeningBody> = z.preprocess((body, context) => {
  const { checks, ...rest } = body as { checks: readonly unknown[] };
  if (checks.length > 0) return body;
  context.addIssue({ code: 'custom', path: ['checks'], message: 'Choose at least one agency' });
  return rest;
}, screeningBody);

/** Today there is one route, so nobody is asked for it. */
function bodyFrom({ agencies: chosen, about, question, ...said }: Record<string, unknown> & Said): unknown {
  const checks = (chosen ?? []).map((agency) => ({
    agency,
    persons: about?.[agency] ?? [],
    question: question?.[agency],
  }));
  return { ...said, route: 'mash', checks };
}

function askedAt(path: readonly PropertyKey[], said: Record<string, unknown> & Said): readonly PropertyKey[] {
  const [first, index, field] = path;
  if (first !== 'checks') return path;
  const agency = typeof index === 'number' ? said.agencies?.[index] : undefined;
  if (agency === undefined) return ['agencies'];
  return field === 'persons' ? ['about', agency] : field === 'question' ? ['question', agency] : ['agencies'];
}
