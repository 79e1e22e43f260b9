import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Act } from '../../../domain/permissions.js';
import { problems, type Problem } from '../../../domain/problems.js';
import { changesSince, type Change } from '../../../records/chronology.js';
import { Refused } from '../../../records/open-case.js';
import type { Asked } from '../../../records/sight.js';
import { csrfTokenOf } from '../../security/sessions.js';
import type { Answers } from './answers.js';
import type { AskedForm } from './asked-form.js';
import { answeredForm, shownForm } from './form-shown.js';
import { inHub } from './formats.js';
import { languageOf } from './language.js';
import { mistakesOf, type Mistake } from './mistakes.js';
import type { PageContext, Shown } from './page.js';
import { unseenFields } from './sent-fields.js';

/** The request that a form is shown to. */
export interface Answering {
  request: Request;
  response: Response;
  context: PageContext;
  /** What is entered is kept as a draft. */
  keeps: boolean;
}

/** What a form is shown with. */
export interface Filled {
  answers: Answers;
  /** RFC 3339. */
  openedAt: string;
  /** When it was kept that is filled in from before. */
  begunAt?: Date;
  once?: string;
  mistakes?: readonly Mistake[];
  changes?: readonly Change[];
  status?: number;
}

export function showForm<Body>(
  { request, response, context, keeps }: Answering,
  form: AskedForm<Body>,
  filled: Filled,
): void {
  const { answers, mistakes = [], changes = [], status = 200, openedAt, begunAt } = filled;
  const { template = 'frame/form', title, back, send, version, check, closed, sections } = form;
  const language = languageOf(request);
  context.sendPage(request, response, {
    template,
    title,
    view: {
      ...form.view,
      sections: shownForm(sections, { answers, mistakes, language }),
      ...{ isClosed: closed !== undefined, hasMore: sections.some(({ more }) => more !== undefined) },
      ...{ keeps: keeps && closed === undefined, begunAt: begunAt === undefined ? null : inHub(begunAt, language) },
      ...{ errors: mistakes, changes, back, action: request.path, send: check === undefined ? send : 'Continue' },
      ...{ csrfToken: csrfTokenOf(request), once: filled.once ?? randomUUID(), version: version ?? null, openedAt },
    },
    status,
  });
}

export async function showCheck<Body>(
  { request, response, context }: Answering,
  form: AskedForm<Body>,
  { answers, openedAt, once, body }: Filled & { body: Body },
): Promise<void> {
  const { check, send, back, version, sections } = form;
  const fields = unseenFields(answers);
  context.sendPage(request, response, {
    template: check?.template ?? 'frame/check',
    title: check?.title ?? form.title,
    view: {
      ...form.view,
      ...(await check?.view?.(body)),
      ...{ says: check?.says ?? '', answered: answeredForm(sections, answers, languageOf(request)), fields },
      ...{ action: request.path, send, back: null, cancel: back },
      ...{ csrfToken: csrfTokenOf(request), once, version: version ?? null, openedAt },
    },
  });
}

/** Shows the form again with everything that was typed, what is wrong, and what others did meanwhile. */
export async function showRefusal<A extends Act, Target extends Asked, Body>(
  on: Answering,
  { target, sightFor, may }: Shown<A, Target>,
  { form, filled, problem }: { form: AskedForm<Body>; filled: Filled; problem: Problem },
): Promise<void> {
  const { code, detail, errors = [] } = problem;
  const { status } = problems[code];
  if (code === 'sign-in-again' || code === 'busy') throw new Refused(problem);
  const language = languageOf(on.request);
  const since = new Date(filled.openedAt);
  const hasChanged = code === 'version-stale' && target.caseId !== null && !Number.isNaN(since.getTime());
  const changes =
    hasChanged && may('see-events')
      ? await changesSince(on.context.services.record.database, sightFor('see-events'), since)
      : [];
  const mistakes =
    errors.length > 0
      ? mistakesOf(form, filled.answers, errors, language)
      : [{ field: null, says: code === 'version-stale' ? changedMeanwhile : detail }];
  showForm(on, form, { ...filled, mistakes, changes, status });
}

const changedMeanwhile =
  'Somebody changed the case while you were working on it, so nothing was sent. What you entered is still here. Look at what changed, then send it again.';
