import { sharingMarks } from '../../../domain/checks.js';
import { agencies as hubAgencies } from '../../../domain/policy.js';
import type { CaseSeen, CheckSeen } from '../../service/seen.js';

/*
 * A case in which every text that a person can write is a word that stands nowhere else: the canaries. Each begins with a word that no
 * language has, and goes on with the place where it was written.
 */
export const core = 'Quillfinch';
export const mark = (place: string): string => `${core}${place}`;

const marked = (prefix: string, ...places: readonly string[]): Record<string, string> =>
  Object.fromEntries(places.map((place) => [place, mark(`${prefix}${place}`)]));

export const agencies: readonly string[] = hubAgencies.map(({ code }) => code);

const address = (of: string): object => marked(of, 'line1', 'line2', 'town', 'postcode');

const child = (of: string): object => ({
  ...marked(of, 'firstName', 'lastName', 'nhsNumber', 'school', 'ethnicity', 'disability', 'language', 'locationNow'),
  address: address(of),
});

/** Where the referrer has their mail: the address is in no mail but on those to it. */
export const referrerMailbox = `${mark('Mailbox')}@school.example`;

export const referral = {
  channel: 'online-form',
  referrer: {
    ...{ kind: 'professional', email: referrerMailbox },
    ...marked('Referrer', 'name', 'role', 'organisation', 'phone'),
  },
  children: [child('First'), child('Second')],
  household: [{ ...marked('Mother', 'firstName', 'lastName', 'relationship'), address: address('Mother') }],
  concern: { immediateDanger: true, ...marked('Concern', 'whatHappened', 'evidence', 'chronology', 'childsViews') },
  parents: { informed: false, agreement: 'refused', ...marked('Parents', 'reasonNotInformed') },
  ...marked('', 'supportTried'),
};

export const screeningOf = ({ people }: CaseSeen): object => ({
  ...{ route: 'mash', rating: 'amber', legalBasis: 'consent' },
  ...marked('Screening', 'rationale', 'referTo'),
  agreementOverride: marked('Override', 'reason'),
  checks: agencies.map((agency) => ({
    ...{ agency, persons: people.map(({ id }) => id) },
    question: mark(`Question${agency}`),
  })),
});

/** An agency that knows everybody, and says of everybody something of each kind that may or may not travel. */
export const answerTo = ({ agency, persons }: CheckSeen): object => ({
  results: persons.map((person) => ({ person, result: 'known', systemsSearched: mark(`Systems${agency}`) })),
  information: persons.flatMap((person) =>
    sharingMarks.map((sharing) => ({ person, kind: 'fact', sharing, text: mark(`Told${sharing}${agency}`) })),
  ),
  analysis: mark(`Analysis${agency}`),
});

/** What the referrer is told, by mail: this one, where a professional referred. */
export const messageToReferrer = mark('Message');

export const decisionOver = ({ people, checks }: CaseSeen, message: string): object => ({
  decisions: people
    .filter(({ role }) => role === 'child')
    .map(({ id }) => ({ child: id, level: 3, outcome: 'early-help', rationale: mark('Decided') })),
  gaps: checks.filter(({ settledAt }) => settledAt === null).map(({ id }) => ({ check: id, reason: mark('Gap') })),
  meetingSkipped: { reason: 'papers-sufficient', agreedBy: mark('AgreedBy') },
  messageToReferrer: message,
});

export const restrictionTo = (people: readonly string[]): object => ({
  ...{ reason: 'high-risk', people },
  note: mark('Restricted'),
});
export const reasonSaying = (place: string): object => ({ reason: mark(place) });
export const glass = { reason: 'urgent-decision', text: mark('Glass'), warningRead: true };
export const glassReview = { finding: 'justified', note: mark('Finding') };
export const conflictWith = (person: string | undefined, place: string): object => ({
  ...{ person, kind: 'neighbour' },
  note: mark(place),
});

/** What to see before contact or a visit. */
export const warning = { kind: 'two-workers', ...marked('Warning', 'text', 'forAgencies') };

/** How to reach the hub, an agency and somebody there: details of their work, which stand in the clear. */
export const directory = {
  hub: { ...marked('Hub', 'phone'), replyEmail: `${mark('HubReply')}@hub.example` },
  agency: { ...marked('Agency', 'name', 'phone', 'howToReach'), email: `${mark('AgencyMailbox')}@housing.example` },
  contact: { ...marked('Contact', 'name', 'role', 'phone'), email: `${mark('ContactMailbox')}@housing.example` },
};
