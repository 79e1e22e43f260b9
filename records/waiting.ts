import type { Stage } from '../domain/case.js';
import { instantInWords } from '../domain/instants.js';
import type { NoticeKind } from '../domain/notices.js';
import type { Clock, Told } from '../domain/policy.js';
import { nextStep, type PlannedStep } from '../domain/deadlines.js';
import type { Database } from './database.js';
import type { Sight } from './sight.js';

/** One thing that a case waits for. Instants are RFC 3339, UTC. */
export interface WaitingItem {
  what: string;
  who: string;
  since: string;
  /** What happens if nobody acts. */
  next: string;
  nextAt: string | null;
}

export interface Waiting {
  /** One sentence in plain words. */
  summary: string;
  items: WaitingItem[];
}

interface RunningClock {
  clock: Clock;
  /** As it is called. */
  agency: string | null;
  startsAt: Date;
  dueAt: Date;
  steps: PlannedStep[];
  stepsTaken: number;
}

interface OwedMessage {
  kind: NoticeKind;
  tells: string;
  state: string;
  /** As it is called. */
  agency: string | null;
  dueAt: Date;
  nextAttemptAt: Date;
  attempts: number;
}

/** What a case waits for, who has to act, since when, and what happens next if nobody does. */
export async function waitingFor(database: Database, { caseId }: Sight<'see-waiting'>, now: Date): Promise<Waiting> {
  const { reads } = database;
  const [[found], running, owed] = await Promise.all([
    reads.rows<{ stage: Stage; stageSince: Date }>`
      SELECT c."stage", COALESCE((SELECT max(e."at") FROM "CaseEvent" e WHERE e."caseId" = c."id" AND e."courseSeq" IS NOT NULL), c."receivedAt") AS "stageSince"
      FROM "Case" c WHERE c."id" = ${caseId}::uuid`,
    reads.rows<RunningClock>`
      SELECT d."clock", COALESCE(g."name", k."agency") AS "agency", d."startsAt", d."dueAt", d."steps", d."stepsTaken" FROM "Deadline" d
      LEFT JOIN "AgencyCheck" k ON k."id" = d."checkId" LEFT JOIN "Agency" g ON g."hubId" = k."hubId" AND g."code" = k."agency"
      WHERE d."caseId" = ${caseId}::uuid AND d."settledAt" IS NULL ORDER BY d."dueAt", k."agency"`,
    reads.rows<OwedMessage>`
      SELECT n."kind", n."tells", n."state", COALESCE(g."name", n."agency") AS "agency", n."dueAt", n."nextAttemptAt", n."attempts" FROM "Notice" n
      JOIN "Case" c ON c."id" = n."caseId" LEFT JOIN "Agency" g ON g."hubId" = c."hubId" AND g."code" = n."agency"
      WHERE n."caseId" = ${caseId}::uuid AND n."state" IN ('due', 'sending') ORDER BY n."dueAt"`,
  ]);
  if (found === undefined) throw new Error(`There is no case ${caseId}`);
  const { stage, stageSince } = found;
  const items = [...personItems(stage, stageSince, running), ...running.flatMap(checkItem), ...owed.map(messageItem)];
  return { summary: summaryOf(stage, running, now), items };
}

const actOfStage: Partial<Record<Stage, { what: string; who: string; clock: Clock }>> = {
  received: { what: 'Screening', who: 'a decision maker or hub manager', clock: 'statutory' },
  screening: { what: 'Screening', who: 'a decision maker or hub manager', clock: 'statutory' },
  decision: { what: 'Decision', who: 'a decision maker or hub manager', clock: 'rag' },
};

function personItems(stage: Stage, stageSince: Date, running: readonly RunningClock[]): WaitingItem[] {
  const act = actOfStage[stage];
  if (act === undefined) return [];
  const clock = running.find((each) => each.clock === act.clock);
  const since = stage === 'decision' || clock === undefined ? stageSince : clock.startsAt;
  return [{ what: act.what, who: act.who, since: since.toISOString(), ...nextOf(clock) }];
}

function checkItem(clock: RunningClock): WaitingItem[] {
  if (clock.agency === null) return [];
  const who = clock.agency;
  return [{ what: `${who} check`, who, since: clock.startsAt.toISOString(), ...nextOf(clock) }];
}

const toldInWords: Record<Told, string> = {
  agency: 'the agency is reminded',
  'agency-lead': 'the lead of the agency is told that it is overdue',
  'decision-maker': 'the decision makers are told',
  'hub-manager': 'the hub manager is told',
};

function nextOf(clock: RunningClock | undefined): Pick<WaitingItem, 'next' | 'nextAt'> {
  const step = clock === undefined ? undefined : nextStep(clock, clock.stepsTaken);
  return step === undefined
    ? { next: 'everyone who can be told has been told', nextAt: null }
    : { next: toldInWords[step.tells], nextAt: step.at };
}

const kindsInWords: Record<NoticeKind, string> = {
  acknowledgement: 'Acknowledgement',
  'immediate-danger': 'Page about immediate danger',
  'tell-by-person': 'Request to tell the referrer in person',
  'check-request': 'Request for a check',
  reminder: 'Reminder',
  overdue: 'Message that something is overdue',
  'late-answer': 'Message about new information',
  outcome: 'Outcome',
  'glass-broken': 'Message that a restricted case was opened',
  'access-list-incomplete': 'Message that the access list lacks somebody',
  'restriction-review': 'Question whether the restriction is still needed',
  'delivery-failed': 'Message that another could not be delivered',
};

function messageItem({ kind, tells, state, agency, dueAt, nextAttemptAt, attempts }: OwedMessage): WaitingItem {
  const recipient = agency ?? tells.replaceAll('-', ' ');
  const isTriedAgain = state === 'due' && attempts > 0;
  return {
    what: `${kindsInWords[kind]}, to ${recipient}`,
    who: isTriedAgain ? 'the mail server' : 'the service',
    since: dueAt.toISOString(),
    next: isTriedAgain ? `it is tried again (tried ${attempts} time${attempts === 1 ? '' : 's'})` : 'it is sent',
    nextAt: isTriedAgain ? nextAttemptAt.toISOString() : null,
  };
}

function summaryOf(stage: Stage, running: readonly RunningClock[], now: Date): string {
  const due = running.map(({ dueAt }) => dueAt)[0];
  const when = due === undefined ? '' : dueInWords(due, now);
  const checks = running.flatMap(({ agency }) => agency ?? []);
  const sentences: Record<Stage, string> = {
    received: `Waiting for someone to screen the referral${when}.`,
    screening: `Being screened, or waiting for the referrer${when}.`,
    checks: `Waiting for ${checks.join(', ')}${when}.`,
    meeting: `Waiting for the meeting${when}.`,
    decision: `Waiting for someone to decide${when}.`,
    outcome: 'Decided; the referrer is being told.',
    'open-to-challenge': 'Decided; the referrer or an agency may still disagree.',
    closed: 'Closed. Nothing is waited for.',
  };
  return sentences[stage];
}

const dueInWords = (due: Date, now: Date): string =>
  due < now ? `, overdue since ${instantInWords(due.toISOString())}` : `, due ${instantInWords(due.toISOString())}`;
