import { listCases } from '../../records/board.js';
import { readCase } from '../../records/case-view.js';
import { listEvents } from '../../records/chronology.js';
import { decideCase } from '../../records/decisions.js';
import { screenCase } from '../../records/screening.js';
import { waitingFor } from '../../records/waiting.js';
import { decisionBody, screeningBody } from './act-bodies.js';
import { boardAnswer, caseAnswer, decidedAnswer, eventsAnswer, screenedAnswer, waitingAnswer } from './answers.js';
import type { Operation } from './call.js';
import { acts, reads } from './operation.js';
import { aCase, theHub } from './places.js';
import { boardQuery, given, logPageQuery, noQuery } from './queries.js';

const tag = 'Cases';

export const caseOperations: Operation[] = [
  reads({
    path: '/api/cases',
    tag,
    summary: 'The board: cases in flight, most urgent first',
    permission: 'see-board',
    place: theHub,
    query: boardQuery,
    answer: boardAnswer,
    read: ({ record }, { sight, query, now }) => listCases(record.database, sight, { ...given(query), now }),
  }),
  reads({
    path: '/api/cases/{reference}',
    tag,
    summary: 'A case',
    permission: 'see-case',
    place: aCase,
    query: noQuery,
    answer: caseAnswer,
    read: ({ record }, { sight }) => readCase(record.database, sight),
  }),
  reads({
    path: '/api/cases/{reference}/events',
    tag,
    summary: 'The chronology of a case, oldest first',
    permission: 'see-events',
    place: aCase,
    query: logPageQuery,
    answer: eventsAnswer,
    read: ({ record }, { sight, query }) => listEvents(record.database, sight, given(query)),
  }),
  reads({
    path: '/api/cases/{reference}/waiting',
    tag,
    summary: 'What a case waits for, and what happens if nobody acts',
    permission: 'see-waiting',
    place: aCase,
    query: noQuery,
    answer: waitingAnswer,
    read: ({ record }, { sight, now }) => waitingFor(record.database, sight, now),
  }),
  acts({
    path: '/api/cases/{reference}/screening',
    tag,
    summary: 'Screen a case: route, rating, legal basis, and whom to ask',
    permission: 'screen-case',
    place: aCase,
    version: 'optional',
    body: screeningBody,
    act: ({ record }, { target, body, request }) => screenCase(record, target.caseId, body, request),
    answer: screenedAnswer,
    present: (_services, screened) => screened,
  }),
  acts({
    path: '/api/cases/{reference}/decision',
    tag,
    summary: 'Decide a case, for every child of it',
    permission: 'decide-case',
    place: aCase,
    version: 'required',
    body: decisionBody,
    act: ({ record }, { target, body, request }) => decideCase(record, target.caseId, body, request),
    answer: decidedAnswer,
    present: (_services, decided) => decided,
  }),
];
