import { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import { z } from 'zod';
import { visibleName } from '../../../domain/document-names.js';
import { problems, type Problem } from '../../../domain/problems.js';
import { listDraftDocuments, removeDocument } from '../../../records/documents.js';
import type { GivenFile } from '../../../records/file-kinds.js';
import { Refused } from '../../../records/open-case.js';
import { nothingHere } from '../../../records/sight.js';
import { receiveDocument } from '../../../records/uploads.js';
import { comingFrom } from '../../security/looks.js';
import { csrfTokenOf, formOfOurs } from '../../security/sessions.js';
import { uploadedFiles, uploadOf } from '../../security/uploaded-files.js';
import { refusalIn } from './file-refusals.js';
import { fileWords } from './file-words.js';
import { chooserView, shownFile, whyNotTaken } from './files-view.js';
import type { Mistake } from './mistakes.js';
import type { PageContext, PageRoute } from './page.js';
import { onlySignedInBy, type SignInPath, type Visitor } from './visitor.js';
import { inLanguage, type Language, type Words } from './words.js';

/*
 * The page on which files are added to a draft and taken out again. Each is received when it is chosen, so that whatever is wrong with one is
 * told at once, and goes with the draft when that is sent.
 */

/** The draft that files are added to. */
export interface DraftForFiles {
  readonly visitor: Visitor;
  /** Undefined where nothing was kept yet: there are no files then. */
  readonly draftId: string | undefined;
  /** Where whoever is done with the files goes on. */
  readonly back: string;
  /** Undefined where the page is in English for everybody. */
  readonly language?: Language;
}

interface UploadPage {
  /** As Express writes it. */
  readonly path: `/${string}`;
  readonly signIn: SignInPath;
  /**
   * The draft that the address names; for a form that was sent it is begun where there is none.
   * @returns undefined where the answer was given already
   * @throws Refused
   */
  readonly open: (
    context: PageContext,
    asked: { request: Request; response: Response },
  ) => Promise<DraftForFiles | undefined>;
}

/** A page on which files are added to a draft. */
export const takesUploads =
  ({ path, signIn, open }: UploadPage): PageRoute =>
  (context) => {
    const router = Router();
    const looking = onlySignedInBy(signIn);
    const read = uploadedFiles(context.pages.uploads.limits);
    router.get(path, looking, async (request, response) => {
      const draft = await open(context, { request, response });
      if (draft !== undefined) await showFiles({ context, request, response, draft }, []);
    });
    /** A form that could not be read to its end says nothing, and changes nothing: the page tells why. */
    const tellWhyUnread: ErrorRequestHandler = async (error: unknown, request, response, next) => {
      const problem = error instanceof Refused ? error.problem : undefined;
      if (problem === undefined || !unread.has(problem.code)) {
        next(error);
        return;
      }
      const draft = await open(context, { request, response });
      if (draft !== undefined) await showProblem({ context, request, response, draft }, problem);
    };
    router.post(
      path,
      looking,
      read,
      formOfOurs,
      async (request: Request, response: Response) => {
        const draft = await open(context, { request, response });
        if (draft !== undefined) await receive({ context, request, response, draft });
      },
      tellWhyUnread,
    );
    return router;
  };

/** Why a form with files is refused before anybody knows what it says (security/uploaded-files.ts). */
const unread: ReadonlySet<string> = new Set<Problem['code']>(['file-refused', 'malformed-body', 'busy']);

interface Receiving {
  context: PageContext;
  request: Request;
  response: Response;
  draft: DraftForFiles;
}

async function receive(on: Receiving): Promise<void> {
  const { context, request, response, draft } = on;
  const { intent, remove } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  if (remove !== undefined) {
    await takeOut(context, draft, remove);
    response.redirect(303, request.originalUrl);
    return;
  }
  const { files, refused } = uploadOf(request);
  if (refused !== undefined) {
    await showProblem(on, refused);
    return;
  }
  if (files.length === 0 && intent === 'go-on') {
    response.redirect(303, draft.back);
    return;
  }
  if (files.length === 0) {
    await showFiles(on, [mistake(inLanguage(fileWords.chooseOne, draft.language ?? 'en'))], 422);
    return;
  }
  const { mistakes, status } = await receiveEach(on, files);
  if (mistakes.length > 0) await showFiles(on, mistakes, status);
  else response.redirect(303, intent === 'go-on' ? draft.back : request.originalUrl);
}

async function takeOut(
  { services: { record, clock } }: PageContext,
  { visitor }: DraftForFiles,
  id: unknown,
): Promise<void> {
  const known = z.guid().safeParse(id).data;
  // One that is gone already, by a second click, is gone.
  if (known !== undefined) await removeDocument(record.database, { actor: visitor.actor, now: clock.now() }, known);
}

/** Receives the files one after another: one that is refused keeps none of the others back. */
async function receiveEach(
  { context, request, response, draft }: Receiving,
  files: readonly GivenFile[],
): Promise<{ mistakes: Mistake[]; status: number }> {
  const { services, pages } = context;
  const { visitor, draftId } = draft;
  if (draftId === undefined) throw nothingHere();
  const mistakes: Mistake[] = [];
  let status = 200;
  for (const file of files) {
    const uploading = { actor: visitor.actor, now: services.clock.now(), from: comingFrom(request, response) };
    const received = await receiveDocument(services.record.database, pages.uploads, uploading, draftId, file);
    if (!('refused' in received)) continue;
    const { code } = received.refused;
    if (code === 'not-found') throw nothingHere();
    const detail = refusalIn(draft.language ?? 'en', received.refused.detail);
    status = problems[code].status;
    // Where none is taken now, that is said once.
    if (code === 'uploads-unavailable') return { mistakes: [mistake(detail)], status };
    mistakes.push(mistake(files.length === 1 ? detail : `${visibleName(file.name) || '…'}: ${detail}`));
  }
  return { mistakes, status };
}

const field = 'documents';

const mistake = (says: string): Mistake => ({ field, says });

const showProblem = (on: Receiving, { code, detail }: Problem): Promise<void> =>
  showFiles(on, [mistake(refusalIn(on.draft.language ?? 'en', detail))], problems[code].status);

async function showFiles(
  { context, request, response, draft }: Receiving,
  mistakes: readonly Mistake[],
  status = 200,
): Promise<void> {
  const { services, pages, sendPage } = context;
  const { visitor, draftId, back, language = 'en' } = draft;
  const says = (words: Words): string => inLanguage(words, language);
  const drafter = { actor: visitor.actor, now: services.clock.now() };
  const files = draftId === undefined ? [] : await listDraftDocuments(services.record.database, drafter, draftId);
  const notTaken = whyNotTaken(pages.uploads);
  sendPage(request, response, {
    template: 'frame/upload',
    title: says(fileWords.title),
    view: {
      ...{
        files: files.map((file) => shownFile(file, language)),
        field,
        chooser: chooserView(pages.uploads, language),
      },
      words: Object.fromEntries(Object.entries(fileWords).map(([name, words]) => [name, says(words)])),
      notTaken: notTaken === undefined ? null : says(notTaken),
      ...{ errors: mistakes, back, action: request.originalUrl, csrfToken: csrfTokenOf(request) },
    },
    status,
    ...(draft.language === undefined ? {} : { bilingual: true }),
  });
}
