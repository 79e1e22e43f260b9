import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { FoundPerson, SoughtPerson } from '../../../records/people-search.js';
import { searchPeople } from '../../../records/people-search.js';
import { hashedTerms } from '../../../records/looks.js';
import { date, line, optional, withRule } from '../../rest/fields.js';
import { theHub } from '../../rest/places.js';
import { recordGiven } from '../../security/looks.js';
import { csrfTokenOf, formOfOurs } from '../../security/sessions.js';
import { answersIn, type Answers } from '../frame/answers.js';
import { shownForm } from '../frame/form-shown.js';
import { nameOf } from '../frame/formats.js';
import { readAnswers, type FormRule, type Mistake } from '../frame/mistakes.js';
import { askedBy, type PageRoute, type Shown } from '../frame/page.js';
import { ratingCell } from '../frame/ratings.js';
import type { SendPage } from '../frame/rendering.js';
import type { Cell, Table } from '../frame/table.js';
import type { Asked } from '../../../records/sight.js';
import { onlySignedIn } from '../frame/visitor.js';
import { bornInWords } from './born.js';
import { stageWords } from './words.js';

/** Of a last name that nothing else narrows down: one letter is not a search, but a sixteenth of the record. */
const fewestLetters = 2;

const rule: FormRule<SoughtPerson> = {
  sections: [
    {
      questions: [
        {
          kind: 'line',
          name: 'lastName',
          label: 'Last name',
          hint: 'Or its beginning, at least two letters.',
          width: 20,
          optional: true,
        },
        { kind: 'line', name: 'firstName', label: 'First name', hint: 'Or its beginning.', width: 20, optional: true },
        { kind: 'date', name: 'dateOfBirth', label: 'Date of birth', hint: 'For example, 27 3 2019', optional: true },
        { kind: 'line', name: 'nhsNumber', label: 'NHS number', width: 20, inputmode: 'numeric', optional: true },
      ],
    },
  ],
  schema: withRule(
    z.strictObject({
      lastName: optional(line()),
      firstName: optional(line()),
      dateOfBirth: optional(date()),
      nhsNumber: optional(line()),
    }),
    ({ lastName, dateOfBirth, nhsNumber }, refuse) => {
      if (nhsNumber !== undefined) return;
      if (lastName === undefined) refuse(['lastName'], 'Enter a last name or an NHS number');
      else if (
        dateOfBirth === undefined &&
        typeof lastName === 'string' &&
        Array.from(lastName).length < fewestLetters
      ) {
        refuse(['lastName'], 'Enter at least two letters of the last name, or a date of birth as well');
      }
    },
  ),
};

/** So many people are shown; whoever finds more is to narrow it down. */
const mostFound = 50;

/**
 * Finds cases by the people on them. What is looked for is sent as a form: no name stands in an address, in a history or in a log. That
 * somebody searched is kept, with what they searched for hashed.
 */
export const peopleSearch: PageRoute = ({ services, sendPage }) => {
  const router = Router();
  const asking = { permission: 'search-people', place: theHub } as const;
  router.get('/people/search', onlySignedIn, async (request, response) => {
    await askedBy(services, request, asking);
    await recordGiven(services, { request, response }, { kind: 'opened' });
    showSearch({ request, response, sendPage }, { answers: {} });
  });
  router.post('/people/search', onlySignedIn, formOfOurs, async (request, response) => {
    const asked: Shown<'search-people', Asked> = await askedBy(services, request, asking);
    const answers = answersIn(rule.sections, request.body);
    const read = readAnswers(rule, answers, 'en');
    if ('mistakes' in read) {
      await recordGiven(services, { request, response }, { kind: 'opened' });
      showSearch({ request, response, sendPage }, { answers, mistakes: read.mistakes });
      return;
    }
    const { sight, now } = asked;
    const found = await searchPeople(services.record.database, sight, { ...read.body, limit: mostFound, now });
    const terms = hashedTerms(services.keys, termsOf(read.body));
    await recordGiven(services, { request, response }, { kind: 'searched', items: found.length, terms });
    const rows = found.map((person) => rowOf(person, now));
    showSearch({ request, response, sendPage }, { answers, rows });
  });
  return router;
};

/** What was looked for as one text, each part in its place. */
const termsOf = ({ lastName = '', firstName = '', dateOfBirth = '', nhsNumber = '' }: SoughtPerson): string =>
  [lastName, firstName, dateOfBirth, nhsNumber.replaceAll(/\s/g, '')].join('|');

interface Answering {
  request: Request;
  response: Response;
  sendPage: SendPage;
}

interface Searched {
  answers: Answers;
  mistakes?: readonly Mistake[];
  /** Undefined where nothing was looked for. */
  rows?: Table['rows'];
}

function showSearch({ request, response, sendPage }: Answering, { answers, mistakes = [], rows }: Searched): void {
  sendPage(request, response, {
    template: 'hub/people-search',
    title: 'Search for a person',
    view: {
      sections: shownForm(rule.sections, { answers, mistakes, language: 'en' }),
      ...{ errors: mistakes, back: '/board', csrfToken: csrfTokenOf(request) },
      ...{ table: rows === undefined ? null : tableOf(rows), isCut: rows?.length === mostFound, mostFound },
    },
    status: mistakes.length > 0 ? 422 : 200,
  });
}

const tableOf = (rows: Table['rows']): Table => ({
  ...{ caption: 'People found', dense: true, rows },
  head: ['Name', 'Born', 'On the case', 'Case', 'Stage', 'Rating'],
  empty:
    'Nobody was found on a case that is open to you. Try only the beginning of the last name, or another spelling.',
});

const rowOf = ({ dateOfBirth, role, reference, stage, rating, ...name }: FoundPerson, now: Date): Cell[] => [
  ...[{ text: nameOf(name) }, { text: bornInWords(dateOfBirth === null ? {} : { dateOfBirth }, now) }],
  { text: role === 'child' ? 'Child' : 'Household' },
  { text: reference, href: `/cases/${reference}`, whole: true },
  ...[{ text: stageWords[stage] }, ratingCell(rating)],
];
