import type { Role } from '../../domain/roles.js';

/** What a role can do today, as its home page tells it. */
export interface Work {
  /** The role, in words. */
  role: string;
  deeds: readonly string[];
  links: readonly { path: string; says: string }[];
}

const seesCases = 'See the board of cases in flight, every case, its chronology and what it waits for';
const refers = 'Send a referral, and follow how it stands';
const screensAndDecides = 'Screen cases: route, rating, legal basis, and which agencies to ask';
const answersChecks = 'See the checks that your agency is asked for, take one on, and answer it';
const notYet = 'Sign in. What this role sees and does comes with a later version';

/** By role. Most of it is done over the API so far: pages for it come next. */
export const workOf: Readonly<Record<Role, Work>> = {
  'hub-manager': {
    role: 'Hub manager',
    deeds: [seesCases, screensAndDecides, 'Decide cases, for every child of them', refers],
    links: [],
  },
  'decision-maker': {
    role: 'Decision maker',
    deeds: [seesCases, screensAndDecides, 'Decide cases, for every child of them', refers],
    links: [],
  },
  'hub-worker': { role: 'Hub worker', deeds: [seesCases, refers], links: [] },
  'agency-worker': { role: 'Agency worker', deeds: [answersChecks], links: [] },
  'agency-lead': {
    role: 'Agency lead',
    deeds: [answersChecks, 'Be told when a check of your agency is overdue'],
    links: [],
  },
  referrer: { role: 'Referrer', deeds: [refers], links: [] },
  'referrer-system': { role: 'Referring system', deeds: [refers], links: [] },
  'receiving-team': { role: 'Receiving team', deeds: [notYet], links: [] },
  'duty-team': { role: 'Duty team', deeds: [notYet], links: [] },
  'privacy-officer': { role: 'Privacy officer', deeds: [notYet], links: [] },
  auditor: { role: 'Auditor', deeds: ['See the chronology of any case'], links: [] },
  administrator: {
    role: 'Administrator',
    deeds: ['See who has an account, end their sessions, and switch accounts off and on'],
    links: [{ path: '/admin/users', says: 'Users' }],
  },
};
