import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import fc from 'fast-check';
import { answersIn, saidBy, type Answers } from '../../../api/pages/frame/answers.js';
import { answeredForm, shownForm } from '../../../api/pages/frame/form-shown.js';
import { readAnswers } from '../../../api/pages/frame/mistakes.js';
import type { Section } from '../../../api/pages/frame/questions.js';

const sections: readonly Section[] = [
  {
    title: { en: 'About the child', cy: 'Am y plentyn' },
    questions: [
      { kind: 'line', name: 'children.0.name', label: { en: 'Name', cy: 'Enw' }, missing: 'Enter a name' },
      { kind: 'line', name: 'children.2.name', label: 'Name of another', optional: true },
      { kind: 'date', name: 'born', label: 'Date of birth', optional: true, wrong: 'Enter a real date' },
      {
        ...{ kind: 'yes-no', name: 'told', label: 'Have you told them?', missing: 'Say whether you have told them' },
        asksIfNo: [{ kind: 'text', name: 'why', label: 'Why not?' }],
      },
      {
        ...{ kind: 'choices', name: 'whom', label: 'Whom to ask', optional: true },
        options: [
          { value: 'police', label: 'Police' },
          { value: 'health', label: 'Health' },
        ],
      },
    ],
  },
];

const schema = z.strictObject({
  children: z.array(z.strictObject({ name: z.string().max(10, 'Must be short.') })).min(1),
  born: z.iso.date().optional(),
  told: z.boolean(),
  why: z.string().optional(),
  whom: z.array(z.string()).optional(),
});

const whole: Answers = {
  ...{ 'children.0.name': 'Ada', 'born-day': '2', 'born-month': '3', 'born-year': '2019' },
  ...{ told: 'no', why: 'It was not safe', whom: ['police', 'health'] },
};

const read = (answers: Answers) => readAnswers({ sections, schema }, answers, 'en');

describe('what a form says', () => {
  it('is an object by the paths of its questions', () => {
    expect(saidBy(sections, whole)).toEqual({
      ...{ children: [{ name: 'Ada' }], born: '2019-03-02', told: false },
      ...{ why: 'It was not safe', whom: ['police', 'health'] },
    });
  });

  it('leaves out what is blank, and what was asked only of another choice', () => {
    expect(saidBy(sections, { ...whole, told: 'yes', 'born-day': '', 'born-month': ' ', 'born-year': '' })).toEqual({
      ...{ children: [{ name: 'Ada' }], told: true, whom: ['police', 'health'] },
    });
  });

  it('knows no field but those of its questions, whatever is sent', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))), (sent) => {
        const names = Object.keys(answersIn(sections, { ...sent, constructor: 'x', _csrf: 'y' }));
        expect(names.filter((name) => !/^(children\.\d\.name|born-\w+|told|why|whom)$/.test(name))).toEqual([]);
      }),
    );
    expect(answersIn(sections, JSON.parse('{"__proto__": {"told": "yes"}, "told": "no"}'))).toEqual({ told: 'no' });
  });

  it('has the line breaks of everything else, which forms send in another way', () => {
    expect(answersIn(sections, { why: 'one\r\ntwo' })).toEqual({ why: 'one\ntwo' });
  });
});

describe('what is wrong with a form', () => {
  it('is nothing where its rule is kept', () => {
    expect(read(whole)).toMatchObject({ body: { told: false } });
  });

  it('is said at its question, in the question’s own words, all at once', () => {
    expect(read({ 'children.0.name': '', 'born-day': '31', 'born-month': '2', 'born-year': '2019' })).toEqual({
      mistakes: [
        { field: 'children.0.name', says: 'Enter a name' },
        { field: 'born-day', says: 'Enter a real date' },
        { field: 'told', says: 'Say whether you have told them' },
      ],
    });
  });

  it('is said at the row that was filled in, though one before it is blank', () => {
    const { mistakes = [] } = read({ ...whole, 'children.2.name': 'Much too long' }) as { mistakes?: object[] };
    expect(mistakes).toEqual([{ field: 'children.2.name', says: 'Must be short.' }]);
  });

  it('is shown beside what was typed', () => {
    const answers = { ...whole, 'born-day': '<b>31', why: '\u202Edrow\u{1F9D2}' };
    const [shown] = shownForm(sections, { answers, mistakes: [{ field: 'born-day', says: 'No' }], language: 'en' });
    expect(shown?.questions[2]).toMatchObject({ mistake: 'No', parts: [{ value: '<b>31' }, { value: '3' }, {}] });
    expect(shown?.questions[3]?.options[1]).toMatchObject({ isChosen: true, asks: [{ value: answers.why }] });
  });
});

describe('a form to be read', () => {
  it('has the questions that were asked, with their answers in words', () => {
    const [{ title, rows } = { title: '', rows: [] }] = answeredForm(sections, whole);
    expect(title).toBe('About the child');
    expect(rows.map(({ label, says }) => [label, says])).toEqual([
      ['Name', 'Ada'],
      ['Name of another', 'Not answered'],
      ['Date of birth', '2 March 2019'],
      ['Have you told them?', 'No'],
      ['Why not?', 'It was not safe'],
      ['Whom to ask', 'Police, Health'],
    ]);
  });

  it('is in Welsh for whoever reads Welsh', () => {
    const [{ title, rows } = { title: '', rows: [] }] = answeredForm(sections, whole, 'cy');
    expect([title, rows[0]?.label, rows[1]?.says]).toEqual(['Am y plentyn', 'Enw', 'Heb ei ateb']);
  });
});
