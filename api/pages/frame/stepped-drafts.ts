import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Act } from '../../../domain/permissions.js';
import type { Actor } from '../../../domain/roles.js';
import { findDraft, type Drafter, type FormDraft } from '../../../records/drafts.js';
import { Refused } from '../../../records/open-case.js';
import { nothingHere, ofTheHub } from '../../../records/sight.js';
import { theHub } from '../../rest/places.js';
import { noteWanted } from '../../security/looks.js';
import { permit } from '../../security/permit.js';
import type { PageServices, Services } from '../../services.js';
import type { Answers } from './answers.js';
import { languageOf } from './language.js';
import type { Mistake } from './mistakes.js';
import type { PageContext } from './page.js';
import type { SendPage } from './rendering.js';
import { readSteps } from './stepped-answers.js';
import { sentBy, typedInto } from './sent-fields.js';
import type { SteppedForm } from './stepped-form.js';
import type { SteppedPages } from './stepped-declaration.js';
import type { FurtherTask } from './stepped-views.js';
import { steppedWords } from './stepped-words.js';
import { signedIn, type Visitor } from './visitor.js';
import type { Language } from './words.js';

/** A draft of the visitor's, opened to show one of its pages or to save it. */
export interface DraftOpen<Body> {
  readonly request: Request;
  readonly response: Response;
  readonly sendPage: SendPage;
  readonly services: Services;
  readonly limits: PageServices;
  readonly context: PageContext;
  readonly pages: SteppedPages<Body>;
  readonly visitor: Visitor;
  readonly draft: FormDraft;
  readonly form: SteppedForm<Body>;
  readonly language: Language;
  /** Of the draft, without a slash at the end. */
  readonly path: string;
  readonly answers: Answers;
  readonly further: readonly FurtherTask[];
  /** Everything that keeps it from being sent. */
  readonly mistakes: readonly Mistake[];
}

/** Whose drafts, and how long each is kept. */
export const drafterOf = (
  { services, limits }: { services: Services; limits: PageServices },
  actor: Actor,
): Drafter => ({ actor, now: services.clock.now(), days: limits.draftDays });

/**
 * The visitor, if they may fill in such a form. Drafts are notes of their own: they leave no look, and a denial does.
 * @throws Refused
 */
export function leave(request: Request, permission: Act): Visitor {
  const visitor = signedIn(request);
  noteWanted(request, visitor.actor, { permission, place: theHub });
  permit(visitor.actor, permission, ofTheHub);
  return visitor;
}

/** The refusal of a step that comes after its draft was sent. */
const sentBefore = (): Refused =>
  new Refused({ code: 'draft-changed', detail: steppedWords.sentBefore.en, pageSays: steppedWords.sentBefore });

/**
 * The draft that an address names. Who sent it already is led to what became of it.
 * @returns undefined where the answer was given so
 * @throws Refused `not-found` for what is no draft, or somebody else's, `draft-changed` for a step of one that was sent
 */
export async function draftOf<Body>(
  pages: SteppedPages<Body>,
  context: PageContext,
  { request, response }: { request: Request; response: Response },
): Promise<DraftOpen<Body> | undefined> {
  const { services, pages: limits, sendPage } = context;
  const visitor = leave(request, pages.permission);
  const id = z.guid().safeParse(request.params.draft).data;
  const drafter = { actor: visitor.actor, now: services.clock.now() };
  const draft = id === undefined ? undefined : await findDraft(services.record.database, drafter, id);
  if (draft?.form !== pages.draft) throw nothingHere();
  if (draft.submittedReference !== null) {
    if (request.params.step !== undefined && typedInto(sentBy(request)).length > 0) throw sentBefore();
    response.redirect(303, pages.sentAt(draft.submittedReference));
    return undefined;
  }
  const form = pages.formFor(services, visitor);
  const [language, path] = [languageOf(request), `${pages.path}/${draft.id}`];
  const read = readSteps(form, draft.answers, language);
  const mistakes = ('mistakes' in read ? read.mistakes : []).map(({ page = '', ...mistake }) => ({ ...mistake, page }));
  const further = await pages.further(context, { visitor, draft, path, language });
  return {
    ...{ request, response, sendPage, services, limits, context, pages, visitor, draft, form, language, path },
    ...{ answers: draft.answers, mistakes, further },
  };
}
