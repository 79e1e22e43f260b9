import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Act } from '../../../domain/permissions.js';
import { problems, type Problem } from '../../../domain/problems.js';
import { changesSince, type Change } from '../../../records/chronology.js';
import { Refused } from '../../../records/open-case.js';
import type { Asked } from '../../../records/sight.js';
import { recordGiven } from '../../security/looks.js';
import { csrfTokenOf } from '../../security/sessions.js';
import type { Services } from '../../services.js';
import type { Answers } from './answers.js';
import type { AskedForm, FormPage } from './asked-form.js';
import { answeredForm, shownForm } from './form-shown.js';
import { inHub } from './formats.js';
import { mistakesOf, type Mistake } from './mistakes.js';
import type { PageContext, Shown } from './page.js';
import { sentBy, typedElsewhere, unseenFields } from './sent-fields.js';
import type { Language } from './words.js';

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
  /** Of the case that whoever fills it in has seen: kept from page to page, so that what others did meanwhile is told of. */
  version: number | undefined;
  /** When it was kept that is filled in from before. */
  begunAt?: Date;
  once?: string;
  /** Of the draft, as it is shown to be checked. */
  draftVersion?: number | undefined;
  /** What was entered that is asked no more. */
  dropped?: readonly string[];
  mistakes?: readonly Mistake[];
  changes?: readonly Change[];
  status?: number;
}

/** Forms of one page are for the people who work with the service: in English, like the pages around them. */
export const formLanguage = 'en' satisfies Language;

/** Shows a form, once the look at what stands on its page is kept. */
export async function showForm<Body>(
  { request, response, context, keeps }: Answering,
  form: AskedForm<Body>,
  filled: Filled,
): Promise<void> {
  const { answers, mistakes = [], changes = [], dropped = [], status = 200, openedAt, begunAt, version } = filled;
  const { template = 'frame/form', title, back, send, check, closed, sections } = form;
  await recordGiven(context.services, { request, response }, { kind: 'opened' });
  context.sendPage(request, response, {
    template,
    title,
    view: {
      ...form.view,
      sections: shownForm(sections, { answers, mistakes, language: formLanguage }),
      ...{ isClosed: closed !== undefined, hasMore: sections.some(({ more }) => more !== undefined) },
      ...{ keeps: keeps && closed === undefined, begunAt: begunAt === undefined ? null : inHub(begunAt, formLanguage) },
      ...{
        errors: mistakes,
        changes,
        dropped,
        back,
        action: request.path,
        send: check === undefined ? send : 'Continue',
      },
      ...{ csrfToken: csrfTokenOf(request), once: filled.once ?? randomUUID(), version: version ?? null, openedAt },
    },
    status,
  });
}

/** Shows what was entered, to be checked before it is sent. */
export async function showCheck<Body>(
  { request, response, context }: Answering,
  form: AskedForm<Body>,
  { answers, openedAt, once, version, draftVersion, body }: Filled & { body: Body },
): Promise<void> {
  const { check, send, back, sections } = form;
  const fields = unseenFields(answers);
  const more = await check?.view?.(body);
  await recordGiven(context.services, { request, response }, { kind: 'opened' });
  context.sendPage(request, response, {
    template: check?.template ?? 'frame/check',
    title: check?.title ?? form.title,
    view: {
      ...form.view,
      ...more,
      ...{ says: check?.says ?? '', answered: answeredForm(sections, answers, formLanguage), fields },
      ...{ action: request.path, send, back: null, cancel: back },
      ...{
        csrfToken: csrfTokenOf(request),
        once,
        version: version ?? null,
        draftVersion: draftVersion ?? null,
        openedAt,
      },
    },
  });
}

/** Shows the form again with everything that was typed, what is wrong, and what others did meanwhile. */
export async function showRefusal<A extends Act, Target extends Asked, Body, Kept>(
  { changesSince: changesOf = changesOnCase }: Pick<FormPage<A, Target, Body, Kept>, 'changesSince'>,
  on: Answering,
  asked: Shown<A, Target>,
  { form, filled, problem }: { form: AskedForm<Body>; filled: Filled; problem: Problem },
): Promise<void> {
  const { code, detail, errors = [] } = problem;
  const { status } = problems[code];
  if (code === 'sign-in-again' || code === 'busy') throw new Refused(problem);
  const since = new Date(filled.openedAt);
  const isStale = code === 'version-stale' && !Number.isNaN(since.getTime());
  const changes = isStale ? await changesOf(on.context.services, asked, since) : [];
  const mistakes =
    errors.length > 0
      ? mistakesOf(form, filled.answers, errors, formLanguage)
      : [{ field: null, says: code === 'version-stale' ? changedMeanwhile(asked.target) : detail }];
  // What has changed is seen from here on.
  const seen = {
    ...{ version: form.version, openedAt: asked.now.toISOString() },
    dropped: typedElsewhere(sentBy(on.request), form.sections),
  };
  await showForm(on, form, { ...filled, ...(code === 'version-stale' ? seen : {}), mistakes, changes, status });
}

const changesOnCase = async (
  { record }: Services,
  { target, may, sightFor }: Pick<Shown<Act, Asked>, 'target' | 'may' | 'sightFor'>,
  instant: Date,
): Promise<Change[]> =>
  target.caseId !== null && may('see-events') ? changesSince(record.database, sightFor('see-events'), instant) : [];

const changedMeanwhile = ({ caseId }: Asked): string =>
  `Somebody changed ${caseId === null ? 'this' : 'the case'} while you were working on it, so nothing was sent. What you entered is still here. Look at what changed, then send it again.`;
