import { breakGlass, listBrokenGlass, reviewGlass } from '../../records/glass.js';
import type { Operation } from './call.js';
import { acts, reads } from './operation.js';
import { aCase, aGlassBreak, theHub } from './places.js';
import { given, pageQuery } from './queries.js';
import { brokenGlassAnswer, brokenGlassListAnswer, reviewedGlassAnswer } from './restricted-answers.js';
import { glassBody, glassReviewBody } from './restricted-bodies.js';

const tag = 'Restricted cases';

export const glassOperations: Operation[] = [
  acts({
    path: '/api/cases/{reference}/break-glass',
    tag,
    summary: 'Open a restricted case for some minutes without being on its list; told and reviewed',
    permission: 'break-glass',
    place: aCase,
    version: 'none',
    body: glassBody,
    act: ({ record }, { target, body: { reason, text }, request }) =>
      breakGlass(record, target, { reason, text }, request),
    answer: brokenGlassAnswer,
    present: (_services, broken) => broken,
  }),
  reads({
    path: '/api/broken-glass',
    tag,
    summary: 'Restricted cases opened by somebody who is not on their list; those to be reviewed first',
    permission: 'see-broken-glass',
    place: theHub,
    query: pageQuery,
    answer: brokenGlassListAnswer,
    read: ({ record, log }, { sight, query, now }) => {
      const onUnreadable = (error: unknown): void => {
        log.error({ error }, 'What was written on breaking the glass cannot be read');
      };
      return listBrokenGlass(record.database, sight, { ...given(query), now, onUnreadable });
    },
  }),
  acts({
    path: '/api/broken-glass/{id}/review',
    tag,
    summary: 'Record whether breaking the glass was justified; never by whoever broke it',
    permission: 'review-broken-glass',
    place: aGlassBreak,
    version: 'none',
    body: glassReviewBody,
    act: ({ record }, { target, body, request }) => reviewGlass(record, target, body, request),
    answer: reviewedGlassAnswer,
    present: (_services, reviewed) => reviewed,
  }),
];
