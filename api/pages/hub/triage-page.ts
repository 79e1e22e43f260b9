import { randomUUID } from 'node:crypto';
import { parseReference } from '../../../domain/reference.js';
import { listCases, listCasesOnly, type BoardItem } from '../../../records/board.js';
import { assignCases, type AssignedItem } from '../../../records/bulk-assignment.js';
import { assignCase, claimNext } from '../../../records/ownership.js';
import { listWorkload, type Load } from '../../../records/workload.js';
import type { Problem } from '../../../domain/problems.js';
import { noBody } from '../../rest/act-bodies.js';
import { assignmentsBody, holderBody } from '../../rest/holder-bodies.js';
import { aCase, theHub } from '../../rest/places.js';
import { csrfTokenOf } from '../../security/sessions.js';
import type { Services } from '../../services.js';
import { chosenIn } from '../frame/answers.js';
import { asks } from '../frame/form-page.js';
import { pageAt, pagingOf } from '../frame/addresses.js';
import { looks, together } from '../frame/page.js';
import type { Option, Question } from '../frame/questions.js';
import { ratingCell } from '../frame/ratings.js';
import { sortingIn } from '../frame/sorting.js';
import { ownerOf } from './case-table.js';
import { triagePath, triageQuery, triageSorts, triageTable } from './triage-table.js';

const perPage = 50;

/** The referrals that wait for their screening, most urgent first unless another order is asked for. */
const triage = looks({
  path: triagePath,
  permission: 'see-board',
  place: theHub,
  query: triageQuery,
  show: async (services, asked) => {
    const { query, sight, now, request, may } = asked;
    const [{ items, next, counts }, loads] = await Promise.all([
      listCases(services.record.database, sight, {
        ...{ stage: 'received', order: sortingIn(triageSorts, query.sort), now },
        ...pageAt(perPage, query.cursor),
      }),
      loadsOf(services, asked),
    ]);
    const mayAssign = may('assign-case');
    return {
      template: 'hub/triage',
      title: 'Triage',
      view: {
        table: { ...triageTable(items, { query, mayAssign, now }), ...pagingOf(triagePath, query, next) },
        waiting: counts.stage.received,
        mayClaim: may('claim-case'),
        ...{ mayAssign, holders: mayAssign ? holderOptions(loads) : [] },
        loads: loads.map(loadInWords),
        ...{ csrfToken: csrfTokenOf(request), once: { claim: randomUUID(), assign: randomUUID() } },
      },
      items,
    };
  },
});

/** Colleagues who may hold cases, at most. */
const mostColleagues = 100;

/** Cases to choose from at a time. */
const mostCases = 100;

type Asking = Parameters<typeof listWorkload>[1];

async function loadsOf(
  { record }: Services,
  { sightFor, now }: { sightFor: (act: 'see-workload') => Asking; now: Date },
): Promise<Load[]> {
  const sight = sightFor('see-workload');
  return (await listWorkload(record.database, sight, { limit: mostColleagues, now })).items;
}

const loadInWords = ({ name, open, overdue }: Load): string =>
  `${name}: ${open === 1 ? '1 case' : `${open} cases`}${overdue === 0 ? '' : `, ${overdue} overdue`}`;

/** How nobody is chosen: a blank choice would be none at all. */
const nobody = 'nobody';

const holderOptions = (loads: readonly Load[]): Option[] => [
  ...loads.map((load) => ({ value: load.id, label: loadInWords(load) })),
  { value: nobody, label: 'Nobody: put it back for anybody to take on' },
];

const holderQuestion = (loads: readonly Load[]): Question => ({
  kind: 'choice',
  name: 'user',
  label: 'Who is to hold it?',
  hint: 'Beside each name: what they hold now.',
  missing: 'Choose who is to hold it',
  options: holderOptions(loads),
});

const userFrom = (said: Record<string, unknown>): unknown => ({
  ...said,
  user: said.user === nobody ? null : said.user,
});

/** Takes on whatever is most urgent and nobody holds. */
const claimTheNext = asks({
  path: '/triage/claim-next',
  permission: 'claim-case',
  place: theHub,
  form: () => ({
    title: 'Take on the next case',
    ...{ back: '/triage', send: 'Take on the next case', sections: [], schema: noBody },
  }),
  act: ({ record }, { once }) => claimNext(record, once),
  done: ({ reference }) => `/cases/${reference}`,
});

/** Gives a case to a colleague, with what each of them holds beside the name. */
const assignOne = asks({
  path: '/cases/:reference/assign',
  permission: 'assign-case',
  place: aCase,
  form: async (services, asked) => ({
    title: `Give case ${asked.target.reference} to somebody`,
    ...{ back: `/cases/${asked.target.reference}`, send: 'Give it to them', schema: holderBody },
    sections: [{ questions: [holderQuestion(await loadsOf(services, asked))] }],
    bodyFrom: userFrom,
  }),
  act: ({ record }, { target, body, once }) => assignCase(record, target.caseId, body, once),
  done: ({ reference }) => `/cases/${reference}`,
});

/** Gives several cases of the triage queue to one colleague. */
const assignSeveral = asks({
  path: '/triage/assign',
  permission: 'assign-case',
  place: theHub,
  form: async (services, asked) => {
    const [{ items }, loads] = await Promise.all([
      listCasesOnly(services.record.database, asked.sightFor('see-board'), {
        ...{ stage: 'received', limit: mostCases, now: asked.now },
      }),
      loadsOf(services, asked),
    ]);
    return {
      title: 'Give cases to somebody',
      ...{ back: '/triage', send: 'Give them', schema: assignmentsBody, bodyFrom: userFrom },
      sections: [{ questions: [casesQuestion(items, chosenIn(asked.sent, 'references')), holderQuestion(loads)] }],
    };
  },
  act: async ({ record }, { body, once }) => {
    const result = await assignCases(record, body, once);
    if ('refused' in result) return result;
    const refused = result.done.items.filter((item) => item.result === 'refused');
    return refused.length === 0 ? result : { refused: notAll(result.done.items, refused) };
  },
  done: () => '/triage',
});

/** @param chosen references: those that are on a later page of the queue stay among the choices */
const casesQuestion = (items: readonly BoardItem[], chosen: readonly string[]): Question => ({
  kind: 'choices',
  name: 'references',
  label: 'Which cases?',
  missing: 'Choose at least one case',
  options: [
    ...items.map((item) => ({
      value: item.reference,
      label: item.reference,
      hint: `${ratingCell(item.rating).text}, held by: ${ownerOf(item)}`,
    })),
    ...chosen
      .filter((each) => parseReference(each) !== undefined && !items.some(({ reference }) => reference === each))
      .map((value) => ({ value, label: value })),
  ],
});

/** Some were given and some were not: which, and why. */
function notAll(items: readonly AssignedItem[], refused: readonly AssignedItem[]): Problem {
  const given = items.length - refused.length;
  const why = refused.map(({ reference, detail = '' }) => `${reference}: ${detail}`).join(' ');
  return {
    code: refused[0]?.code ?? 'invalid-input',
    detail: `${given} of ${items.length} were given. These were not. ${why}`,
  };
}

export const triagePages = together([triage, claimTheNext, assignOne, assignSeveral]);
