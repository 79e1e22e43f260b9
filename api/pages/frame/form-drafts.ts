import type { DraftForm } from '../../../domain/drafts.js';
import type { Result } from '../../../domain/problems.js';
import type { ActRequest } from '../../../records/case-record.js';
import {
  discardDraft,
  findDraftAbout,
  findDraftFor,
  saveDraft,
  type Drafter,
  type FormDraft,
  type SavedDraft,
} from '../../../records/drafts.js';
import type { Asked } from '../../../records/sight.js';
import { typedIn, type Answers } from './answers.js';
import { timeInWords } from './formats.js';
import type { Language } from './words.js';
import { everyQuestion, type Section } from './questions.js';
import type { PageContext } from './page.js';
import type { Visitor } from './visitor.js';

/*
 * What somebody has entered into a form about one thing and not sent, kept for them: a moment after they stop typing where there is a script,
 * at every step of the form, and when they press the button for it.
 */

/** Which draft a form keeps, and what it is about. */
export interface KeptDraft<Target extends Asked> {
  readonly form: DraftForm;
  /** A UUID: of the check, of the case. */
  readonly about: (target: Target) => string;
}

interface Keeping {
  context: PageContext;
  visitor: Visitor;
  now: Date;
}

const drafterOf = ({ context: { pages }, visitor, now }: Keeping): Drafter => ({
  actor: visitor.actor,
  now,
  days: pages.draftDays,
});

/** What the visitor has entered before and not sent. */
export async function draftKept<Target extends Asked>(
  keeping: Keeping,
  draft: KeptDraft<Target> | undefined,
  target: Target,
): Promise<FormDraft | undefined> {
  if (draft === undefined) return undefined;
  const { database } = keeping.context.services.record;
  return findDraftAbout(database, drafterOf(keeping), draft.form, draft.about(target));
}

/**
 * The draft that is sent in by an act, for its request.
 * @param version of it as it was shown, so that nothing is sent that another window has changed since
 */
export async function draftSent<Target extends Asked>(
  keeping: Keeping,
  draft: KeptDraft<Target> | undefined,
  target: Target,
  version: number | undefined,
): Promise<Pick<ActRequest, 'draft'>> {
  const kept = await draftKept(keeping, draft, target);
  return kept === undefined ? {} : { draft: { id: kept.id, version: version ?? kept.version } };
}

/**
 * Keeps what a form sent. Fields that it did not send stay as they were, but for boxes: one that is not ticked sends nothing.
 * @returns when it was kept, or why it was not
 */
export async function keepDraft<Target extends Asked>(
  keeping: Keeping,
  draft: KeptDraft<Target>,
  target: Target,
  { sections, answers }: { sections: readonly Section[]; answers: Answers },
): Promise<Result<SavedDraft>> {
  const { database } = keeping.context.services.record;
  const drafter = drafterOf(keeping);
  const found = await findDraftFor(database, drafter, draft.form, draft.about(target));
  if ('refused' in found) return found;
  const boxes = everyQuestion(sections).filter(({ kind }) => kind === 'choices');
  const unticked = boxes.map(({ name }) => [name, null] as const);
  return saveDraft(database, drafter, found.done.id, { ...Object.fromEntries(unticked), ...answers });
}

/** Forgets what is kept about something once its act is done: a second click had it kept once more. */
export async function forgetDraft<Target extends Asked>(
  keeping: Keeping,
  draft: KeptDraft<Target> | undefined,
  target: Target,
): Promise<void> {
  const kept = await draftKept(keeping, draft, target);
  const { database } = keeping.context.services.record;
  if (kept !== undefined) await discardDraft(database, drafterOf(keeping), kept.id);
}

/** Whether a form says anything at all. */
export const saysAnything = (answers: Answers): boolean =>
  Object.keys(answers).some((name) => typedIn(answers, name).trim() !== '');

/** "Saved at 2:05pm". */
export const savedInWords = (savedAt: Date, language: Language): string =>
  language === 'cy' ? `Cadwyd am ${timeInWords(savedAt, 'cy')}` : `Saved at ${timeInWords(savedAt)}`;
