import type { EventType } from '../../../domain/events.js';
import { agencyName, ratingNames } from '../../../domain/policy.js';
import { isRole, roleNames } from '../../../domain/roles.js';
import type { NamedEntry } from '../../../records/chronology.js';
import { inHub } from '../frame/formats.js';
import { clockWords, legalBasisWords, noticeWords, outcomeWords, recipientWords, wordsOf } from './words.js';

/** Kinds of entries by which a chronology is filtered. */
export const eventKinds = {
  course: {
    says: 'Course of the case',
    types: ['referral-received', 'case-screened', 'case-claimed', 'case-assigned', 'case-decided', 'case-closed'],
  },
  checks: {
    says: 'Agency checks',
    types: ['check-claimed', 'check-answered', 'last-check-answered', 'late-answer-recorded'],
  },
  deadlines: { says: 'Deadlines and escalations', types: ['deadline-breached', 'ladder-climbed'] },
  messages: {
    says: 'Messages',
    types: ['notice-sent', 'notice-uncertain', 'notice-failed', 'notice-overtaken'],
  },
  access: {
    says: 'Who may see it',
    types: [
      ...(['case-restricted', 'access-list-changed', 'restriction-kept', 'restriction-lifted'] as const),
      ...(['glass-broken', 'glass-reviewed', 'conflict-declared', 'conflict-lifted'] as const),
    ],
  },
} as const satisfies Record<string, { says: string; types: readonly EventType[] }>;
export type EventKind = keyof typeof eventKinds;
export const eventKindNames = Object.keys(eventKinds) as EventKind[];

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

export const entryShown = (entry: NamedEntry): EntryShown => ({
  ...{ seq: entry.seq, says: entry.says, detail: detailOf(entry.facts), instant: entry.at },
  by: whoseDoing(entry),
  at: inHub(entry.at),
});

function whoseDoing({ name, by }: NamedEntry): string {
  if (name === null) return 'the service';
  return isRole(by) ? `${name} (${roleNames[by]})` : name;
}

type Facts = Readonly<Record<string, unknown>>;

/** What the facts of an entry say beyond its kind: each by a row, in this order. */
const details: readonly ((facts: Facts) => string | undefined)[] = [
  ({ agency }) => (typeof agency === 'string' ? agencyName(agency) : undefined),
  ({ kind }) => (typeof kind === 'string' && kind in noticeWords ? wordsOf(noticeWords, kind) : undefined),
  ({ tells }) => (typeof tells === 'string' ? `to: ${wordsOf(recipientWords, tells)}` : undefined),
  ({ rating }) => (typeof rating === 'string' ? `rating: ${wordsOf(ratingNames, rating)}` : undefined),
  ({ legalBasis }) => (typeof legalBasis === 'string' ? wordsOf(basisLabels, legalBasis) : undefined),
  ({ checks }) =>
    Array.isArray(checks)
      ? `agencies: ${checks.map((check: { agency?: string }) => agencyName(check.agency ?? '')).join(', ')}`
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

function detailOf(facts: unknown): string {
  if (typeof facts !== 'object' || facts === null) return '';
  return details.flatMap((detail) => detail(facts as Facts) ?? []).join('; ');
}
