import type { Stage } from '../domain/case.js';
import type { CheckState } from '../domain/checks.js';
import type { MeetingSkipped } from '../domain/decisions.js';
import type { Rating } from '../domain/policy.js';
import type { Language } from '../domain/languages.js';
import type { Address, Referrer, ReferralSubmission } from '../domain/referral.js';
import type { Prisma } from '../prisma/generated/client.js';
import { isDecidedWithout } from './check-lookup.js';
import type { Database } from './database.js';
import type { Holder } from './holders.js';
import { known } from './known.js';
import type { Sealing } from './sealing.js';
import type { Sight } from './sight.js';
import { warningsOnCase, type CaseWarning } from './warnings-shown.js';
import { whoIsOnCase, type AgencyContact, type Named } from './who-on-case.js';

/** A person as the hub sees them on a case. Dates are `YYYY-MM-DD`. */
export interface PersonView {
  id: string;
  role: string;
  firstName: string;
  lastName: string;
  dateOfBirth?: string;
  expectedDate?: string;
  sex?: string;
  nhsNumber?: string;
  address?: Address;
  relationship?: string;
  parentalResponsibility?: boolean;
  livesWithChild?: boolean;
  mayPoseRisk?: boolean;
  locationNow?: string;
  school?: string;
  ethnicity?: string;
  disability?: string;
  language?: string;
}

export interface AnswerView {
  at: string;
  results: { person: string; result: string; systemsSearched?: string }[];
  information: { person: string; kind: string; text: string; sharing: string }[];
  analysis?: string;
  rating?: Rating;
}

/** The whole case as the hub sees it. Instants are RFC 3339, UTC. */
export interface CaseView {
  warnings: CaseWarning[];
  reference: string;
  stage: Stage;
  rating: Rating | null;
  version: number;
  receivedAt: string;
  immediateDanger: boolean;
  closedAt: string | null;
  owner: Holder | null;
  referrals: {
    reference: string;
    receivedAt: string;
    channel: string;
    referrer: Referrer;
    concern: ReferralSubmission['concern'];
    parents: ReferralSubmission['parents'];
    supportTried?: string;
    /** In which the referrer is written to; English where it is left out. */
    language?: Language;
  }[];
  people: PersonView[];
  screenings: {
    at: string;
    by: Named;
    route: string;
    rating: Rating;
    rationale: string;
    legalBasis: string;
    agreementOverride?: string;
    referTo?: string;
  }[];
  checks: {
    id: string;
    agency: string;
    state: CheckState;
    dueAt: string;
    askedAt: string;
    settledAt: string | null;
    /** The case was decided without its answer. One that comes later is taken all the same. */
    decidedWithout: boolean;
    /** Who is at it, of the agency. */
    claimedBy: Holder | null;
    contact: AgencyContact | null;
    question?: string;
    persons: string[];
    answer?: AnswerView;
  }[];
  meetings: never[];
  decisions: {
    id: string;
    at: string;
    by: Named;
    child: string;
    level: number;
    outcome: string;
    primaryNeed?: string;
    rationale: string;
    messageToReferrer: string;
    gaps: { check: string; reason: string }[];
    /** Why there was no meeting, and which hub manager agreed to that. */
    meetingSkipped?: MeetingSkipped;
  }[];
  notices: {
    id: string;
    kind: string;
    tells: string;
    agency?: string;
    state: string;
    dueAt: string;
    sentAt: string | null;
    attempts: number;
  }[];
  deadlines: {
    clock: string;
    check?: string;
    startsAt: string;
    dueAt: string;
    rule: string;
    breachedAt: string | null;
    settledAt: string | null;
    policyVersion: number;
    calendarVersion: number;
  }[];
}

