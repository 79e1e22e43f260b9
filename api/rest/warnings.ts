import { addWarning, endWarning } from '../../records/warnings.js';
import type { Operation } from './call.js';
import { acts } from './operation.js';
import { aCase, aWarning } from './places.js';
import { reasonBody } from './restricted-bodies.js';
import { notedWarningAnswer, warningBody } from './warning-fields.js';

const tag = 'Warning notes';

export const warningOperations: Operation[] = [
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
