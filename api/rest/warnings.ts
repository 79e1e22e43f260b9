import { listWarnings } from '../../records/warnings-in-force.js';
import { addWarning, endWarning, keepWarning } from '../../records/warnings.js';
import type { Operation } from './call.js';
import { acts, reads } from './operation.js';
import { aCase, aWarning, theHub } from './places.js';
import { given, pageQuery } from './queries.js';
import { reasonBody } from './restricted-bodies.js';
import { notedWarningAnswer, warningBody, warningsInForceAnswer } from './warning-fields.js';

const tag = 'Warning notes';

export const warningOperations: Operation[] = [
  reads({
    path: '/api/warnings',
    tag,
    summary: 'Warning notes in force, by when somebody looks again whether they are true',
    permission: 'end-warning-note',
    place: theHub,
    query: pageQuery,
    answer: warningsInForceAnswer,
    read: ({ record }, { sight, query, now }) => listWarnings(record.database, sight, { ...given(query), now }),
  }),
  acts({
    path: '/api/cases/{reference}/warnings',
    tag,
    summary: 'Add what staff must see before contact or a visit, to a person on the case or to its address',
    permission: 'add-warning-note',
    place: aCase,
    version: 'none',
    body: warningBody,
    act: ({ record }, { target: { caseId }, body, request }) => addWarning(record, caseId, body, request),
    answer: notedWarningAnswer,
    present: (_services, noted) => noted,
  }),
  acts({
    path: '/api/warnings/{id}/keep',
    tag,
    summary: 'Record that a warning note is still true',
    permission: 'end-warning-note',
    place: aWarning,
    version: 'none',
    body: reasonBody,
    act: ({ record }, { target, body, request }) => keepWarning(record, target, body, request),
    answer: notedWarningAnswer,
    present: (_services, noted) => noted,
  }),
  acts({
    path: '/api/warnings/{id}/end',
    tag,
    summary: 'End a warning note that is true no more',
    permission: 'end-warning-note',
    place: aWarning,
    version: 'none',
    body: reasonBody,
    act: ({ record }, { target, body, request }) => endWarning(record, target, body, request),
    answer: notedWarningAnswer,
    present: (_services, noted) => noted,
  }),
];
