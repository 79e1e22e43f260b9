import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { answersSaying, readSteps } from '../../../api/pages/frame/stepped-answers.js';
import { everyStep, type Step, type Task } from '../../../api/pages/frame/stepped-form.js';
import { optionsOf, type Question } from '../../../api/pages/frame/questions.js';
import { referralForm, saidInSubmission } from '../../../api/pages/referrer/referral-form.js';
import { withoutRoughDates } from '../../../api/pages/referrer/rough-dates.js';
import { ruleInLanguage } from '../../../api/pages/frame/rule-words.js';
import type { ReferralSubmission } from '../../../domain/referral.js';
import type { Role } from '../../../domain/roles.js';

const today = '2026-11-22';
const formOf = (role: Role) => referralForm({ userId: '', hubId: '', agency: null, roles: [role] }, () => today);
const folder = new URL('../../../examples/', import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.startsWith('referral-'))
  .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as ReferralSubmission] as const);

describe('the pages of a referral', () => {
  it.each(examples)('can say all that %s says, and say it as it was sent', (_name, submission) => {
    const form = formOf('hub-worker');
    const answers = answersSaying(form, saidInSubmission(submission));
    expect(readSteps(form, answers, 'en')).toEqual({ body: submission });
  });

  it('ask the hub how a referral came, and others not', () => {
    const first = (role: Role): string | undefined => everyStep(formOf(role), {})[0]?.path;
    expect([first('hub-worker'), first('referrer')]).toEqual(['channel', 'who']);
  });

  const words = (task: Task): unknown[] => [task.title, ...task.steps.flatMap(wordsOfStep)];
  const wordsOfStep = ({ title, says = [], questions }: Step): unknown[] => [
    title,
    ...says,
    ...questions.flatMap(wordsOfQuestion),
  ];
  const wordsOfQuestion = (question: Question): unknown[] => [
    ...[question.label, question.hint ?? bilingual, question.missing ?? bilingual, ...(question.help ?? [])],
    ...optionsOf(question).flatMap(({ label, asks = [] }) => [label, ...asks.flatMap(wordsOfQuestion)]),
  ];
  const bilingual = { en: '', cy: '' };

  it('say everything in English and in Welsh', () => {
    const said = ['hub-worker' as const, 'referrer' as const].flatMap((role) => formOf(role).tasks.flatMap(words));
    expect(said.filter((each) => typeof each === 'string')).toEqual([]);
  });

  it('tell in Welsh what is wrong, whichever rule says so', () => {
    const form = formOf('referrer');
    const long = 'x'.repeat(400);
    const answers = {
      ...{
        'referrer.kind': 'professional',
        'referrer.name': `a\tb`,
        'referrer.email': 'nobody',
        'children.1.firstName': long,
      },
      ...{ 'children.1.born': 'yes', 'children.1.dateOfBirth-day': '31', 'children.1.dateOfBirth-month': '2' },
      ...{ 'children.1.dateOfBirth-year': '2019', 'concern.whatHappened': 'a\0b', 'parents.informed': 'perhaps' },
    };
    const [english, welsh] = (['en', 'cy'] as const).map((language) => {
      const is = readSteps(form, answers, language);
      return 'mistakes' in is ? is.mistakes.map(({ says }) => says) : [];
    });
    expect(welsh).toHaveLength(english?.length ?? 0);
    expect(welsh?.filter((says) => english?.includes(says))).toEqual([]);
    expect(english?.length).toBeGreaterThan(6);
  });

  it('leave a rule that Welsh does not know yet in English rather than say nothing', () => {
    expect(ruleInLanguage('Something new.', 'cy')).toBe('Something new.');
  });
});

describe('a date that is known roughly', () => {
  const said = {
    children: [{ dateOfBirth: '2018-03' }, { expectedDate: '2027' }, { dateOfBirth: '2018-04-11' }],
    household: [{ dateOfBirth: '1990' }],
    concern: { chronology: 'A first time in May. ' },
  };

  it('stands in words at the end of the chronology, and nowhere as an exact one', () => {
    expect(withoutRoughDates(said, today)).toEqual({
      children: [{}, {}, { dateOfBirth: '2018-04-11' }],
      household: [{}],
      concern: {
        chronology: [
          ...['A first time in May.', '', 'Dates that are known only roughly:'],
          ...['- child 1: born March 2018', '- child 2: expected 2027', '- person of the household 1: born 1990'],
        ].join('\n'),
      },
    });
  });

  it('is all of the chronology where nothing else was said', () => {
    expect(withoutRoughDates({ ...said, concern: {} }, today)).toMatchObject({
      concern: { chronology: expect.stringMatching(/^Dates that are known only roughly:\n- child 1/) },
    });
  });

  it.each(['2018-13', '2027', '2026-12', '1850', '18', 'March', '2018-3-'])(
    'is none where it is %s: the rule says what is wrong',
    (dateOfBirth) => {
      expect(withoutRoughDates({ children: [{ dateOfBirth }] }, today)).toEqual({ children: [{ dateOfBirth }] });
    },
  );
});
