import { z } from 'zod';
import { languages } from '../../domain/languages.js';
import { legalBases, personRoles, routes, stages, statusOfStage, type ReferralStatus } from '../../domain/case.js';
import { checkResults, checkStates, informationKinds, sharingMarks } from '../../domain/checks.js';
import { meetingSkipReasons, outcomeCodes, primaryNeeds, thresholdLevels } from '../../domain/decisions.js';
import { eventTypes, type EventType } from '../../domain/events.js';
import { lookKinds, type LookKind } from '../../domain/looks.js';
import { noticeStates } from '../../domain/notices.js';
import { clocks, ratings } from '../../domain/policy.js';
import { agreements, channels, concernPatterns, referrerKinds } from '../../domain/referral.js';
import { date, id, instant, next } from './answer-fields.js';
import { caseWarning, checkWarning } from './warning-fields.js';
import { holder, named } from './holder-answers.js';

/*
 * What the API answers: for the OpenAPI document, and for the compiler, which holds it against what the record gives.
 */

/** A word of a list that the record holds as text. */
const wordOf = (words: readonly (string | number)[]): z.ZodString => z.string().meta({ enum: [...words] });

const rating = z.enum(ratings);
const stage = z.enum(stages);
const checkState = z.enum(checkStates);
const version = z.int().meta({ description: 'Moves with every act of a person; the ETag.' });

export const receiptAnswer = z
  .object({ reference: z.string(), receivedAt: instant(), statusUrl: z.url(), immediateAdvice: z.string().optional() })
  .meta({ id: 'Receipt' });

export const referralStatusAnswer = z
  .object({ reference: z.string(), status: z.enum<ReferralStatus[]>([...new Set(Object.values(statusOfStage))]) })
  .meta({ id: 'ReferralStatus' });

export const screenedAnswer = z.object({ reference: z.string(), stage, rating, version }).meta({ id: 'ScreenedCase' });
export const decidedAnswer = z.object({ reference: z.string(), stage, version }).meta({ id: 'DecidedCase' });
export const checkActAnswer = z.object({ id: id(), state: checkState, version }).meta({ id: 'CheckAct' });

const address = z
  .object({
    line1: z.string(),
    line2: z.string().optional(),
    town: z.string().optional(),
    postcode: z.string().optional(),
  })
  .meta({ id: 'AddressOnRecord' });

const agencyAnswer = z
  .object({
    at: instant(),
    results: z.array(z.object({ person: id(), result: wordOf(checkResults), systemsSearched: z.string().optional() })),
    information: z.array(
      z.object({ person: id(), kind: wordOf(informationKinds), text: z.string(), sharing: wordOf(sharingMarks) }),
    ),
    analysis: z.string().optional(),
    rating: rating.optional(),
  })
  .meta({ id: 'AgencyAnswer' });

const person = z
  .object({
    id: id(),
    role: wordOf(personRoles),
    firstName: z.string(),
    lastName: z.string(),
    dateOfBirth: date().optional(),
    expectedDate: date().optional(),
    sex: z.string().optional(),
    nhsNumber: z.string().optional(),
    address: address.optional(),
    relationship: z.string().optional(),
    parentalResponsibility: z.boolean().optional(),
    livesWithChild: z.boolean().optional(),
    mayPoseRisk: z.boolean().optional(),
    locationNow: z.string().optional(),
    school: z.string().optional(),
    ethnicity: z.string().optional(),
    disability: z.string().optional(),
    language: z.string().optional(),
  })
  .meta({ id: 'PersonOnCase' });

const referral = z
  .object({
    reference: z.string(),
    receivedAt: instant(),
    channel: wordOf(channels),
    referrer: z.object({
      kind: z.enum(referrerKinds),
      name: z.string().meta({ description: 'Blank for someone who did not give it.' }),
      role: z.string().optional(),
      organisation: z.string().optional(),
      sourceCode: z.string().optional(),
      email: z.string().optional(),
      phone: z.string().optional(),
      anonymityRequested: z.boolean().optional(),
    }),
    concern: z.object({
      immediateDanger: z.boolean(),
      whatHappened: z.string(),
      evidence: z.string().optional(),
      pattern: z.enum(concernPatterns).optional(),
      chronology: z.string().optional(),
      childsViews: z.string().optional(),
    }),
    parents: z.object({
      informed: z.boolean(),
      reasonNotInformed: z.string().optional(),
      agreement: z.enum(agreements).optional(),
      leafletGiven: z.boolean().optional(),
    }),
    supportTried: z.string().optional(),
    language: z.enum(languages).optional(),
  })
  .meta({ id: 'ReferralOnCase' });

