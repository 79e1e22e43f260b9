import { createHash, randomUUID } from 'node:crypto';
import type { Act } from '../../../domain/permissions.js';
import { problems, type Result } from '../../../domain/problems.js';
import type { ActRequest } from '../../../records/case-record.js';
import { Refused } from '../../../records/open-case.js';
import type { Asked } from '../../../records/sight.js';
import { comingFrom } from '../../security/looks.js';
import { isFromHere, isOurForm, strangeForm } from '../../security/sessions.js';
import { requireRecentSignIn } from '../../security/sign-in-demands.js';
import { answersIn, typedIn, type Answers } from './answers.js';
import type { AskedForm, FormPage } from './asked-form.js';
import { draftSent, keepDraft, savedInWords } from './form-drafts.js';
import { showCheck, showForm, showRefusal, type Answering, type Filled } from './form-showing.js';
import { languageOf } from './language.js';
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
    showForm(on, form, { ...filled, mistakes: [{ field: null, says: signedInSince }], status: 403 });
    return;
  }
  if (await isKeptAside(page, received)) return;
  if (intent === 'change' || moreIn(intent) !== undefined) {
    showForm(on, form, filled);
    return;
  }
  // What is sent may have been sent already: the act tells.
  if (form.closed !== undefined && intent !== 'send') {
    showForm(on, form, { ...filled, mistakes: [{ field: null, says: form.closed }], status: 409 });
    return;
  }
  await goOn(page, received);
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
  const form = await page.form(services, { ...asked, sent, more: moreIn(intent) });
  const answers = answersIn(form.sections, sent);
  const filled = { answers, openedAt: typedIn(sent, 'openedAt'), once: typedIn(sent, 'once') || randomUUID() };
  return { on, asked, sent, form, filled, intent };
}

/** Keeps what was entered as a draft, at every step but the last. @returns whether the button led elsewhere */
async function isKeptAside<A extends Act, Target extends Asked, Body, Kept>(
  { draft }: Pick<FormPage<A, Target, Body, Kept>, 'draft'>,
  { on, asked, form, filled, intent }: Received<A, Target, Body>,
): Promise<boolean> {
  if (draft === undefined || intent === 'send') return false;
  const { sections } = form;
  const kept = await keepDraft({ context: on.context, ...asked }, draft, asked.target, {
    ...{ sections, answers: filled.answers },
  });
  const leadsTo = intent === 'save' ? form.back : intent === 'aside' ? form.aside : undefined;
  if (leadsTo === undefined) return false;
  answerKept(on, form, { filled, kept, leadsTo });
  return true;
}

/** What was answered is read, checked where it is to be, and sent. */
async function goOn<A extends Act, Target extends Asked, Body, Kept>(
  page: FormPage<A, Target, Body, Kept>,
  received: Received<A, Target, Body>,
): Promise<void> {
  const { on, asked, form, filled, intent } = received;
  const read = readAnswers(form, filled.answers, languageOf(on.request));
  if ('mistakes' in read) {
    showForm(on, form, { ...filled, mistakes: read.mistakes, status: 422 });
    return;
  }
  if (form.check !== undefined && intent !== 'send') {
    const shown = await attempt(async () => {
      await showCheck(on, form, { ...filled, body: read.body });
      return { done: null };
    });
    if ('refused' in shown) await showRefusal(on, asked, { form, filled, problem: shown.refused });
    return;
  }
  const result = await send(page, received, read.body);
  if ('refused' in result) await showRefusal(on, asked, { form, filled, problem: result.refused });
  else on.response.redirect(303, page.done(result.done, asked));
}

async function send<A extends Act, Target extends Asked, Body, Kept>(
  page: FormPage<A, Target, Body, Kept>,
  received: Received<A, Target, Body>,
  body: Body,
): Promise<Result<Kept>> {
  const { on, asked } = received;
  const { services } = on.context;
  requireRecentSignIn(asked.visitor.actor, page.permission, services);
  const draft = await draftSent({ context: on.context, ...asked }, page.draft, asked.target);
  const once = { ...onceFrom(received, body), ...draft };
  return attempt(() => page.act(services, { ...asked, body, once }));
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
function onceFrom<A extends Act, Target extends Asked, Body>(
  { on: { request, response }, asked: { visitor, now }, sent, form }: Received<A, Target, Body>,
  body: Body,
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
