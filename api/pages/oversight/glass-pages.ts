import { glassReasons } from '../../../domain/restriction.js';
import { listBrokenGlass, reviewGlass } from '../../../records/glass.js';
import { aGlassBreak, theHub } from '../../rest/places.js';
import { pageQuery } from '../../rest/queries.js';
import { glassReviewBody } from '../../rest/restricted-bodies.js';
import { asks } from '../frame/form-page.js';
import { inHub } from '../frame/formats.js';
import { looks, together, type PageRoute } from '../frame/page.js';
import { pageAt, pagingOf } from '../frame/addresses.js';
import { findingInWords, findingQuestion } from './restriction-forms.js';

const listPath = '/broken-glass';
const perPage = 50;

const brokenGlass = looks({
  path: listPath,
  permission: 'see-broken-glass',
  place: theHub,
  query: pageQuery.pick({ cursor: true }),
  show: async ({ record, log }, { sight, query: { cursor }, now }) => {
    const onUnreadable = (error: unknown): void => {
      log.error({ error }, 'What was written on breaking the glass cannot be read');
    };
    const page = pageAt(perPage, cursor);
    const { items, next } = await listBrokenGlass(record.database, sight, { ...page, now, onUnreadable });
    const rows = items.map(({ id, reference, name, reason, text, at, finding }) => [
      { text: reference },
      { text: name },
      { text: inHub(at) },
      { text: glassReasons[reason], note: text ?? 'What they wrote cannot be read.' },
      finding === null
        ? { text: `Review ${reference}`, href: `${listPath}/${id}/review` }
        : { text: findingInWords(finding) },
    ]);
    const table = {
      ...{ caption: 'Those to be reviewed first', head: ['Case', 'Who', 'When', 'Why', 'Review'], rows },
      ...{ empty: 'Nobody has opened a restricted case so.', ...pagingOf(listPath, { cursor }, next) },
    };
    const intro = ['Restricted cases that were opened by somebody who is not on their access list.'];
    return { template: 'frame/list', title: 'Opened without being on the list', view: { intro, table }, items };
  },
});

const review = asks({
  path: '/broken-glass/:id/review',
  permission: 'review-broken-glass',
  place: aGlassBreak,
  form: () => ({
    ...{ title: 'Review the opening of a restricted case', back: listPath, send: 'Record what you found' },
    schema: glassReviewBody,
    sections: [
      {
        questions: [
          findingQuestion,
          { kind: 'text', name: 'note', label: 'What is this based on?', missing: 'Write what it is based on' },
        ],
      },
    ],
  }),
  act: ({ record }, { target, body, once }) => reviewGlass(record, target, body, once),
  done: () => listPath,
});

/** Broken glass, and its review. */
export const glassPages: PageRoute = together([brokenGlass, review]);
