import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import type { Answers } from '../../../api/pages/frame/answers.js';
import {
  answersSaying,
  mistakesOn,
  prefilled,
  readSteps,
  savedFields,
  stateOf,
  stepAfter,
  stepBefore,
} from '../../../api/pages/frame/stepped-answers.js';
import {
  everyStep,
  isRowKey,
  rowKeys,
  stepsOf,
  type AskedStep,
  type ListTask,
  type SteppedForm,
  type Task,
} from '../../../api/pages/frame/stepped-form.js';
import { answeredCards, stepView, taskRows, titleOf } from '../../../api/pages/frame/stepped-views.js';

const who: Task = {
  kind: 'steps',
  title: { en: 'You', cy: 'Chi' },
  steps: [
    {
      slug: 'who',
      title: 'Who',
      questions: [
        {
          ...{ kind: 'choice', name: 'who', label: { en: 'Who are you?', cy: 'Pwy ydych chi?' } },
          missing: { en: 'Choose who you are', cy: 'Dewiswch pwy ydych' },
          options: [
            { value: 'teacher', label: { en: 'A teacher', cy: 'Athro' } },
            { value: 'other', label: { en: 'Somebody else', cy: 'Rhywun arall' } },
          ],
        },
      ],
    },
    {
      slug: 'school',
      title: 'School',
      isAsked: (answer) => answer('who') === 'teacher',
      questions: [{ kind: 'line', name: 'school', label: 'Which school?', optional: true }],
    },
  ],
};

const children: ListTask = {
  ...{ kind: 'list', list: 'children', title: 'Children', row: { en: 'Child', cy: 'Plentyn' } },
  ...{ more: 'Is there another child?', missing: { en: 'Name a child', cy: 'Enwch blentyn' } },
  called: (answer) => answer('name'),
  steps: [
    {
      slug: 'name',
      title: 'Name',
      questions: [{ kind: 'line', name: 'name', label: 'Name', missing: 'Enter a name' }],
    },
    {
      slug: 'home',
      title: 'Home',
      isLikeFirst: true,
      questions: [
        {
          ...{ kind: 'yes-no', name: 'atHome', label: 'At home?', orNotKnown: true },
          asksIfNo: [{ kind: 'line', name: 'where', label: 'Where?', missing: 'Enter where' }],
        },
        { kind: 'date', name: 'born', label: 'Born', optional: true, mayBeRough: true },
      ],
    },
  ],
};

const schema = z.strictObject({
  who: z.enum(['teacher', 'other']),
  school: z.string().optional(),
  children: z
    .array(
      z.strictObject({
        name: z.string(),
        atHome: z.boolean().optional(),
        where: z.string().optional(),
        born: z.string().optional(),
      }),
    )
    .min(1),
});
const form: SteppedForm<z.output<typeof schema>> = {
  tasks: [who, children],
  schema,
  bodyFrom: (said) => ({ children: [], ...said }),
};

const whole: Answers = {
  ...{ who: 'teacher', school: 'Hollow Lane', 'children-more': 'no' },
  ...{ 'children.3.name': 'Ada', 'children.3.atHome': 'no', 'children.3.where': 'Hostel', 'children.3.born-day': '' },
  ...{ 'children.3.born-month': '3', 'children.3.born-year': '2019' },
  ...{ 'children.7.name': 'Bea', 'children.7.atHome': 'not-known', 'children.7.born-day': '' },
  ...{ 'children.7.born-month': '', 'children.7.born-year': '' },
};
const read = (answers: Answers) => readSteps(form, answers, 'en');
const mistakesOf = (answers: Answers) => {
  const is = read(answers);
  return 'mistakes' in is ? is.mistakes : [];
};
const statesOf = (answers: Answers) => form.tasks.map((task) => stateOf(task, answers, mistakesOf(answers)));

function stepAt(path: string, answers: Answers = whole): AskedStep {
  const step = everyStep(form, answers).find((each) => each.path === path);
  if (step === undefined) throw new Error(`There is no step ${path}`);
  return step;
}

describe('the steps of a form', () => {
  it('are those of its tasks, and of each row of its lists', () => {
    expect(everyStep(form, whole).map(({ path }) => path)).toEqual([
      ...['who', 'school', 'children/3/name', 'children/3/home', 'children/7/name', 'children/7/home'],
    ]);
  });

  it('leave out what is asked of others only', () => {
    expect(stepsOf(who, { ...whole, who: 'other' }).map(({ path }) => path)).toEqual(['who']);
  });

  it('ask of each row its own questions, those behind an answer as well', () => {
    expect(Object.keys(savedFields(stepAt('children/7/home'), {}))).toEqual([
      ...['children.7.atHome', 'children.7.where'],
      ...['children.7.born-day', 'children.7.born-month', 'children.7.born-year'],
    ]);
  });

  it('follow each other within their task or row, and no further', () => {
    expect(stepAfter(stepAt('who'), who, whole)?.path).toBe('school');
    expect(stepAfter(stepAt('children/3/home'), children, whole)).toBeUndefined();
    expect(stepBefore(stepAt('children/7/home'), children, whole)?.path).toBe('children/7/name');
    expect(stepBefore(stepAt('children/7/name'), children, whole)).toBeUndefined();
  });

  it('are called by their only question, else by their title', () => {
    expect([titleOf(stepAt('who'), 'cy'), titleOf(stepAt('children/3/home'), 'en')]).toEqual([
      'Pwy ydych chi?',
      'Home',
    ]);
  });

  it('say of which row they are', () => {
    const step = stepsOf(children, whole, 'cy')[2];
    expect(step && stepView(step, { answers: whole, mistakes: [], language: 'cy' }).caption).toBe('Plentyn 2: Bea');
  });

  it('are filled in to begin with as in the first row where that is likely, and never over an answer', () => {
    const begun = { ...whole, 'children.9.name': 'Cy' };
    expect(prefilled(stepAt('children/9/home', begun), begun)).toMatchObject({ 'children.9.where': 'Hostel' });
    expect(prefilled(stepAt('children/7/home'), whole)).toBe(whole);
  });
});

