import { createHash, randomUUID } from 'node:crypto';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Act } from '../../../domain/permissions.js';
import { problems, type Problem, type Result } from '../../../domain/problems.js';
import type { ActRequest } from '../../../records/case-record.js';
import { changesSince, type Change } from '../../../records/chronology.js';
import { Refused } from '../../../records/open-case.js';
import type { Asked } from '../../../records/sight.js';
import type { Place } from '../../rest/places.js';
import { comingFrom, recordGiven } from '../../security/looks.js';
import { csrfTokenOf, formRead, isFromHere, isOurForm, strangeForm } from '../../security/sessions.js';
import { requireRecentSignIn } from '../../security/sign-in-demands.js';
import { wantsPage } from './page-refusals.js';
import type { Services } from '../../services.js';
import { answersIn, typedIn, type Answers } from './answers.js';
import { draftKept, draftSent, keepDraft, savedInWords, saysAnything, type KeptDraft } from './form-drafts.js';
import { inHub } from './formats.js';
import { answeredForm, shownForm } from './form-shown.js';
import { languageOf } from './language.js';
import { mistakesOf, readAnswers, type FormRule, type Mistake } from './mistakes.js';
import { askedBy, type PageContext, type PageRoute, type Shown } from './page.js';
import { sentBy, unseenFields } from './sent-fields.js';
import { onlySignedIn, signedOut, visitorOf } from './visitor.js';
import { inLanguage } from './words.js';

/** A form as it is asked on one page: its questions, its rule, and what stands around them. */
export interface AskedForm<Body> extends FormRule<Body> {
  readonly title: string;
  /** Where "Back" and "Cancel" lead. */
  readonly back: string;
  /** What the button says that does the act. */
  readonly send: string;
  /** Of the case as it is shown here, where the act depends on it. */
  readonly version?: number;
  /** What is filled in before anybody has typed. */
  readonly initial?: Answers;
  /** `frame/form` when left out; any other extends it. */
  readonly template?: `${string}/${string}`;
  readonly view?: Readonly<Record<string, unknown>>;
  /** Where the button `aside` leads, once what was entered is kept as a draft: a page that belongs to the form. */
  readonly aside?: string;
  /** Why it can be sent no more, where that is so: what was typed is shown, to be copied. */
  readonly closed?: string;
  /**
   * Where it is given, the answers are shown once more to be checked, with what this makes of them, before they are sent.
   * @returns what the template `check` shows beside the answers
   * @throws Refused where it cannot be done as it is
   */
  readonly check?: {
    readonly template?: `${string}/${string}`;
    readonly title: string;
    readonly says?: string;
    readonly view?: (body: Body) => Promise<Readonly<Record<string, unknown>>> | Readonly<Record<string, unknown>>;
  };
}

/** A page on which somebody does something. */
export interface FormPage<A extends Act, Target extends Asked, Body, Kept> {
  path: `/${string}`;
  permission: A;
  place: Place<Target>;
  /** Where it is given, what is entered is kept until it is sent. */
  draft?: KeptDraft<Target>;
  /**
   * The form as it stands for what was found. It may have one row more where `sent` asks for it (`more`, the name of a list).
   * @throws Refused where it cannot be asked: the case is past it
   */
  form: (
    services: Services,
    asked: Shown<A, Target> & { sent: Answers; more: string | undefined },
  ) => Promise<AskedForm<Body>> | AskedForm<Body>;
  act: (services: Services, asked: Shown<A, Target> & { body: Body; once: ActRequest }) => Promise<Result<Kept>>;
  /** Where whoever did it is led. */
  done: (kept: Kept, asked: Shown<A, Target>) => string;
}

