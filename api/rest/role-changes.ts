import { whatFollows } from '../../domain/role-changes.js';
import { listRoleChanges } from '../../records/role-change-list.js';
import {
  approveRoleChange,
  proposeRoleChange,
  refuseRoleChange,
  withdrawRoleChange,
} from '../../records/role-changes.js';
import { noBody } from './act-bodies.js';
import type { Operation } from './call.js';
import { acts, reads } from './operation.js';
import { aRoleChange, aUser, theHub } from './places.js';
import { given, roleChangesQuery } from './queries.js';
import { reasonBody } from './restricted-bodies.js';
import { roleChangeBody } from './role-change-bodies.js';
import { decidedRoleChangeAnswer, proposedRoleChangeAnswer, roleChangesAnswer } from './user-answers.js';

const tag = 'Users';

export const roleChangeOperations: Operation[] = [
  reads({
    path: '/api/role-changes',
    tag,
    summary: 'Proposed changes of roles, newest first',
    permission: 'see-users',
    place: theHub,
    query: roleChangesQuery,
    answer: roleChangesAnswer,
    read: ({ record }, { sight, query, now }) => listRoleChanges(record.database, sight, { ...given(query), now }),
  }),
  acts({
    path: '/api/users/{id}/role-changes',
    tag,
    summary: 'Propose to give or take roles of somebody else, or their agency: another administrator approves it',
    permission: 'propose-role-change',
    place: aUser,
    version: 'none',
    body: roleChangeBody,
    act: ({ record }, { target, body, request }) => proposeRoleChange(record.database, target, body, request),
    answer: proposedRoleChangeAnswer,
    present: (_services, proposed) => ({ ...proposed, says: whatFollows(proposed.approvers) }),
  }),
  acts({
    path: '/api/role-changes/{id}/approve',
    tag,
    summary: 'Approve what another administrator proposed: it counts from the next request of whoever it is about',
    permission: 'decide-role-change',
    place: aRoleChange,
    version: 'none',
    body: noBody,
    act: ({ record }, { target, request }) => approveRoleChange(record.database, target, request),
    answer: decidedRoleChangeAnswer,
    present: (_services, decided) => decided,
  }),
  acts({
    path: '/api/role-changes/{id}/refuse',
    tag,
    summary: 'Refuse what another administrator proposed',
    permission: 'decide-role-change',
    place: aRoleChange,
    version: 'none',
    body: reasonBody,
    act: ({ record }, { target, body, request }) => refuseRoleChange(record.database, target, body, request),
    answer: decidedRoleChangeAnswer,
    present: (_services, decided) => decided,
  }),
  acts({
    path: '/api/role-changes/{id}/withdraw',
    tag,
    summary: 'Take back what one proposed oneself',
    permission: 'propose-role-change',
    place: aRoleChange,
    version: 'none',
    body: noBody,
    act: ({ record }, { target, request }) => withdrawRoleChange(record.database, target, request),
    answer: decidedRoleChangeAnswer,
    present: (_services, decided) => decided,
  }),
];
