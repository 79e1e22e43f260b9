import { listChecks } from '../../records/check-lookup.js';
import type { CheckView } from '../../records/check-view.js';
import { answerCheck, claimCheck } from '../../records/checks.js';
import { answerBody, noBody } from './act-bodies.js';
import { checkActAnswer, checkAnswer, checksAnswer } from './answers.js';
import type { Operation } from './call.js';
import { acts, reads } from './operation.js';
import { aCheck, aCheckInFull, theHub } from './places.js';
import { checksQuery, given, noQuery } from './queries.js';

const tag = 'Agency checks';

/** Without the version: it moves with what others do on the case, which is not an agency's to see. */
const shown = ({ id, reference, agency, state, rating, dueAt, legalBasis, question, persons, answer }: CheckView) => ({
  ...{ id, reference, agency, state, rating, dueAt, legalBasis, question, persons, answer },
});

export const checkOperations: Operation[] = [
  reads({
    path: '/api/checks',
    tag,
    summary: 'Checks of one’s own agency, or of the hub, most urgent first',
    permission: 'see-checks',
    place: theHub,
    query: checksQuery,
    answer: checksAnswer,
    read: ({ record }, { sight, query, now }) => listChecks(record.database, sight, { ...given(query), now }),
  }),
  reads({
    path: '/api/checks/{id}',
    tag,
    summary: 'A check: what is asked, and about whom',
    permission: 'see-checks',
    place: aCheckInFull,
    query: noQuery,
    answer: checkAnswer,
    read: (_services, { target }) => Promise.resolve(shown(target.check)),
  }),
  acts({
    path: '/api/checks/{id}/claim',
    tag,
    summary: 'Take a check on, so that colleagues see who is at it',
    permission: 'answer-check',
    place: aCheck,
    version: 'optional',
    body: noBody,
    act: ({ record }, { target, request }) => claimCheck(record, target, request),
    answer: checkActAnswer,
    present: (_services, claimed) => claimed,
  }),
  acts({
    path: '/api/checks/{id}/answer',
    tag,
    summary: 'Answer a check, for every person asked about',
    permission: 'answer-check',
    place: aCheck,
    version: 'optional',
    body: answerBody,
    act: ({ record }, { target, body, request }) => answerCheck(record, target, body, request),
    answer: checkActAnswer,
    present: (_services, answered) => answered,
  }),
];
