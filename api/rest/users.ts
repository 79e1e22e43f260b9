import {
  disableUser,
  enableUser,
  endSessionsOf,
  listColleagues,
  listUsers,
} from '../../records/user-administration.js';
import { sessionsOfUser } from '../../records/sessions.js';
import { noBody } from './act-bodies.js';
import type { Operation } from './call.js';
import { acts, reads } from './operation.js';
import { aUser, theHub } from './places.js';
import { colleaguesQuery, given, noQuery, pageQuery } from './queries.js';
import { colleaguesAnswer, switchedUserAnswer, userSessionsAnswer, usersAnswer } from './user-answers.js';

const tag = 'Users';

/** What an administrator does to an account: the summary, the last word of the path, and the act. */
const administration = [
  ['Shut a user out, and end their sessions', 'disable', disableUser],
  ['Let a user in again', 'enable', enableUser],
  ['End every session of a user', 'end-sessions', endSessionsOf],
] as const;

export const userOperations: Operation[] = [
  reads({
    path: '/api/users',
    tag,
    summary: 'Everyone whom the hub knows, by name',
    permission: 'see-users',
    place: theHub,
    query: pageQuery,
    answer: usersAnswer,
    read: ({ record, hubId }, { query }) => listUsers(record.database, hubId, given(query)),
  }),
  reads({
    path: '/api/colleagues',
    tag,
    summary: 'Those who may be put on an access list, by name',
    permission: 'see-colleagues',
    place: theHub,
    query: colleaguesQuery,
    answer: colleaguesAnswer,
    read: ({ record, hubId }, { query }) => listColleagues(record.database, hubId, given(query)),
  }),
  reads({
    path: '/api/users/{id}/sessions',
    tag,
    summary: 'The sessions that a user has now, the latest sign-in first',
    permission: 'manage-users',
    place: aUser,
    query: noQuery,
    answer: userSessionsAnswer,
    read: ({ record, pages }, { target, now }) =>
      sessionsOfUser(record.database, target.userId, { now, limits: pages?.sessions }),
  }),
  ...administration.map(([summary, word, administer]) =>
    acts({
      path: `/api/users/{id}/${word}`,
      tag,
      summary,
      permission: 'manage-users',
      place: aUser,
      version: 'none',
      body: noBody,
      act: ({ record }, { target, request }) => administer(record.database, target.userId, request),
      answer: switchedUserAnswer,
      present: (_services, switched) => switched,
    }),
  ),
];