const query = {
  referrals: { orderBy: { receivedAt: 'asc' } },
  people: { orderBy: { position: 'asc' }, include: { person: true } },
  screenings: { orderBy: { at: 'asc' } },
  checks: {
    orderBy: [{ askedAt: 'asc' }, { agency: 'asc' }],
    include: {
      persons: true,
      answer: { include: { results: true, information: { orderBy: { position: 'asc' } } } },
    },
  },
  deadlines: { orderBy: { dueAt: 'asc' } },
  decisions: { orderBy: { at: 'asc' }, include: { children: true, gaps: true } },
  notices: { orderBy: [{ dueAt: 'asc' }, { id: 'asc' }] },
} satisfies Prisma.CaseInclude;

/** Reads the whole case. Throws if there is no such case. */
export async function readCase(database: Database, { caseId }: Sight<'see-case'>): Promise<CaseView> {
  const { sealing, trees } = database;
  const [found, who, warnings] = await Promise.all([
    trees.case.findUniqueOrThrow({ where: { id: caseId }, include: query }),
    whoIsOnCase(database, caseId),
    warningsOnCase(database, caseId),
  ]);
  return {
    warnings,
    reference: found.reference,
    stage: found.stage as Stage,
    rating: found.rating as Rating | null,
    version: found.version,
    receivedAt: found.receivedAt.toISOString(),
    immediateDanger: found.immediateDanger,
    closedAt: instant(found.closedAt),
    owner: who.owner,
    referrals: found.referrals.map((row) => referralView(sealing, row)),
    people: found.people.map((row) => personView(sealing, row)),
    screenings: found.screenings.map(({ id, at, byId, route, rating, rationale, legalBasis, ...row }) => ({
      ...known({
        agreementOverride: sealing.open('Screening.agreementOverride', id, row.agreementOverride),
        referTo: sealing.open('Screening.referTo', id, row.referTo),
      }),
      at: at.toISOString(),
      by: who.named(byId),
      route,
      rating: rating as Rating,
      rationale: sealing.open('Screening.rationale', id, rationale),
      legalBasis,
    })),
    checks: found.checks.map(({ answer, persons, ...check }) => ({
      ...known({ question: sealing.open('AgencyCheck.question', check.id, check.question) }),
      id: check.id,
      agency: check.agency,
      state: check.state as CheckState,
      dueAt: check.dueAt.toISOString(),
      askedAt: check.askedAt.toISOString(),
      settledAt: instant(check.settledAt),
      decidedWithout: isDecidedWithout({ state: check.state as CheckState, settledAt: check.settledAt }),
      claimedBy: who.holderOf(check.id),
      contact: who.contactOf(check.agency),
      persons: persons.map(({ personId }) => personId),
      ...(answer === null ? {} : { answer: answerView(sealing, answer) }),
    })),
    meetings: [],
    decisions: found.decisions.flatMap(({ id: roundId, byId, children, gaps, at, messageToReferrer, ...round }) =>
      children.map(({ id, personId, level, outcome, primaryNeed, rationale }) => ({
        ...known({
          primaryNeed,
          meetingSkipped: sealing.openJson(
            'DecisionRound.meetingSkipped',
            roundId,
            round.meetingSkipped,
          ) as MeetingSkipped | null,
        }),
        id,
        at: at.toISOString(),
        by: who.named(byId),
        child: personId,
        level,
        outcome,
        rationale: sealing.open('Decision.rationale', id, rationale),
        messageToReferrer: sealing.open('DecisionRound.messageToReferrer', roundId, messageToReferrer),
        gaps: gaps.map(({ checkId, reason }) => ({
          check: checkId,
          reason: sealing.open('DecisionGap.reason', `${roundId}:${checkId}`, reason),
        })),
      })),
    ),
    notices: found.notices.map(({ id, kind, tells, agency, state, dueAt, sentAt, attempts }) => ({
      ...known({ agency }),
      id,
      kind,
      tells,
      state,
      dueAt: dueAt.toISOString(),
      sentAt: instant(sentAt),
      attempts,
    })),
    deadlines: found.deadlines.map(({ checkId, ...deadline }) => ({
      ...known({ check: checkId }),
      clock: deadline.clock,
      startsAt: deadline.startsAt.toISOString(),
      dueAt: deadline.dueAt.toISOString(),
      rule: deadline.rule,
      breachedAt: instant(deadline.breachedAt),
      settledAt: instant(deadline.settledAt),
      policyVersion: deadline.policyVersion,
      calendarVersion: deadline.calendarVersion,
    })),
  };
}

