import { createHash, randomUUID } from 'node:crypto';
import type { Act } from '../../../domain/permissions.js';
import { problems, type Problem, type Result } from '../../../domain/problems.js';
import type { ActRequest } from '../../../records/case-record.js';
import type { SavedDraft } from '../../../records/drafts.js';
import { Refused } from '../../../records/open-case.js';
import type { Asked } from '../../../records/sight.js';
import { comingFrom } from '../../security/looks.js';
import { isFromHere, isOurForm, strangeForm } from '../../security/sessions.js';
import { requireRecentSignIn } from '../../security/sign-in-demands.js';
import { answersIn, typedIn, type Answers } from './answers.js';
import type { AskedForm, FormPage } from './asked-form.js';
import { draftSent, forgetDraft, keepDraft, savedInWords } from './form-drafts.js';
import { formLanguage, showCheck, showForm, showRefusal, type Answering, type Filled } from './form-showing.js';
import { readAnswers } from './mistakes.js';
import { wantsPage } from './page-refusals.js';
import { askedBy, type Shown } from './page.js';
import { sentBy } from './sent-fields.js';

/** What came from a form. */
interface Received<A extends Act, Target extends Asked, Body> {
  on: Answering;
  asked: Shown<A, Target>;
  sent: Answers;
  form: AskedForm<Body>;
  filled: Filled;
  /** Which button was pressed: `send`, `change`, `save`, `aside`, `more:…`, or any other to go on. */
  intent: string;
}

/** Answers a form that was sent: with the form once more, with a page to check it on, or by doing its act. */
export async function receive<A extends Act, Target extends Asked, Body, Kept>(
  page: FormPage<A, Target, Body, Kept>,
  on: Answering,
): Promise<void> {
  const received = await read(page, on);
  const { form, filled, intent } = received;
  if (!isOurForm(on.request)) {
    if (!isFromHere(on.request) || !wantsPage(on.request)) throw strangeForm();
    await showForm(on, form, { ...filled, mistakes: [{ field: null, says: signedInSince }], status: 403 });
    return;
  }
  const kept = await keepSent(page, received);
  if (await isLedAside(received, kept)) return;
  if (intent === 'change' || moreIn(intent) !== undefined) {
    await showForm(on, form, filled);
    return;
  }
  // What is sent may have been sent already: the act tells.
  if (form.closed !== undefined && intent !== 'send') {
    await showForm(on, form, { ...filled, mistakes: [{ field: null, says: form.closed }], status: 409 });
    return;
  }
  await goOn(page, { ...received, filled: { ...filled, ...draftVersionOf(received, kept) } });
}

/** The list that a button wants one more row of. */
const moreIn = (intent: string): string | undefined => /^more:(.+)$/.exec(intent)?.[1];

async function read<A extends Act, Target extends Asked, Body, Kept>(
  page: FormPage<A, Target, Body, Kept>,
  on: Answering,
): Promise<Received<A, Target, Body>> {
  const { services } = on.context;
  const asked = await askedBy(services, on.request, page);
  const sent = sentBy(on.request);
  const intent = typedIn(sent, 'intent');
  const form = await page.form(services, { ...asked, sent, isPosted: true, more: moreIn(intent) });
  const filled: Filled = {
    answers: answersIn(form.sections, sent),
    openedAt: typedIn(sent, 'openedAt'),
    once: typedIn(sent, 'once') || randomUUID(),
    // A form that does not say what it was made for was made for nothing that there is.
    version: form.version === undefined ? undefined : (numberIn(sent, 'version') ?? 0),
  };
  return { on, asked, sent, form, filled, intent };
}

const numberIn = (sent: Answers, name: string): number | undefined => {
  const typed = typedIn(sent, name);
  return /^\d{1,9}$/.test(typed) ? Number(typed) : undefined;
};

/** What became of a draft; undefined where none is kept. */
type KeptOrNot = Result<SavedDraft> | undefined;

/**
 * Keeps what was entered as a draft, at every step but the last.
 * @throws Refused where a script wants it kept and it can be sent no more: its page goes on saying that it is not saved
 */
async function keepSent<A extends Act, Target extends Asked, Body, Kept>(
  { draft }: Pick<FormPage<A, Target, Body, Kept>, 'draft'>,
  { on, asked, form: { sections, closed }, filled: { answers }, intent }: Received<A, Target, Body>,
): Promise<KeptOrNot> {
  if (draft === undefined || intent === 'send') return undefined;
  if (closed !== undefined && !wantsPage(on.request)) throw new Refused({ code: 'stage-passed', detail: closed });
  return keepDraft({ context: on.context, ...asked }, draft, asked.target, { sections, answers });
}