const decidedWithout = z.boolean().meta({
  description:
    'The case was decided without an answer: nothing is waited for. One that comes later is taken all the same.',
});

const checkOnCase = z
  .object({
    id: id(),
    agency: z.string(),
    state: checkState,
    dueAt: instant(),
    askedAt: instant(),
    settledAt: instant().nullable(),
    decidedWithout,
    claimedBy: holder.nullable(),
    contact: z
      .object({ name: z.string(), email: z.string() })
      .nullable()
      .meta({ description: 'How the agency is reached.' }),
    question: z.string().optional(),
    persons: z.array(id()),
    answer: agencyAnswer.optional(),
  })
  .meta({ id: 'CheckOnCase' });

const decision = z
  .object({
    id: id(),
    at: instant(),
    by: named,
    child: id(),
    level: z.int().meta({ enum: [...thresholdLevels] }),
    outcome: wordOf(outcomeCodes),
    primaryNeed: wordOf(primaryNeeds).optional(),
    rationale: z.string(),
    messageToReferrer: z.string(),
    gaps: z.array(z.object({ check: id(), reason: z.string() })),
    meetingSkipped: z.object({ reason: z.enum(meetingSkipReasons), agreedBy: z.string().optional() }).optional(),
  })
  .meta({ id: 'DecisionOnCase' });

const notice = z
  .object({
    id: id(),
    kind: z.string(),
    tells: z.string(),
    agency: z.string().optional(),
    state: wordOf(noticeStates),
    dueAt: instant(),
    sentAt: instant().nullable(),
    attempts: z.int(),
  })
  .meta({ id: 'NoticeOnCase' });

const deadline = z
  .object({
    clock: wordOf(Object.keys(clocks)),
    check: id().optional(),
    startsAt: instant(),
    dueAt: instant(),
    rule: z.string(),
    breachedAt: instant().nullable(),
    settledAt: instant().nullable(),
    policyVersion: z.int(),
    calendarVersion: z.int(),
  })
  .meta({ id: 'DeadlineOnCase' });

export const caseAnswer = z
  .object({
    reference: z.string(),
    stage,
    rating: rating.nullable(),
    version,
    receivedAt: instant(),
    immediateDanger: z.boolean(),
    closedAt: instant().nullable(),
    owner: holder.nullable(),
    referrals: z.array(referral),
    people: z.array(person),
    screenings: z.array(
      z.object({
        at: instant(),
        by: named,
        route: wordOf(routes),
        rating,
        rationale: z.string(),
        legalBasis: wordOf(legalBases),
        agreementOverride: z.string().optional(),
        referTo: z.string().optional(),
      }),
    ),
    checks: z.array(checkOnCase),
    meetings: z.array(z.never()).meta({ description: 'None yet: meetings are not part of the process so far.' }),
    decisions: z.array(decision),
    notices: z.array(notice),
    deadlines: z.array(deadline),
    warnings: z.array(caseWarning).meta({ description: 'What to see before contact or a visit.' }),
  })
  .meta({ id: 'Case' });

