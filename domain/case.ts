/**
 * The stages of a case, in the order a case goes through them. `received` is not yet screened; `screening` is being screened
 * or waiting for the referrer; `meeting` and `open-to-challenge` are reached by acts that come later than `decision` here.
 */
export const stages = [
  'received',
  'screening',
  'checks',
  'meeting',
  'decision',
  'outcome',
  'open-to-challenge',
  'closed',
] as const;
export type Stage = (typeof stages)[number];

/** What a referrer may learn of a case at each stage. */
export const statusOfStage = {
  received: 'received',
  screening: 'being-looked-at',
  checks: 'being-looked-at',
  meeting: 'being-looked-at',
  decision: 'being-looked-at',
  outcome: 'decided',
  'open-to-challenge': 'decided',
  closed: 'closed',
} as const satisfies Record<Stage, string>;
export type ReferralStatus = (typeof statusOfStage)[Stage];

/** How a person stands on a case: the children of the referral, unborn ones included, and everyone else of the household. */
export const personRoles = ['child', 'household'] as const;

/** The routes a screening can send a referral on. */
export const routes = ['mash'] as const;
export type Route = (typeof routes)[number];

/** The legal bases on which agencies may be asked (domain: no check leaves before one is recorded). */
export const legalBases = [
  'children-act-s17',
  'children-act-s47',
  'children-act-s11',
  'public-task',
  'consent',
] as const;
export type LegalBasis = (typeof legalBases)[number];
