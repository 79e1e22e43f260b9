import { declareConflict, liftConflict, listConflicts } from '../../records/conflicts.js';
import type { Operation } from './call.js';
import { acts, reads } from './operation.js';
import { aCase, aCheckInFull, aConflict } from './places.js';
import { noQuery } from './queries.js';
import { conflictAnswer, conflictsAnswer } from './restricted-answers.js';
import { conflictBody, ownConflictBody, reasonBody } from './restricted-bodies.js';

const tag = 'Conflicts of interest';

export const conflictOperations: Operation[] = [
  reads({
    path: '/api/cases/{reference}/conflicts',
    tag,
    summary: 'Who is linked to a person on the case, and so cannot open it',
    permission: 'lift-conflict',
    place: aCase,
    query: noQuery,
    answer: conflictsAnswer,
    read: ({ record }, { sight }) => listConflicts(record.database, sight),
  }),
  acts({
    path: '/api/cases/{reference}/conflicts',
    tag,
    summary:
      'Say that one is linked to a person on the case, or (a hub manager) that somebody is: it is closed to them',
    permission: 'declare-conflict',
    place: aCase,
    version: 'none',
    body: conflictBody,
    act: ({ record }, { target: { caseId }, body, request }) =>
      declareConflict(record, { caseId, act: 'declare-conflict' }, body, request),
    answer: conflictAnswer,
    present: (_services, declared) => declared,
  }),
  acts({
    path: '/api/checks/{id}/conflicts',
    tag,
    summary: 'Say that one is linked to a person asked about: the check is closed to oneself, and open to colleagues',
    permission: 'declare-own-conflict',
    place: aCheckInFull,
    version: 'none',
    body: ownConflictBody,
    act: ({ record }, { target: { caseId, check }, body, request }) =>
      declareConflict(
        record,
        { caseId, act: 'declare-own-conflict', persons: check.persons.map(({ id }) => id) },
        body,
        request,
      ),
    answer: conflictAnswer,
    present: (_services, declared) => declared,
  }),
  acts({
    path: '/api/conflicts/{id}/lift',
    tag,
    summary: 'End a link that was declared by mistake, or is no more',
    permission: 'lift-conflict',
    place: aConflict,
    version: 'none',
    body: reasonBody,
    act: ({ record }, { target, body, request }) => liftConflict(record, target, body, request),
    answer: conflictAnswer,
    present: (_services, lifted) => lifted,
  }),
];
