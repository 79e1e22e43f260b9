import { assignCases } from '../../records/bulk-assignment.js';
import { assignCase, claimCase, claimNext, releaseCase } from '../../records/ownership.js';
import { listWorkload } from '../../records/workload.js';
import { noBody } from './act-bodies.js';
import type { Operation } from './call.js';
import { assignedCasesAnswer, heldCaseAnswer, workloadAnswer } from './holder-answers.js';
import { assignmentsBody, holderBody } from './holder-bodies.js';
import { acts, reads } from './operation.js';
import { aCase, theHub } from './places.js';
import { given, pageQuery } from './queries.js';

const tag = 'Who holds a case';

export const ownershipOperations: Operation[] = [
  acts({
    path: '/api/cases/claim-next',
    tag,
    summary: 'Take on the most urgent case that waits for its screening and that nobody holds',
    permission: 'claim-case',
    place: theHub,
    version: 'none',
    body: noBody,
    act: ({ record }, { request }) => claimNext(record, request),
    answer: heldCaseAnswer,
    present: (_services, held) => held,
  }),
  acts({
    path: '/api/cases/assign',
    tag,
    summary:
      'Give several cases to a colleague, or take them back, each for itself: the answer says what became of each',
    permission: 'assign-case',
    place: theHub,
    version: 'none',
    body: assignmentsBody,
    act: ({ record }, { body, request }) => assignCases(record, body, request),
    answer: assignedCasesAnswer,
    present: (_services, assigned) => assigned,
  }),
  acts({
    path: '/api/cases/{reference}/claim',
    tag,
    summary: 'Take on a case that nobody holds',
    permission: 'claim-case',
    place: aCase,
    version: 'optional',
    body: noBody,
    act: ({ record }, { target, request }) => claimCase(record, target.caseId, request),
    answer: heldCaseAnswer,
    present: (_services, held) => held,
  }),
  acts({
    path: '/api/cases/{reference}/release',
    tag,
    summary: 'Put a case back that one holds oneself',
    permission: 'claim-case',
    place: aCase,
    version: 'optional',
    body: noBody,
    act: ({ record }, { target, request }) => releaseCase(record, target.caseId, request),
    answer: heldCaseAnswer,
    present: (_services, held) => held,
  }),
  acts({
    path: '/api/cases/{reference}/assign',
    tag,
    summary: 'Give a case to a colleague, whoever holds it, or take it back',
    permission: 'assign-case',
    place: aCase,
    version: 'optional',
    body: holderBody,
    act: ({ record }, { target, body, request }) => assignCase(record, target.caseId, body, request),
    answer: heldCaseAnswer,
    present: (_services, held) => held,
  }),
  reads({
    path: '/api/workload',
    tag,
    summary: 'Those who may hold cases, by name, with how many each holds, of those that you may see',
    permission: 'see-workload',
    place: theHub,
    query: pageQuery,
    answer: workloadAnswer,
    read: ({ record }, { sight, query, now }) => listWorkload(record.database, sight, { ...given(query), now }),
  }),
];
