import type { Act } from '../../domain/permissions.js';
import type { Role } from '../../domain/roles.js';

const hub = ['hub-manager', 'decision-maker', 'hub-worker'] as const;
const deciders = ['hub-manager', 'decision-maker'] as const;
const agency = ['agency-worker', 'agency-lead'] as const;
const administrator = ['administrator'] as const;

/** A page that is under an act of the table of permissions. */
export interface ActPage {
  readonly path: string;
  /** `look` shows something; `form` shows a form, and does its act; `button` is a form without questions. */
  readonly kind: 'look' | 'form' | 'button';
  readonly act: Act;
  readonly roles: readonly Role[];
  /** Of the look that it leaves: `opened` when left out. */
  readonly leaves?: 'listed' | 'exported';
  /** How far its case or check is: agencies are being asked when left out. */
  readonly on?: 'received' | 'answered';
}

/** Every page under an act. The case is screened and waits for its agencies, the police among them. */
export const actPages: readonly ActPage[] = [
  { path: '/board', kind: 'look', act: 'see-board', roles: hub, leaves: 'listed' },
  { path: '/triage', kind: 'look', act: 'see-board', roles: hub, leaves: 'listed' },
  { path: '/triage/claim-next', kind: 'button', act: 'claim-case', roles: hub },
  { path: '/triage/assign', kind: 'form', act: 'assign-case', roles: deciders },
  { path: '/people/search', kind: 'form', act: 'search-people', roles: hub },
  { path: '/break-glass', kind: 'form', act: 'break-glass', roles: hub },
  { path: '/cases/{reference}/referral', kind: 'look', act: 'see-case', roles: hub },
  { path: '/cases/{reference}/checks', kind: 'look', act: 'see-case', roles: hub },
  { path: '/cases/{reference}/documents', kind: 'look', act: 'see-case', roles: hub },
  { path: '/documents/{document}', kind: 'look', act: 'see-documents', roles: [...hub, ...agency], leaves: 'exported' },
  { path: '/cases/{reference}/chronology', kind: 'look', act: 'see-events', roles: [...hub, 'auditor'] },
  { path: '/cases/{reference}/messages', kind: 'look', act: 'see-case', roles: hub },
  { path: '/cases/{reference}/time', kind: 'look', act: 'see-case', roles: hub },
  { path: '/cases/{reference}/print', kind: 'look', act: 'see-case', roles: hub },
  { path: '/cases/{reference}/print.pdf', kind: 'look', act: 'see-case', roles: hub, leaves: 'exported' },
  { path: '/cases/{reference}/assign', kind: 'form', act: 'assign-case', roles: deciders },
  { path: '/cases/{reference}', kind: 'look', act: 'see-case', roles: hub },
  { path: '/cases/{reference}/claim', kind: 'button', act: 'claim-case', roles: hub },
  { path: '/cases/{reference}/release', kind: 'button', act: 'claim-case', roles: hub },
  { path: '/cases/{reference}/screening', kind: 'form', act: 'screen-case', roles: deciders, on: 'received' },
  { path: '/cases/{reference}/decision', kind: 'form', act: 'decide-case', roles: deciders },
  { path: '/cases/{reference}/warnings/new', kind: 'form', act: 'add-warning-note', roles: hub },
  { path: '/warnings', kind: 'look', act: 'end-warning-note', roles: ['hub-manager'], leaves: 'listed' },
  { path: '/warnings/{id}/keep', kind: 'form', act: 'end-warning-note', roles: ['hub-manager'] },
  { path: '/warnings/{id}/end', kind: 'form', act: 'end-warning-note', roles: ['hub-manager'] },
  { path: '/tasks', kind: 'look', act: 'answer-check', roles: agency, leaves: 'listed' },
  { path: '/tasks/done', kind: 'look', act: 'answer-check', roles: agency, leaves: 'listed' },
  { path: '/team', kind: 'look', act: 'see-team', roles: agency, leaves: 'listed' },
  { path: '/tasks/{id}', kind: 'look', act: 'see-checks', roles: [...agency, ...hub] },
  { path: '/tasks/{id}/answer', kind: 'form', act: 'answer-check', roles: agency },
  { path: '/tasks/{id}/answer/documents', kind: 'form', act: 'answer-check', roles: agency },
  { path: '/tasks/{id}/claim', kind: 'button', act: 'answer-check', roles: agency },
  { path: '/tasks/{id}/hand-over', kind: 'form', act: 'hand-over-check', roles: agency },
  { path: '/tasks/{id}/conflict', kind: 'form', act: 'declare-own-conflict', roles: agency },
  { path: '/tasks/{id}/sent', kind: 'look', act: 'answer-check', roles: agency, on: 'answered' },
  {
    path: '/restricted-cases',
    kind: 'look',
    act: 'see-restricted-cases',
    roles: ['hub-manager', 'privacy-officer'],
    leaves: 'listed',
  },
  {
    path: '/cases/{reference}/restriction',
    kind: 'look',
    act: 'see-access-list',
    roles: ['hub-manager', 'privacy-officer'],
  },
  { path: '/cases/{reference}/restriction/new', kind: 'form', act: 'restrict-case', roles: ['hub-manager'] },
  { path: '/cases/{reference}/restriction/people', kind: 'form', act: 'change-access-list', roles: ['hub-manager'] },
  { path: '/cases/{reference}/restriction/keep', kind: 'form', act: 'restrict-case', roles: ['hub-manager'] },
  { path: '/cases/{reference}/restriction/lift', kind: 'form', act: 'restrict-case', roles: ['hub-manager'] },
  { path: '/cases/{reference}/conflicts', kind: 'look', act: 'lift-conflict', roles: ['hub-manager'] },
  { path: '/cases/{reference}/conflicts/new', kind: 'form', act: 'declare-conflict', roles: hub },
  { path: '/conflicts/{id}/lift', kind: 'form', act: 'lift-conflict', roles: ['hub-manager'] },
  {
    path: '/broken-glass',
    kind: 'look',
    act: 'see-broken-glass',
    roles: ['hub-manager', 'privacy-officer'],
    leaves: 'listed',
  },
  {
    path: '/broken-glass/{id}/review',
    kind: 'form',
    act: 'review-broken-glass',
    roles: ['hub-manager', 'privacy-officer'],
  },
  {
    path: '/admin/looks',
    kind: 'look',
    act: 'see-every-look',
    roles: ['auditor', 'privacy-officer'],
    leaves: 'listed',
  },
  {
    path: '/cases/{reference}/looks',
    kind: 'look',
    act: 'see-looks',
    roles: ['hub-manager', 'auditor', 'privacy-officer'],
  },
  {
    path: '/agencies',
    kind: 'look',
    act: 'see-agencies',
    roles: [...hub, ...agency, 'administrator'],
    leaves: 'listed',
  },
  {
    path: '/hub',
    kind: 'look',
    act: 'see-hub',
    roles: [
      ...[...hub, ...agency, 'administrator'],
      ...(['referrer', 'receiving-team', 'duty-team', 'privacy-officer', 'auditor'] as const),
    ] as const,
    leaves: 'listed',
  },
  { path: '/admin/users', kind: 'look', act: 'see-users', roles: administrator, leaves: 'listed' },
  { path: '/admin/users/{id}', kind: 'look', act: 'see-users', roles: administrator },
  { path: '/admin/users/{id}/roles', kind: 'form', act: 'propose-role-change', roles: administrator },
  { path: '/admin/role-changes', kind: 'look', act: 'see-users', roles: administrator, leaves: 'listed' },
  { path: '/admin/role-changes/{id}', kind: 'look', act: 'see-users', roles: administrator },
  { path: '/admin/role-changes/{id}/approve', kind: 'button', act: 'decide-role-change', roles: administrator },
  { path: '/admin/role-changes/{id}/refuse', kind: 'form', act: 'decide-role-change', roles: administrator },
  { path: '/admin/role-changes/{id}/withdraw', kind: 'button', act: 'propose-role-change', roles: administrator },
  // All of it may be left blank.
  { path: '/admin/hub', kind: 'button', act: 'manage-agencies', roles: administrator },
  // Of an agency a look knows no more than that its contacts were listed.
  { path: '/admin/agencies/{code}', kind: 'look', act: 'manage-agencies', roles: administrator, leaves: 'listed' },
  { path: '/admin/agencies/{code}/details', kind: 'form', act: 'manage-agencies', roles: administrator },
  { path: '/admin/agencies/{code}/contacts', kind: 'form', act: 'manage-agencies', roles: administrator },
  { path: '/admin/agencies/{code}/disable', kind: 'button', act: 'manage-agencies', roles: administrator },
  { path: '/admin/agencies/{code}/enable', kind: 'button', act: 'manage-agencies', roles: administrator },
  { path: '/admin/contacts/{id}', kind: 'form', act: 'manage-agencies', roles: administrator },
  { path: '/admin/contacts/{id}/remove', kind: 'button', act: 'manage-agencies', roles: administrator },
  { path: '/admin/agency-changes', kind: 'look', act: 'manage-agencies', roles: administrator, leaves: 'listed' },
];
