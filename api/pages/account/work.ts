import type { Role } from '../../../domain/roles.js';

/** What a role can do today, as its home page tells it. */
export interface Work {
  deeds: readonly string[];
  links: readonly { path: string; says: string }[];
}

const seesCases =
  'See the board of cases in flight, the cases that are open to you, their chronology and what they wait for';
const breaksGlass =
  'Open a restricted case for some minutes where it cannot wait, with a reason; managers and the privacy officer are told, and it is reviewed';
const saysConflict = 'Say that you know a person on a case: the case is then closed to you';
const refers = 'Send a referral, and follow how it stands';
const decides = 'Decide cases, for every child of them';
const screens = 'Screen cases: route, rating, legal basis, and which agencies to ask';
const saysAgencyConflict = 'Say that you know a person on a check: the check is then closed to you';
const answersChecks = 'See the checks that your agency is asked for, take one on, and answer it';
const handsOver = 'See who of your agency holds what, and hand checks over';
const checksPage = { path: '/tasks', says: 'Checks' };
const looksUp = 'Look up how the hub is reached';
const hubPage = { path: '/hub', says: 'How to reach the hub' };

/** By role. */
export const workOf: Readonly<Record<Role, Work>> = {
  'hub-manager': {
    deeds: [
      seesCases,
      screens,
      decides,
      refers,
      'Restrict a case to the people on its access list, change the list, and keep or lift the restriction when it is to be reviewed',
      breaksGlass,
      'Review restricted cases that somebody else has opened so',
      'Say that you or a colleague know a person on a case, and end that',
      'See who looked at a case',
    ],
    links: [],
  },
  'decision-maker': {
    deeds: [seesCases, screens, decides, refers, breaksGlass, saysConflict],
    links: [],
  },
  'hub-worker': { deeds: [seesCases, refers, breaksGlass, saysConflict], links: [] },
  'agency-worker': { deeds: [answersChecks, saysAgencyConflict], links: [checksPage] },
  'agency-lead': {
    deeds: [answersChecks, saysAgencyConflict, handsOver, 'Be told when a check of your agency is overdue'],
    links: [checksPage, { path: '/team', says: 'Team' }],
  },
  referrer: { deeds: [refers], links: [] },
  'referrer-system': { deeds: [refers], links: [] },
  'receiving-team': { deeds: [looksUp], links: [hubPage] },
  'duty-team': { deeds: [looksUp], links: [hubPage] },
  'privacy-officer': {
    deeds: [
      'See which cases are restricted, why, to whom, and when that is to be reviewed; not the cases themselves',
      'Be told when somebody opens a restricted case without being on its access list, and review it',
      'Be told when an access list lacks somebody, and see that a hub manager puts it right',
      'See who looked at what, of every case',
    ],
    links: [],
  },
  auditor: {
    deeds: [
      'See the chronology of the cases that are open to you, and who looked at them; not of restricted cases on whose access list you are not',
      'See who looked at what, of the whole hub',
    ],
    links: [],
  },
  administrator: {
    deeds: [
      'See who has an account, end their sessions, and switch accounts off and on',
      'Propose other roles for somebody, and approve or refuse what another administrator proposed',
      'Keep how the hub and its agencies are reached',
    ],
    links: [
      { path: '/admin/users', says: 'Users' },
      { path: '/admin/role-changes', says: 'Changes of roles' },
      { path: '/agencies', says: 'Agencies' },
    ],
  },
};
