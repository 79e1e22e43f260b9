import { listDraftDocuments } from '../../../records/documents.js';
import { countInWords, fileWords } from '../frame/file-words.js';
import { goesAlong, whyNotTaken } from '../frame/files-view.js';
import type { PageContext, PageRoute } from '../frame/page.js';
import { draftOf } from '../frame/stepped-drafts.js';
import type { DraftNamed, SteppedPages } from '../frame/stepped-declaration.js';
import type { FurtherTask } from '../frame/stepped-views.js';
import { takesUploads } from '../frame/upload-pages.js';
import { inLanguage, type Words } from '../frame/words.js';

/* The files that go with a referral. */

/** The task of adding them, as the list of tasks shows it and the answers that are checked. */
export async function filesOfReferral(
  { services: { record, clock }, pages }: PageContext,
  { visitor, draft, path, language }: DraftNamed,
): Promise<FurtherTask[]> {
  const drafter = { actor: visitor.actor, now: clock.now() };
  const files = (await listDraftDocuments(record.database, drafter, draft.id)).filter(goesAlong);
  const says = (words: Words): string => inLanguage(words, language);
  const title = says(fileWords.title);
  const notTaken = whyNotTaken(pages.uploads);
  if (files.length === 0 && notTaken !== undefined) {
    const cannot = says(fileWords.notTaken);
    return [{ title, href: null, state: 'cannot-start', says: cannot, hint: says(notTaken), done: cannot }];
  }
  const href = `${path}/documents`;
  if (files.length === 0) {
    return [{ title, href, state: 'optional', says: says(fileWords.optional), done: says(fileWords.noFiles) }];
  }
  const done = files.map(({ name }) => name).join('\n');
  return [{ title, href, state: 'completed', says: says(countInWords(files.length)), done }];
}

/** The page on which they are added. */
export const referralDocuments = <Body>(steps: SteppedPages<Body>): PageRoute =>
  takesUploads({
    path: `${steps.path}/:draft/documents`,
    signIn: steps.signIn,
    open: async (context, asked) => {
      const open = await draftOf(steps, context, asked);
      if (open === undefined) return undefined;
      const { visitor, draft, path, language } = open;
      const back = asked.request.query.from === 'check' ? `${path}/check` : path;
      return { visitor, draftId: draft.id, back, language };
    },
  });