describe('the rows of a list', () => {
  it('are those that somebody has begun, in the order of their numbers', () => {
    expect(rowKeys({ 'children.12.name': '', 'children.3.name': 'Ada', 'children-more': 'no' }, 'children')).toEqual([
      ...['3', '12'],
    ]);
  });

  it.each(['0', '-1', '01', '1-5', '1e3', '9999999999', '__proto__', 'length', ''])(
    'are not told apart by %p, which is no number of a row',
    (text) => {
      expect([isRowKey(text), rowKeys({ [`children.${text}.name`]: 'x' }, 'children')]).toEqual([false, []]);
    },
  );
});

describe('what was entered', () => {
  it('is read by the rule of the whole: not known says nothing, and a month will do where it may', () => {
    expect(read(whole)).toEqual({
      body: {
        ...{ who: 'teacher', school: 'Hollow Lane' },
        children: [{ name: 'Ada', atHome: false, where: 'Hostel', born: '2019-03' }, { name: 'Bea' }],
      },
    });
  });

  it('counts no more once it is not asked any more', () => {
    expect(read({ ...whole, who: 'other' })).not.toHaveProperty('body.school');
  });

  it('has every mistake at the page where it is mended, though a row before it says nothing', () => {
    const answers = { 'children.3.name': '', 'children.7.name': 'Bea', 'children.7.atHome': 'no' };
    expect(mistakesOf(answers)).toEqual([
      { field: 'who', says: 'Choose who you are', page: 'who' },
      { field: 'children.3.name', says: 'Enter a name', page: 'children/3/name' },
    ]);
    expect(mistakesOn(stepAt('children/3/name'), mistakesOf(answers))).toHaveLength(1);
    expect(mistakesOn(stepAt('children/7/name'), mistakesOf(answers))).toEqual([]);
  });

  it('misses a list that must have a row, at the list, in the language of whoever reads', () => {
    expect(readSteps(form, { who: 'other' }, 'cy')).toEqual({
      mistakes: [expect.objectContaining({ field: null, says: 'Enwch blentyn', page: 'children' })],
    });
  });

  it('can be shown again by what it said', () => {
    const is = read(whole);
    const again = answersSaying(form, 'body' in is ? is.body : {});
    expect(read(again)).toEqual(is);
    expect(answeredCards(form, { answers: again, language: 'en' }).map(({ title }) => title)).toEqual([
      ...['You', 'Child 1: Ada', 'Child 2: Bea'],
    ]);
  });
});

describe('a task', () => {
  it('is not started, in progress once it is begun, and completed once all of it was gone through', () => {
    expect(statesOf({})).toEqual(['not-started', 'not-started']);
    expect(statesOf({ who: 'teacher', 'children.3.name': 'Ada' })).toEqual(['in-progress', 'in-progress']);
    expect(statesOf({ who: 'teacher', school: '' })).toEqual(['completed', 'not-started']);
    expect(statesOf(whole)).toEqual(['completed', 'completed']);
  });

  it('of a list is not completed before somebody has said that there is no more, nor where there must be a row', () => {
    const open = { ...whole, 'children-more': '' };
    expect(statesOf(open)[1]).toBe('in-progress');
    expect(statesOf({ 'children-more': 'no' })[1]).toBe('in-progress');
  });

  it('leads to what was not gone through yet, and to the sending only once nothing is wrong', () => {
    const rowsAt = (answers: Answers) =>
      taskRows(form, { path: '/d', answers, mistakes: mistakesOf(answers), language: 'en', further: [] }).map(
        ({ href }) => href,
      );
    expect(rowsAt({ who: 'teacher' })).toEqual(['/d/school', '/d/children', null]);
    expect(rowsAt(whole)).toEqual(['/d/who', '/d/children', '/d/check']);
  });
});

describe('answers to be checked', () => {
  it('stand task by task and row by row, each with the way back to its page', () => {
    const cards = answeredCards(form, { answers: whole, language: 'en', path: '/d' });
    expect(cards[1]).toEqual({
      title: 'Child 1: Ada',
      rows: [
        { name: 'children.3.name', label: 'Name', says: 'Ada', change: '/d/children/3/name?from=check' },
        { name: 'children.3.atHome', label: 'At home?', says: 'No', change: '/d/children/3/home?from=check' },
        { name: 'children.3.where', label: 'Where?', says: 'Hostel', change: '/d/children/3/home?from=check' },
        { name: 'children.3.born', label: 'Born', says: 'March 2019', change: '/d/children/3/home?from=check' },
      ],
    });
  });
});
