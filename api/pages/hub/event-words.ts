import type { EventType } from '../../../domain/events.js';
import { ratingNames } from '../../../domain/policy.js';
import { isRole, roleNames } from '../../../domain/roles.js';
import { warningKinds } from '../../../domain/warnings.js';
import type { CalledAgency } from '../../../records/agency-names.js';
import type { NamedEntry } from '../../../records/chronology.js';
import { inHub } from '../frame/formats.js';
import { clockWords, legalBasisWords, noticeWords, outcomeWords, recipientWords, wordsOf } from './words.js';

/** Kinds of entries by which a chronology is filtered. */
export const eventKinds = {
  course: 'Course of the case',
  checks: 'Agency checks',
  deadlines: 'Deadlines and escalations',
  messages: 'Messages',
  access: 'Who may see it',
  warnings: 'Warning notes',
  documents: 'Files',
} as const;
export type EventKind = keyof typeof eventKinds;
export const eventKindNames = Object.keys(eventKinds) as EventKind[];

const kinds: Readonly<Record<EventType, EventKind>> = {
  'referral-received': 'course',
  'case-screened': 'course',
  'case-claimed': 'course',
  'case-assigned': 'course',
  'case-decided': 'course',
  'case-closed': 'course',
  'check-claimed': 'checks',
  'check-handed-over': 'checks',
  'check-answered': 'checks',
  'last-check-answered': 'checks',
  'late-answer-recorded': 'checks',
  'deadline-breached': 'deadlines',
  'ladder-climbed': 'deadlines',
  'notice-sent': 'messages',
  'notice-uncertain': 'messages',
  'notice-failed': 'messages',
  'notice-overtaken': 'messages',
  'case-restricted': 'access',
  'access-list-changed': 'access',
  'restriction-kept': 'access',
  'restriction-lifted': 'access',
  'glass-broken': 'access',
  'glass-reviewed': 'access',
  'conflict-declared': 'access',
  'conflict-lifted': 'access',
  'warning-added': 'warnings',
  'warning-kept': 'warnings',
  'warning-ended': 'warnings',
  'document-infected': 'documents',
};

/** The types of the entries of a kind. */
export const typesOf = (kind: EventKind): EventType[] =>
  (Object.keys(kinds) as EventType[]).filter((type) => kinds[type] === kind);

/** An entry as a page shows it. */
export interface EntryShown {
  seq: number;
  says: string;
  detail: string;
  by: string;
  at: string;
  /** RFC 3339. */
  instant: string;
}

export const entryShown = (entry: NamedEntry, called: CalledAgency): EntryShown => ({
  ...{ seq: entry.seq, says: entry.says, detail: detailOf(entry, called), instant: entry.at },
  by: whoseDoing(entry),
  at: inHub(entry.at),
});

function whoseDoing({ name, by }: NamedEntry): string {
  if (name === null) return 'the service';
  return isRole(by) ? `${name} (${roleNames[by]})` : name;
}

type Facts = Readonly<Record<string, unknown>>;

/** What the facts of an entry say beyond its kind: each by a row, in this order. */
const details: readonly ((facts: Facts, called: CalledAgency) => string | undefined)[] = [
  ({ agency }, called) => (typeof agency === 'string' ? called(agency) : undefined),
  ({ kind }) => (typeof kind === 'string' && kind in noticeWords ? wordsOf(noticeWords, kind) : undefined),
  ({ warningId, kind }) =>
    warningId !== undefined && typeof kind === 'string' ? wordsOf(warningKinds, kind) : undefined,
  ({ tells }) => (typeof tells === 'string' ? `to: ${wordsOf(recipientWords, tells)}` : undefined),
  ({ rating }) => (typeof rating === 'string' ? `rating: ${wordsOf(ratingNames, rating)}` : undefined),
  ({ legalBasis }) => (typeof legalBasis === 'string' ? wordsOf(basisLabels, legalBasis) : undefined),
  ({ checks }, called) =>
    Array.isArray(checks)
      ? `agencies: ${checks.map((check: { agency?: string }) => called(check.agency ?? '')).join(', ')}`
      : undefined,
  ({ clock }) => (typeof clock === 'string' ? wordsOf(clockWords, clock) : undefined),
  ({ dueAt }) => (typeof dueAt === 'string' ? `due ${inHub(dueAt)}` : undefined),
  ({ outcomes }) =>
    Array.isArray(outcomes)
      ? outcomes.map(({ outcome = '' }: { outcome?: string }) => wordsOf(outcomeWords, outcome)).join(', ')
      : undefined,
];

const basisLabels: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(legalBasisWords).map(([code, { label }]) => [code, `legal basis: ${label}`]),
);

function detailOf({ facts, whom }: NamedEntry, called: CalledAgency): string {
  if (typeof facts !== 'object' || facts === null) return '';
  const given = whom === null ? [] : [`to: ${whom}`];
  return [...details.flatMap((detail) => detail(facts as Facts, called) ?? []), ...given].join('; ');
}
