import type { CaseSeen, CheckSeen } from './seen.js';

/* What people send, valid as it stands; tests change what they are about. Everyone in it is invented. */

export const address = { line1: '1 Nowhere Lane', town: 'Inventedham', postcode: 'ZZ9 9ZZ' };

export const aChild = {
  firstName: 'Nia',
  lastName: 'Invented',
  dateOfBirth: '2019-03-02',
  sex: 'F',
  address,
};

export const aMother = {
  firstName: 'Mona',
  lastName: 'Invented',
  dateOfBirth: '1991-07-15',
  relationship: 'mother',
  parentalResponsibility: true,
  livesWithChild: true,
};

export const aReferrer = { kind: 'professional', name: 'Tessa Teacherly', email: 'tessa@school.example' };

export const aReferral = {
  channel: 'online-form',
  referrer: aReferrer,
  children: [aChild],
  household: [aMother],
  concern: { immediateDanger: false, whatHappened: 'Came without a coat for a week.' },
  parents: { informed: true, agreement: 'given' },
};

export const aScreening = {
  route: 'mash',
  rating: 'amber',
  rationale: 'A pattern that agencies may know of.',
  legalBasis: 'public-task',
};

/** An agency that knows nobody it was asked about. */
export const nobodyKnown = (persons: readonly string[]): object => ({
  results: persons.map((person) => ({ person, result: 'not-known', systemsSearched: 'local records' })),
});

/** The same decision for every child, with a gap for every check that still waits. */
export const decisionOver = ({ people, checks }: CaseSeen): object => ({
  decisions: people
    .filter(({ role }) => role === 'child')
    .map(({ id }) => ({
      child: id,
      level: 2,
      outcome: 'early-help',
      rationale: 'Help with daily routines is enough.',
    })),
  gaps: checks.filter(isWaiting).map(({ id }) => ({ check: id, reason: 'No reply is to be expected today.' })),
  messageToReferrer: 'A worker will contact the family this week.',
});

const isWaiting = ({ settledAt }: CheckSeen): boolean => settledAt === null;
