import { listEveryLook, listLooksAt } from '../../records/who-looked.js';
import { looksAnswer } from './answers.js';
import type { Operation } from './call.js';
import { reads } from './operation.js';
import { aCase, theHub } from './places.js';
import { given, looksQuery } from './queries.js';

const tag = 'Looks';

export const lookOperations: Operation[] = [
  reads({
    path: '/api/cases/{reference}/looks',
    tag,
    summary: 'Who looked at a case, and who was denied; of one user, kind or time if asked, newest first',
    permission: 'see-looks',
    place: aCase,
    query: looksQuery,
    answer: looksAnswer,
    read: ({ record }, { sight, query, now }) => listLooksAt(record.database, sight, { ...given(query), now }),
  }),
  reads({
    path: '/api/looks',
    tag,
    summary: 'Every look, of one user, kind or time if asked, newest first',
    permission: 'see-every-look',
    place: theHub,
    query: looksQuery,
    answer: looksAnswer,
    read: ({ record }, { sight, query, now }) => listEveryLook(record.database, sight, { ...given(query), now }),
  }),
];