/** A form, and the act that it does. Whatever is refused, what was typed stands there again. */
export const asks =
  <const A extends Act, Target extends Asked, Body, Kept>(page: FormPage<A, Target, Body, Kept>): PageRoute =>
  (context) => {
    const { services } = context;
    const router = Router();
    router.get(page.path, onlySignedIn, async (request, response) => {
      const asked = await askedBy(services, request, page);
      const kept = await draftKept({ context, ...asked }, page.draft, asked.target);
      const sent = kept?.answers ?? {};
      const form = await page.form(services, { ...asked, sent, more: undefined });
      await recordGiven(services, { request, response }, { kind: 'opened' });
      const filled: Filled = {
        answers: { ...form.initial, ...sent },
        openedAt: asked.now.toISOString(),
        ...(saysAnything(sent) && kept !== undefined ? { begunAt: kept.savedAt } : {}),
        ...(form.closed === undefined ? {} : { mistakes: [{ field: null, says: form.closed }] }),
      };
      showForm({ request, response, context, keeps: page.draft !== undefined }, form, filled);
    });
    router.post(page.path, formRead, keptForWhoIsSignedOut(context), async (request, response) => {
      await receive(page, services, { request, response, context, keeps: page.draft !== undefined });
    });
    return router;
  };

interface Answering {
  request: Request;
  response: Response;
  context: PageContext;
  /** What is entered is kept as a draft. */
  keeps: boolean;
}

/**
 * Nobody is signed in any more: what the form holds stays on the page, to go on with after signing in.
 * @param signIn where that is done
 */
export const keptForWhoIsSignedOut =
  ({ sendPage }: Pick<PageContext, 'sendPage'>, signIn = '/sign-in'): RequestHandler =>
  (request, response, next) => {
    if (visitorOf(request) !== undefined) {
      next();
      return;
    }
    if (!isFromHere(request) || !wantsPage(request)) throw signedOut();
    sendPage(request, response, {
      template: 'frame/signed-out-form',
      title: inLanguage(signedOutWords, languageOf(request)),
      view: {
        action: request.originalUrl,
        fields: unseenFields(sentBy(request)),
        csrfToken: csrfTokenOf(request),
        signIn,
      },
      bilingual: true,
      status: 403,
    });
  };

const signedOutWords = { en: 'You are signed out', cy: 'Rydych wedi’ch allgofnodi' };

async function receive<A extends Act, Target extends Asked, Body, Kept>(
  page: FormPage<A, Target, Body, Kept>,
  services: Services,
  on: Answering,
): Promise<void> {
  const { request, response } = on;
  const asked = await askedBy(services, request, page);
  const sent = sentBy(request);
  const intent = typedIn(sent, 'intent');
  const more = /^more:(.+)$/.exec(intent)?.[1];
  const form = await page.form(services, { ...asked, sent, more });
  const answers = answersIn(form.sections, sent);
  const filled = { answers, openedAt: typedIn(sent, 'openedAt'), once: typedIn(sent, 'once') || randomUUID() };
  if (!isOurForm(request)) {
    if (!isFromHere(request) || !wantsPage(request)) throw strangeForm();
    showForm(on, form, { ...filled, mistakes: [{ field: null, says: signedInSince }], status: 403 });
    return;
  }
  if (page.draft !== undefined && intent !== 'send') {
    const kept = await keepDraft({ context: on.context, ...asked }, page.draft, asked.target, {
      ...{ sections: form.sections, answers },
    });
    const leadsTo = intent === 'save' ? form.back : intent === 'aside' ? form.aside : undefined;
    if (leadsTo !== undefined) {
      answerKept(on, form, { filled, kept, leadsTo });
      return;
    }
  }
  if (more !== undefined || intent === 'change') {
    showForm(on, form, filled);
    return;
  }
  // What is sent may have been sent already: the act tells.
  if (form.closed !== undefined && intent !== 'send') {
    showForm(on, form, { ...filled, mistakes: [{ field: null, says: form.closed }], status: 409 });
    return;
  }
  const read = readAnswers(form, answers, languageOf(request));
  if ('mistakes' in read) {
    showForm(on, form, { ...filled, mistakes: read.mistakes, status: 422 });
    return;
  }
  if (form.check !== undefined && intent !== 'send') {
    const shown = await attempt(async () => {
      await showCheck(on, form, { ...filled, body: read.body });
      return { done: null };
    });
    if ('refused' in shown) await showRefusal(services, on, asked, { form, filled, problem: shown.refused });
    return;
  }
  requireRecentSignIn(asked.visitor.actor, page.permission, services);
  const draft = await draftSent({ context: on.context, ...asked }, page.draft, asked.target);
  const once = { ...onceFrom(services, on, asked, { sent, form, body: read.body }), ...draft };
  const result = await attempt(() => page.act(services, { ...asked, body: read.body, once }));
  if ('refused' in result) await showRefusal(services, on, asked, { form, filled, problem: result.refused });
  else response.redirect(303, page.done(result.done, asked));
}