/** An answer as the record holds it, sealed. */
export interface AnswerRow {
  id: string;
  at: Date;
  analysis: string | null;
  rating: string | null;
  results: { personId: string; result: string; systemsSearched: string | null }[];
  information: { position: number; personId: string; kind: string; text: string; sharing: string }[];
}

/** An answer as its own agency and the hub see it. */
export function answerView(sealing: Sealing, answer: AnswerRow): AnswerView {
  const { id, at, analysis, rating, results, information } = answer;
  return {
    ...known({ analysis: sealing.open('CheckAnswer.analysis', id, analysis) }),
    ...known({ rating: rating as Rating | null }),
    at: at.toISOString(),
    results: results.map(({ personId, result, systemsSearched }) => ({
      ...known({ systemsSearched: sealing.open('CheckResult.systemsSearched', `${id}:${personId}`, systemsSearched) }),
      person: personId,
      result,
    })),
    information: information.map(({ position, personId, kind, text, sharing }) => ({
      person: personId,
      kind,
      text: sealing.open('CheckInformation.text', `${id}:${position}`, text),
      sharing,
    })),
  };
}

interface ReferralRow {
  id: string;
  reference: string;
  receivedAt: Date;
  channel: string;
  submission: unknown;
}

function referralView(sealing: Sealing, row: ReferralRow): CaseView['referrals'][number] {
  const { id, reference, receivedAt, channel } = row;
  const submission = sealing.openJson('Referral.submission', id, row.submission) as ReferralSubmission;
  const { referrer, concern, parents, supportTried, language } = submission;
  return {
    ...known({ supportTried, language }),
    reference,
    receivedAt: receivedAt.toISOString(),
    channel,
    referrer,
    concern,
    parents,
  };
}

interface CasePersonRow {
  caseId: string;
  role: string;
  relationship: string | null;
  parentalResponsibility: boolean | null;
  livesWithChild: boolean | null;
  mayPoseRisk: boolean | null;
  locationNow: string | null;
  person: {
    id: string;
    firstName: string;
    lastName: string;
    dateOfBirth: Date | null;
    expectedDate: Date | null;
    sex: string | null;
    nhsNumber: string | null;
    address: unknown;
    particulars: unknown;
  };
}

function personView(sealing: Sealing, { person, role, ...row }: CasePersonRow): PersonView {
  const { parentalResponsibility, livesWithChild, mayPoseRisk } = row;
  const onCase = `${row.caseId}:${person.id}`;
  return {
    ...known({ parentalResponsibility, livesWithChild, mayPoseRisk }),
    ...known({
      relationship: sealing.open('CasePerson.relationship', onCase, row.relationship),
      locationNow: sealing.open('CasePerson.locationNow', onCase, row.locationNow),
      dateOfBirth: day(person.dateOfBirth),
      expectedDate: day(person.expectedDate),
      sex: person.sex,
      nhsNumber: sealing.open('Person.nhsNumber', person.id, person.nhsNumber),
      address: sealing.openJson('Person.address', person.id, person.address) as Address | null,
    }),
    ...(sealing.openJson('Person.particulars', person.id, person.particulars) as Record<string, string>),
    id: person.id,
    role,
    firstName: person.firstName,
    lastName: person.lastName,
  };
}

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

/** A date of the record as `YYYY-MM-DD`. */
const day = (at: Date | null): string | null => at?.toISOString().slice(0, 10) ?? null;
