import { Router } from 'express';
import type { Stage } from '../../../domain/case.js';
import { agencyNames } from '../../../records/agency-names.js';
import { boardSorts } from '../../../records/board-orders.js';
import { listCases, type BoardCounts, type BoardItem } from '../../../records/board.js';
import { listSavedViews } from '../../../records/saved-views.js';
import { csrfTokenOf, formOfOurs } from '../../security/sessions.js';
import { theHub } from '../../rest/places.js';
import { typedIn } from '../frame/answers.js';
import { pagingOf } from '../frame/addresses.js';
import { timeInWords } from '../frame/formats.js';
import { looks, together, type PageRoute } from '../frame/page.js';
import { sentBy } from '../frame/sent-fields.js';
import { headingsOf, sortingIn } from '../frame/sorting.js';
import type { Table } from '../frame/table.js';
import { onlySignedIn } from '../frame/visitor.js';
import {
  boardAt,
  boardPageQuery,
  filterForm,
  filterFrom,
  filtersInForce,
  searchLeadsTo,
  type BoardAddress,
} from './board-filter.js';
import { savedViewsShown, type SavedViewShown } from './saved-views.js';
import { caseCells, caseColumns, sortedInWords } from './case-table.js';
import { stageWords } from './words.js';

/** Seconds between two readings of the board by a page that lies open. */
const refreshSeconds = 60;

/** The board: cases in flight, most urgent first. */
const board = looks({
  path: '/board',
  permission: 'see-board',
  place: theHub,
  query: boardPageQuery,
  show: async ({ record, hubId }, { query, sight, now, request }) => {
    const [{ items, next, counts }, saved, called] = await Promise.all([
      listCases(record.database, sight, filterFrom(query, now)),
      listSavedViews(record.database, sight),
      agencyNames(record.database.reads, hubId),
    ]);
    const here = boardAt({ ...query, cursor: undefined, q: undefined });
    const views = savedViewsShown(saved, here, called);
    const isNoReference = request.query.not === 'a-reference';
    return {
      template: 'hub/board',
      title: 'Board',
      view: {
        table: { ...tableOf(items, query, now), ...pagingOf('/board', query, next) },
        counts: countLinks(counts, query),
        ...{ filter: filterForm(query, called), filters: filtersInForce(query, called) },
        ...{ sort: query.sort ?? null, all: boardAt({ sort: query.sort }) },
        ...{ views, toSave: toSave(here, views), csrfToken: csrfTokenOf(request) },
        ...{ here: boardAt(query), at: timeInWords(now), refreshSeconds },
        errors: isNoReference ? [{ field: 'q', says: noReference }] : [],
      },
      items,
    };
  },
});

const columns = Object.values(caseColumns);

function tableOf(items: readonly BoardItem[], query: BoardAddress, now: Date): Table {
  const sorting = sortingIn(boardSorts, query.sort);
  return {
    ...{ caption: `Cases, ${sortedInWords(sorting)}`, captionHidden: true, dense: true, empty: '' },
    head: headingsOf(columns, sorting, (sort) =>
      boardAt({ ...query, cursor: undefined, sort: sort === 'time' ? undefined : sort }),
    ),
    rows: items.map((item) => caseCells(columns, item, now)),
  };
}

/** The filter that is shown, where there is one and it is not saved yet. */
const toSave = (here: string, views: readonly SavedViewShown[]): string | null =>
  views.some(({ isHere }) => isHere) ? null : (here.split('?')[1] ?? null);

const noReference =
  'This is not a reference. Enter one such as M26-7KQ4-X3P, or its beginning. To find a case by a name, search for a person.';

/** A search by reference: what was typed is read, and leads on. It is sent as a form: whoever types a name there has put it into no address. */
const find: PageRoute = () => {
  const router = Router();
  router.post('/board/find', onlySignedIn, formOfOurs, (request, response) => {
    response.redirect(303, searchLeadsTo(typedIn(sentBy(request), 'q')));
  });
  return router;
};

export const boardPages = together([board, find]);

/** A count that leads to what it counts. */
interface CountLink {
  says: string;
  count: number;
  path: string;
  isHere: boolean;
  isUrgent: boolean;
}

const countedStages: readonly Stage[] = ['received', 'checks', 'decision', 'outcome'];

function countLinks({ stage, rating, overdue, owner }: BoardCounts, query: BoardAddress): CountLink[] {
  const here = boardAt({ ...query, cursor: undefined });
  const link = (says: string, count: number, address: BoardAddress, isUrgent = false): CountLink => ({
    ...{ says, count, path: boardAt({ ...address, sort: query.sort }), isUrgent: isUrgent && count > 0 },
    isHere: boardAt({ ...address, sort: query.sort }) === here,
  });
  return [
    link(
      'In flight',
      Object.values(stage).reduce((sum, count) => sum + count, 0),
      {},
    ),
    link('Overdue', overdue, { overdue: 'true' }, true),
    link('Held by me', owner.me, { assignee: 'me' }),
    link('Held by nobody', owner.none, { assignee: 'none' }),
    ...countedStages.map((each) => link(stageWords[each], stage[each], { stage: each })),
    link('Red', rating.red, { rating: 'red' }),
    link('Amber', rating.amber, { rating: 'amber' }),
    link('Green', rating.green, { rating: 'green' }),
    link('Not rated', rating.unrated, { rating: 'unrated' }),
  ];
}
