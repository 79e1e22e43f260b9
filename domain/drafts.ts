import type { Act } from './permissions.js';

/** The forms that people fill in over more than one page or sitting. */
export const draftForms = ['referral', 'screening', 'check-answer', 'decision'] as const;
export type DraftForm = (typeof draftForms)[number];

/** The forms that files may be uploaded to, each with the act that they are sent in by. */
export const formsWithDocuments = {
  referral: 'submit-referral',
  'check-answer': 'answer-check',
} as const satisfies Partial<Record<DraftForm, Act>>;

/** What was entered, by the name of the field, as a browser sends it: never judged before it is sent in. */
export type DraftAnswers = Readonly<Record<string, string | readonly string[]>>;

/** Fields as they are from now on; null takes a field away. */
export type DraftChanges = Readonly<Record<string, string | readonly string[] | null>>;

/** How long a draft is kept after it was last saved, unless an installation says otherwise. */
export const usualDraftDays = 28;

/** How many drafts somebody may have at a time, beyond what anybody has use for. */
export const mostDrafts = 100;

/** How much a draft may hold, as many as the characters of its JSON: what a referral may have as a request. */
export const mostDraftCharacters = 1_000_000;
