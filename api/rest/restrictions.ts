import {
  changeAccessList,
  keepRestriction,
  liftRestriction,
  listRestrictions,
  readRestriction,
  restrictCase,
} from '../../records/restrictions.js';
import type { Operation } from './call.js';
import { acts, reads } from './operation.js';
import { aCase, theHub } from './places.js';
import { given, noQuery, pageQuery } from './queries.js';
import { restrictedAnswer, restrictionAnswer, restrictionsAnswer } from './restricted-answers.js';
import { accessListBody, reasonBody, restrictionBody } from './restricted-bodies.js';

const tag = 'Restricted cases';

export const restrictionOperations: Operation[] = [
  reads({
    path: '/api/restricted-cases',
    tag,
    summary: 'Restricted cases, by when somebody looks again whether they must be',
    permission: 'see-restricted-cases',
    place: theHub,
    query: pageQuery,
    answer: restrictionsAnswer,
    read: ({ record }, { sight, query, now }) => listRestrictions(record.database, sight, { ...given(query), now }),
  }),
  reads({
    path: '/api/cases/{reference}/restriction',
    tag,
    summary: 'Why a case is restricted, and to whom',
    permission: 'see-access-list',
    place: aCase,
    query: noQuery,
    answer: restrictionAnswer,
    read: async ({ record }, { sight, target: { reference } }) =>
      (await readRestriction(record.database, sight)) ?? { reference, restricted: false as const },
  }),
  acts({
    path: '/api/cases/{reference}/restriction',
    tag,
    summary: 'Restrict a case to the people on an access list',
    permission: 'restrict-case',
    place: aCase,
    version: 'optional',
    body: restrictionBody,
    act: ({ record }, { sight, body, request }) => restrictCase(record, sight, body, request),
    answer: restrictedAnswer,
    present: (_services, restricted) => restricted,
  }),
  acts({
    path: '/api/cases/{reference}/restriction/people',
    tag,
    summary: 'Put users on the access list, and take others off it',
    permission: 'change-access-list',
    place: aCase,
    version: 'optional',
    body: accessListBody,
    act: ({ record }, { sight, body, request }) => changeAccessList(record, sight, body, request),
    answer: restrictedAnswer,
    present: (_services, restricted) => restricted,
  }),
  acts({
    path: '/api/cases/{reference}/restriction/keep',
    tag,
    summary: 'Record that the restriction is still needed',
    permission: 'restrict-case',
    place: aCase,
    version: 'optional',
    body: reasonBody,
    act: ({ record }, { sight, body, request }) => keepRestriction(record, sight, body, request),
    answer: restrictedAnswer,
    present: (_services, restricted) => restricted,
  }),
  acts({
    path: '/api/cases/{reference}/restriction/lift',
    tag,
    summary: 'Open a restricted case to the hub again; never by whoever restricted it',
    permission: 'restrict-case',
    place: aCase,
    version: 'optional',
    body: reasonBody,
    act: ({ record }, { sight, body, request }) => liftRestriction(record, sight, body, request),
    answer: restrictedAnswer,
    present: (_services, restricted) => restricted,
  }),
];
