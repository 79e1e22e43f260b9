import type { ReferralStatus } from '../../../domain/case.js';
import type { ReferralSubmission } from '../../../domain/referral.js';
import type { FormDraft } from '../../../records/drafts.js';
import type { OwnReferralListed, ReferralCourse } from '../../../records/own-referrals.js';
import { typedIn } from '../frame/answers.js';
import { dateInWords, inHub, localDate } from '../frame/formats.js';
import { fileWords } from '../frame/file-words.js';
import { answersSaying } from '../frame/stepped-answers.js';
import { rowKeys, type SteppedForm } from '../frame/stepped-form.js';
import { answeredCards, type AnsweredCard } from '../frame/stepped-views.js';
import { inLanguage, type Language } from '../frame/words.js';
import { saidInSubmission } from './referral-form.js';
import { statusWords, stepWords } from './words.js';

interface DraftListed {
  path: string;
  /** Initials; blank where nobody is named yet. */
  about: string;
  savedAt: string;
  keptUntil: string;
}

interface SentListed {
  reference: string;
  path: string;
  receivedAt: string;
  status: string;
}

interface CourseShown {
  reference: string;
  says: string;
  means: string;
  steps: { says: string; at: string; isDone: boolean }[];
}

interface CopyShown {
  cards: AnsweredCard[];
  receivedAt: string;
}

/** A draft among others: by the initials of its first child, for whoever has several. */
export function draftView({ id, answers, savedAt, expiresAt }: FormDraft, language: Language): DraftListed {
  const [first] = rowKeys(answers, 'children');
  const names = ['firstName', 'lastName'].map((name) => typedIn(answers, `children.${first ?? ''}.${name}`).trim());
  return {
    path: `/referrals/drafts/${id}`,
    about: names.map((name) => /^./u.exec(name)?.[0] ?? '').join(''),
    savedAt: inHub(savedAt, language),
    keptUntil: dateInWords(localDate(expiresAt), language),
  };
}

/** A referral that was sent, among others. */
export const listedView = ({ reference, receivedAt, status }: OwnReferralListed, language: Language): SentListed => ({
  ...{ reference, path: `/referrals/${reference}` },
  receivedAt: inHub(receivedAt, language),
  status: inLanguage(statusWords[status].says, language),
});

/** How far a referral is: each step of its way with the time at which it was taken, if it was. */
export function courseView(
  { reference, status }: { reference: string; status: ReferralStatus },
  { receivedAt, lookedAtSince, decidedAt }: ReferralCourse,
  language: Language,
): CourseShown {
  const at = (instant: Date | null): string => (instant === null ? '' : inHub(instant, language));
  const isLookedAt = status !== 'received';
  const isDecided = status === 'decided' || status === 'closed';
  return {
    reference,
    says: inLanguage(statusWords[status].says, language),
    means: inLanguage(statusWords[status].means, language),
    steps: [
      { says: inLanguage(stepWords.received, language), at: at(receivedAt), isDone: true },
      { says: inLanguage(stepWords.lookedAt, language), at: at(lookedAtSince), isDone: isLookedAt },
      { says: inLanguage(stepWords.decided, language), at: at(decidedAt), isDone: isDecided },
    ],
  };
}

const filesCard = (files: readonly string[], title: string): AnsweredCard => ({
  title,
  rows: [{ name: '', label: title, says: files.join('\n') }],
});

/** What was sent, as it was asked. */
export const copyView = (
  form: SteppedForm<ReferralSubmission>,
  { submission, receivedAt, files }: { submission: ReferralSubmission; receivedAt: Date; files: readonly string[] },
  language: Language,
): CopyShown => ({
  cards: [
    ...answeredCards(form, { answers: answersSaying(form, saidInSubmission(submission)), language }),
    ...(files.length === 0 ? [] : [filesCard(files, inLanguage(fileWords.title, language))]),
  ],
  receivedAt: inHub(receivedAt, language),
});
