import { listChecks } from '../../records/check-lookup.js';
import type { CheckView } from '../../records/check-view.js';
import { answerCheck, claimCheck } from '../../records/checks.js';
import { handOverCheck } from '../../records/hand-over.js';
import { listTeam } from '../../records/workload.js';
import { answerBody, noBody } from './act-bodies.js';
import { checkActAnswer, checkAnswer, checksAnswer } from './answers.js';
import type { Operation } from './call.js';
import { workloadAnswer } from './holder-answers.js';
import { holderBody } from './holder-bodies.js';
import { acts, reads } from './operation.js';
import { aCheck, aCheckInFull, theHub } from './places.js';
import { checksQuery, given, noQuery, pageQuery } from './queries.js';

const tag = 'Agency checks';

/** Without the version: it moves with what others do on the case, which is not an agency's to see. */
const shown = ({ id, reference, agency, state, rating, dueAt, settledAt, ...check }: CheckView) => ({
  ...{ id, reference, agency, state, rating, dueAt, settledAt, decidedWithout: check.decidedWithout },
  ...{ claimedBy: check.claimedBy, legalBasis: check.legalBasis, question: check.question },
  ...{ persons: check.persons, warnings: check.warnings, answer: check.answer },
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
    path: '/api/checks/{id}/hand-over',
    tag,
    summary: 'Give a check that one holds to a colleague of the agency, or put it back; the lead gives any',
    permission: 'hand-over-check',
    place: aCheck,
    version: 'optional',
    body: holderBody,
    act: ({ record }, { target, body, request }) => handOverCheck(record, target, body, request),
    answer: checkActAnswer,
    present: (_services, handedOver) => handedOver,
  }),
  reads({
    path: '/api/agency/workload',
    tag,
    summary: 'Colleagues of one’s own agency, by name, with how many checks each holds',
    permission: 'see-team',
    place: theHub,
    query: pageQuery,
    answer: workloadAnswer,
    read: ({ record }, { sight, query, now }) => listTeam(record.database, sight, { ...given(query), now }),
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