/** Tells a script in a line that what was entered is kept, and leads whoever pressed a button where it says. */
function answerKept<Body>(
  on: Answering,
  form: AskedForm<Body>,
  { filled, kept, leadsTo }: { filled: Filled; kept: Result<{ savedAt: Date }>; leadsTo: string },
): void {
  const { request, response } = on;
  const isPage = wantsPage(request);
  if ('refused' in kept) {
    if (!isPage) throw new Refused(kept.refused);
    const { code, detail } = kept.refused;
    showForm(on, form, { ...filled, mistakes: [{ field: null, says: detail }], status: problems[code].status });
    return;
  }
  if (isPage) response.redirect(303, leadsTo);
  else response.json({ says: savedInWords(kept.done.savedAt, languageOf(request)) });
}

const signedInSince =
  'You signed in or out since this form was opened, so it was not sent. What you entered is still here. Look at it once more, then send it.';

/** What is refused by being thrown is refused all the same. */
async function attempt<Kept>(act: () => Promise<Result<Kept>>): Promise<Result<Kept>> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Refused && error.problem.code !== 'not-found') return { refused: error.problem };
    throw error;
  }
}

/**
 * The request of an act by a form: sent twice, by a double click or by going back, it is done once. The same form with other words is
 * another request.
 */
function onceFrom<Body>(
  services: Services,
  { request, response }: Answering,
  { visitor, now }: Pick<Shown<Act, Asked>, 'visitor' | 'now'>,
  { sent, form, body }: { sent: Answers; form: AskedForm<Body>; body: Body },
): ActRequest {
  const once = typedIn(sent, 'once');
  const requestHash = new Uint8Array(
    createHash('sha256')
      .update(`${request.path}\n${JSON.stringify(body)}`)
      .digest(),
  );
  const seen = Number(typedIn(sent, 'version'));
  return {
    ...{ actor: visitor.actor, now, from: comingFrom(request, response) },
    ...(/^[0-9a-f-]{36}$/.test(once)
      ? { idempotency: { key: `form:${once}:${Buffer.from(requestHash).toString('base64url')}`, requestHash } }
      : {}),
    // A form that does not say what it was made for was made for nothing that there is.
    ...(form.version === undefined ? {} : { ifMatch: Number.isInteger(seen) ? seen : 0 }),
  };
}

interface Filled {
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

function showForm<Body>({ request, response, context, keeps }: Answering, form: AskedForm<Body>, filled: Filled): void {
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

async function showCheck<Body>(
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
async function showRefusal<A extends Act, Target extends Asked, Body>(
  services: Services,
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
    hasChanged && may('see-events') ? await changesSince(services.record.database, sightFor('see-events'), since) : [];
  const mistakes =
    errors.length > 0
      ? mistakesOf(form, filled.answers, errors, language)
      : [{ field: null, says: code === 'version-stale' ? changedMeanwhile : detail }];
  showForm(on, form, { ...filled, mistakes, changes, status });
}

const changedMeanwhile =
  'Somebody changed the case while you were working on it, so nothing was sent. What you entered is still here. Look at what changed, then send it again.';
