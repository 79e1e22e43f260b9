import { listDraftDocuments } from '../../../records/documents.js';
import { findDraftAbout, findDraftFor, type Drafter } from '../../../records/drafts.js';
import type { CheckView, FoundCheckView } from '../../../records/check-view.js';
import { Refused } from '../../../records/open-case.js';
import { aCheckInFull } from '../../rest/places.js';
import { recordGiven } from '../../security/looks.js';
import type { Services } from '../../services.js';
import { goesAlong, shownFile, whyNotTaken } from '../frame/files-view.js';
import { draftKept, type KeptDraft } from '../frame/form-drafts.js';
import { askedBy } from '../frame/page.js';
import { takesUploads } from '../frame/upload-pages.js';
import { inLanguage } from '../frame/words.js';
import { alreadySettled, isAnswerable, pathOf } from './task-words.js';

/* The files that go with an answer. */

/** The draft that an answer is kept in. */
export const keptAnswer: KeptDraft<FoundCheckView> = { form: 'check-answer', about: ({ check }) => check.id };

/** What the form of the answer says of its files: those that were added, and why none are taken where that is so. */
export async function filesOfAnswer(
  { record, pages }: Services,
  drafter: Omit<Drafter, 'days'>,
  check: CheckView,
): Promise<{ added: string[]; notTaken: string | null }> {
  const draft = await findDraftAbout(record.database, drafter, keptAnswer.form, check.id);
  const files = draft === undefined ? [] : await listDraftDocuments(record.database, drafter, draft.id);
  const notTaken = pages === undefined ? undefined : whyNotTaken(pages.uploads);
  return {
    added: files.filter(goesAlong).map((file) => shownFile(file, 'en').name),
    notTaken: notTaken === undefined ? null : inLanguage(notTaken, 'en'),
  };
}

/** The page on which they are added. */
export const answerDocuments = takesUploads({
  path: '/tasks/:id/answer/documents',
  signIn: '/sign-in',
  open: async (context, { request, response }) => {
    const { services, pages } = context;
    const asked = await askedBy(services, request, { permission: 'answer-check', place: aCheckInFull });
    const { check } = asked.target;
    if (!isAnswerable(check)) throw alreadySettled(check);
    const around = { visitor: asked.visitor, back: `${pathOf(check)}/answer` };
    await recordGiven(services, { request, response }, { kind: 'opened' });
    if (request.method === 'GET') {
      return { ...around, draftId: (await draftKept({ context, ...asked }, keptAnswer, asked.target))?.id };
    }
    const drafter = { actor: asked.visitor.actor, now: asked.now, days: pages.draftDays };
    const draft = await findDraftFor(services.record.database, drafter, keptAnswer.form, check.id);
    if ('refused' in draft) throw new Refused(draft.refused);
    return { ...around, draftId: draft.done.id };
  },
});