export const boardAnswer = z
  .object({
    items: z.array(
      z.object({
        reference: z.string(),
        stage,
        rating: rating.nullable(),
        version,
        receivedAt: instant(),
        immediateDanger: z.boolean(),
        nextDueAt: instant().nullable(),
        nextAmberAt: instant().nullable(),
        overdue: z.boolean(),
        checks: z.object({ waiting: z.int(), asked: z.int() }),
        owner: holder.nullable(),
        waitsFor: z
          .object({
            what: z.string(),
            who: z.string(),
            agencies: z.array(z.string()).meta({ description: 'Codes of those that have not answered.' }),
          })
          .nullable()
          .meta({ description: 'In a few words; null for a closed case.' }),
      }),
    ),
    next,
    counts: z.object({
      stage: z.record(stage, z.int()),
      rating: z.record(z.enum([...ratings, 'unrated']), z.int()),
      overdue: z.int(),
      owner: z
        .object({ me: z.int(), none: z.int() })
        .meta({ description: 'Held by you; held by nobody who could work on them.' }),
    }),
  })
  .meta({ id: 'Board' });

export const eventsAnswer = z
  .object({
    items: z.array(
      z.object({
        seq: z.int(),
        type: z.enum(Object.keys(eventTypes) as EventType[]),
        at: instant(),
        says: z.string(),
        by: z.string().meta({ description: 'Role of whoever did it, or "process".' }),
        actor: z.string().nullable(),
        facts: z.unknown(),
      }),
    ),
    next,
  })
  .meta({ id: 'Chronology' });

export const waitingAnswer = z
  .object({
    summary: z.string(),
    items: z.array(
      z.object({
        what: z.string(),
        who: z.string(),
        since: instant(),
        next: z.string(),
        nextAt: instant().nullable(),
      }),
    ),
  })
  .meta({ id: 'Waiting' });

export const checksAnswer = z
  .object({
    items: z.array(
      z.object({
        id: id(),
        reference: z.string(),
        agency: z.string(),
        state: checkState,
        dueAt: instant(),
        rating,
        overdue: z.boolean(),
        decidedWithout,
        settledAt: instant().nullable(),
        claimedBy: holder.nullable(),
      }),
    ),
    next,
  })
  .meta({ id: 'Checks' });

export const checkAnswer = z
  .object({
    id: id(),
    reference: z.string(),
    agency: z.string(),
    state: checkState,
    rating,
    dueAt: instant(),
    settledAt: instant().nullable(),
    decidedWithout,
    claimedBy: holder.nullable(),
    legalBasis: wordOf(legalBases),
    question: z.string().optional(),
    persons: z.array(
      z.object({
        id: id(),
        firstName: z.string(),
        lastName: z.string(),
        dateOfBirth: date().optional(),
        expectedDate: date().optional(),
        address: address.optional(),
        relationship: z.string().optional(),
      }),
    ),
    warnings: z.array(checkWarning).meta({ description: 'What to see before contact or a visit.' }),
    answer: agencyAnswer.optional(),
  })
  .meta({ id: 'Check' });

export const deadlinesAnswer = z
  .object({
    dueAt: instant(),
    steps: z.array(z.object({ step: z.string(), at: instant(), tells: z.string() })),
    rule: z.string(),
    policyVersion: z.int(),
    calendarVersion: z.int(),
  })
  .meta({ id: 'Deadlines' });

export const looksAnswer = z
  .object({
    items: z.array(
      z.object({
        at: instant(),
        kind: z.enum(Object.keys(lookKinds) as LookKind[]),
        says: z.string(),
        what: z.string().optional().meta({ description: 'The act that was wanted, or the kind of the message.' }),
        by: z
          .object({ id: id(), name: z.string().optional() })
          .optional()
          .meta({ description: 'Who. Missing where nobody could be made out, and for the process.' }),
        role: z
          .string()
          .optional()
          .meta({ description: 'Under which it was allowed; of a denial all roles; of a message whom it told.' }),
        case: z.string().optional().meta({ description: 'Reference of the case.' }),
        check: id().optional(),
        subject: id().optional().meta({ description: 'The user whom it was about.' }),
        items: z.int().optional().meta({
          description: 'How many items a list showed, addresses a message went to, or refused tokens it stands for.',
        }),
        why: z.string().optional().meta({ description: 'Code of the problem, or of the reason that was given.' }),
        terms: z.string().optional().meta({ description: 'Hash of what was searched for.' }),
        address: z.string().optional().meta({ description: 'IP address of the client.' }),
        requestId: id().optional(),
      }),
    ),
    next,
  })
  .meta({ id: 'Looks' });