/** @returns whether the button that was pressed leads elsewhere, once what was entered is kept */
async function isLedAside<A extends Act, Target extends Asked, Body>(
  { on, form, filled, intent }: Received<A, Target, Body>,
  kept: KeptOrNot,
): Promise<boolean> {
  const leadsTo = intent === 'save' ? form.back : intent === 'aside' ? form.aside : undefined;
  if (leadsTo === undefined || kept === undefined) return false;
  await answerKept(on, form, { filled, kept, leadsTo });
  return true;
}

/** The version of the draft that is about to be sent: as it was kept just now, or as it was shown to be checked. */
function draftVersionOf<A extends Act, Target extends Asked, Body>(
  { sent, intent }: Received<A, Target, Body>,
  kept: KeptOrNot,
): Pick<Filled, 'draftVersion'> {
  if (intent === 'send') return { draftVersion: numberIn(sent, 'draftVersion') };
  return kept !== undefined && 'done' in kept ? { draftVersion: kept.done.version } : {};
}

/** What was answered is read, checked where it is to be, and sent. */
async function goOn<A extends Act, Target extends Asked, Body, Kept>(
  page: FormPage<A, Target, Body, Kept>,
  received: Received<A, Target, Body>,
): Promise<void> {
  const { on, asked, form, filled, intent } = received;
  const read = readAnswers(form, filled.answers, formLanguage);
  const isToBeChecked = form.check !== undefined && intent !== 'send';
  // What is sent may have been done already, and moved the version itself: the act tells.
  if (form.version !== filled.version && (isToBeChecked || 'mistakes' in read)) {
    await showRefusal(page, on, asked, { form, filled, problem: changedSince });
    return;
  }
  if ('mistakes' in read) {
    await showForm(on, form, { ...filled, mistakes: read.mistakes, status: 422 });
    return;
  }
  if (isToBeChecked) {
    const shown = await attempt(async () => {
      await showCheck(on, form, { ...filled, body: read.body });
      return { done: null };
    });
    if ('refused' in shown) await showRefusal(page, on, asked, { form, filled, problem: shown.refused });
    return;
  }
  const result = await send(page, received, read.body);
  if ('refused' in result) {
    await showRefusal(page, on, asked, { form, filled, problem: result.refused });
    return;
  }
  await forgetDraft({ context: on.context, ...asked }, page.draft, asked.target);
  on.response.redirect(303, page.done(result.done, asked));
}

async function send<A extends Act, Target extends Asked, Body, Kept>(
  page: FormPage<A, Target, Body, Kept>,
  received: Received<A, Target, Body>,
  body: Body,
): Promise<Result<Kept>> {
  const { on, asked } = received;
  const { services } = on.context;
  requireRecentSignIn(asked.visitor.actor, page.permission, services);
  const { draftVersion } = received.filled;
  const draft = await draftSent({ context: on.context, ...asked }, page.draft, asked.target, draftVersion);
  const once = { ...onceFrom(received, body), ...draft };
  return attempt(() => page.act(services, { ...asked, body, once }));
}

/** The case is another than the one that whoever filled the form in had seen. */
const changedSince: Problem = { code: 'version-stale', detail: 'The case has changed since the form was opened.' };

/** Tells a script in a line that what was entered is kept, and leads whoever pressed a button where it says. */
async function answerKept<Body>(
  on: Answering,
  form: AskedForm<Body>,
  { filled, kept, leadsTo }: { filled: Filled; kept: Result<SavedDraft>; leadsTo: string },
): Promise<void> {
  const { request, response } = on;
  const isPage = wantsPage(request);
  if ('refused' in kept) {
    if (!isPage) throw new Refused(kept.refused);
    const { code, detail } = kept.refused;
    await showForm(on, form, { ...filled, mistakes: [{ field: null, says: detail }], status: problems[code].status });
    return;
  }
  if (isPage) response.redirect(303, leadsTo);
  else response.json({ says: savedInWords(kept.done.savedAt, formLanguage) });
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
function onceFrom<A extends Act, Target extends Asked, Body>(
  { on: { request, response }, asked: { visitor, now }, filled: { once = '', version } }: Received<A, Target, Body>,
  body: Body,
): ActRequest {
  const requestHash = new Uint8Array(
    createHash('sha256')
      .update(`${request.path}\n${JSON.stringify(body)}`)
      .digest(),
  );
  return {
    ...{ actor: visitor.actor, now, from: comingFrom(request, response) },
    ...(/^[0-9a-f-]{36}$/.test(once)
      ? { idempotency: { key: `form:${once}:${Buffer.from(requestHash).toString('base64url')}`, requestHash } }
      : {}),
    ...(version === undefined ? {} : { ifMatch: version }),
  };
}
