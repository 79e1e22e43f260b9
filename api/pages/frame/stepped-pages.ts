import { randomInt } from 'node:crypto';
import { Router, type RequestHandler } from 'express';
import type { ActRequest } from '../../../records/case-record.js';
import { discardDraft, openDraft, saveDraft } from '../../../records/drafts.js';
import { Refused } from '../../../records/open-case.js';
import { nothingHere } from '../../../records/sight.js';
import { comingFrom } from '../../security/looks.js';
import { formOfOurs, formRead, isFromHere, isOurForm, strangeForm } from '../../security/sessions.js';
import { requireRecentSignIn } from '../../security/sign-in-demands.js';
import { answersIn, typedIn } from './answers.js';
import { keptForWhoIsSignedOut } from './signed-out-form.js';
import type { Mistake } from './mistakes.js';
import type { PageContext, PageRoute } from './page.js';
import type { SteppedPages } from './stepped-declaration.js';
import { draftOf, drafterOf, leave, type DraftOpen } from './stepped-drafts.js';
import {
  fieldsOfRow,
  hasRows,
  isThrough,
  mistakesOn,
  moreField,
  readSteps,
  savedFields,
  stepAfter,
} from './stepped-answers.js';
import { isRowKey, rowKeys, rowOf, rowsOf, stepsIn, stepsOf, type AskedStep, type ListTask } from './stepped-form.js';
import { showCheck, showRows, showStep, showTakingAway, showTasks } from './stepped-showing.js';
import { moreQuestion } from './stepped-views.js';
import { sentBy } from './sent-fields.js';
import { steppedWords } from './stepped-words.js';
import { onlySignedInBy } from './visitor.js';
import { inLanguage, type Language } from './words.js';

/** A form of several pages, each of which saves what was entered. */
export const asksInSteps =
  <Body>(pages: SteppedPages<Body>): PageRoute =>
  (context) => {
    const router = Router();
    const { path, signIn } = pages;
    const looking = onlySignedInBy(signIn);
    const acting = [looking, formOfOurs];
    const answering = [formRead, keptForWhoIsSignedOut(context, signIn)];
    const onDraft =
      (work: (open: DraftOpen<Body>) => Promise<void> | void): RequestHandler =>
      async (request, response) => {
        const open = await draftOf(pages, context, { request, response });
        if (open !== undefined) await work(open);
      };

    router.post(path, acting, begin(pages, context));
    router.get(`${path}/:draft`, looking, onDraft(showTasks));
    router.get(`${path}/:draft/check`, looking, onDraft(showCheckNow));
    router.post(`${path}/:draft/check`, answering, onDraft(send));
    router.get(`${path}/:draft/discard`, looking, onDraft(askToDiscard));
    router.post(`${path}/:draft/discard`, acting, onDraft(discard));
    router.get(`${path}/:draft/:step`, looking, onDraft(showPlain));
    router.post(`${path}/:draft/:step`, answering, onDraft(receivePlain));
    router.get(`${path}/:draft/:list/:row/remove`, looking, onDraft(askToRemove));
    router.post(`${path}/:draft/:list/:row/remove`, acting, onDraft(removeRow));
    router.get(`${path}/:draft/:list/:row/:step`, looking, onDraft(showOfRow));
    router.post(`${path}/:draft/:list/:row/:step`, answering, onDraft(receiveOfRow));
    return router;
  };

const begin =
  <Body>(pages: SteppedPages<Body>, { services, pages: limits }: PageContext): RequestHandler =>
  async (request, response) => {
    const { actor } = leave(request, pages.permission);
    const draft = await openDraft(services.record.database, drafterOf({ services, limits }, actor), pages.draft);
    if ('refused' in draft) throw new Refused(draft.refused);
    response.redirect(303, `${pages.path}/${draft.done.id}`);
  };

/** A step of no list, or the rows of a list. */
function showPlain<Body>(open: DraftOpen<Body>): void {
  const task = listNamed(open, 'step');
  if (task === undefined) {
    showStep(open, plainStep(open), []);
    return;
  }
  if (task.any === undefined && !hasRows(task, open.answers)) {
    open.response.redirect(303, `${open.path}/${firstPath(open, task)}`);
    return;
  }
  showRows(open, task, []);
}

async function receivePlain<Body>(open: DraftOpen<Body>): Promise<void> {
  const task = listNamed(open, 'step');
  if (task === undefined) await receiveStep(open, plainStep(open));
  else await receiveMore(open, task);
}

function showOfRow<Body>(open: DraftOpen<Body>): void {
  const step = stepOfRow(open);
  if (step === undefined) open.response.redirect(303, `${open.path}/${String(open.request.params.list)}`);
  else showStep(open, step, []);
}

async function receiveOfRow<Body>(open: DraftOpen<Body>): Promise<void> {
  const step = stepOfRow(open);
  if (step === undefined) open.response.redirect(303, `${open.path}/${String(open.request.params.list)}`);
  else await receiveStep(open, step);
}

const listNamed = <Body>({ form, request }: DraftOpen<Body>, parameter: 'step' | 'list'): ListTask | undefined =>
  form.tasks.find((task): task is ListTask => task.kind === 'list' && task.list === request.params[parameter]);

function plainStep<Body>({ form, answers, request, language }: DraftOpen<Body>): AskedStep {
  const plain = form.tasks.filter(({ kind }) => kind === 'steps');
  const step = plain
    .flatMap((task) => stepsOf(task, answers, language))
    .find(({ path }) => path === request.params.step);
  if (step === undefined) throw nothingHere();
  return step;
}

/** @returns undefined where the row was taken away, and only its beginning could be asked for */
function stepOfRow<Body>(open: DraftOpen<Body>): AskedStep | undefined {
  const { answers, request, language } = open;
  const task = listNamed(open, 'list');
  const key = String(request.params.row);
  if (task === undefined || !isRowKey(key)) throw nothingHere();
  const rows = rowsOf(task, answers, language);
  const begun = rows.find((row) => row.key === key);
  const row = begun ?? rowOf(task, answers, { key, number: rows.length + 1 }, language);
  const steps = stepsIn(task, row, answers);
  const step = steps.find((each) => each.step.slug === request.params.step);
  if (step === undefined && !task.steps.some(({ slug }) => slug === request.params.step)) throw nothingHere();
  return begun === undefined && step !== steps[0] ? undefined : step;
}

/** A row that nobody has begun. Two windows that add one each are not to write into the same. */
function firstPath<Body>({ answers, language }: DraftOpen<Body>, task: ListTask): string {
  const last = Number(rowKeys(answers, task.list).at(-1) ?? 0);
  const row = rowOf(task, answers, { key: String(last + randomInt(1, 1000)), number: 0 }, language);
  return stepsIn(task, row, answers)[0]?.path ?? '';
}

/** Whether what was sent is of this session; where it is not, it is shown again. */
function isOurs<Body>({ request }: DraftOpen<Body>): boolean {
  if (isOurForm(request)) return true;
  if (!isFromHere(request)) throw strangeForm();
  return false;
}

const signedInSince = (language: Language): Mistake[] => [
  { field: null, says: inLanguage(steppedWords.signedInSince, language) },
];

async function receiveStep<Body>(open: DraftOpen<Body>, step: AskedStep): Promise<void> {
  const { answers, form, language, request, response, path } = open;
  const typed = answersIn(step.sections, sentBy(request));
  const after = { ...answers, ...savedFields(step, typed) };
  const filled = { ...open, answers: after };
  if (!isOurs(open)) {
    showStep(filled, step, signedInSince(language), 403);
    return;
  }
  const read = readSteps(form, after, language);
  const mistakes = 'mistakes' in read ? mistakesOn(step, read.mistakes) : [];
  if (mistakes.length > 0) {
    showStep(filled, step, mistakes, 422);
    return;
  }
  const tooLong = await save(open, savedFields(step, typed));
  if (tooLong !== undefined) showStep(filled, step, tooLong, 413);
  else response.redirect(303, `${path}${wayFrom(step, filled)}`);
}

/** Saves fields. @returns what is wrong with them, if they cannot be kept */
async function save<Body>(
  { services, limits, visitor, draft }: DraftOpen<Body>,
  changes: Parameters<typeof saveDraft>[3],
  language: Language = 'en',
): Promise<Mistake[] | undefined> {
  const drafter = drafterOf({ services, limits }, visitor.actor);
  const saved = await saveDraft(services.record.database, drafter, draft.id, changes);
  if (!('refused' in saved)) return undefined;
  if (saved.refused.code !== 'body-too-large') throw new Refused(saved.refused);
  return [{ field: null, says: inLanguage(steppedWords.tooLong, language) }];
}

/** Where whoever has answered a step goes on: to the next of its task, to the rows, to the tasks; or back to where they check. */
function wayFrom<Body>(step: AskedStep, { answers, request }: DraftOpen<Body>): string {
  const { task } = step;
  const next = stepAfter(step, task, answers);
  if (request.query.from === 'check') {
    return next === undefined || isThrough(next, answers) ? '/check' : `/${next.path}?from=check`;
  }
  if (next !== undefined) return `/${next.path}`;
  return task.kind === 'list' ? `/${task.list}` : '';
}

/** Whether there is one more row: then it is asked for, else the list is done. */
async function receiveMore<Body>(open: DraftOpen<Body>, task: ListTask): Promise<void> {
  const { answers, language, request, response, path } = open;
  const question = moreQuestion(task, hasRows(task, answers));
  const says = typedIn(sentBy(request), question.name);
  const filled = { ...open, answers: { ...answers, [question.name]: says } };
  if (!isOurs(open)) {
    showRows(filled, task, signedInSince(language), 403);
    return;
  }
  if (says !== 'yes' && says !== 'no') {
    const mistake = { field: question.name, says: inLanguage(steppedWords.chooseMore, language) };
    showRows(filled, task, [mistake], 422);
    return;
  }
  await save(open, { [moreField(task)]: says });
  response.redirect(303, says === 'yes' ? `${path}/${firstPath(open, task)}` : path);
}

function askToRemove<Body>(open: DraftOpen<Body>): void {
  const { answers, language, request, path } = open;
  const task = listNamed(open, 'list');
  const row = task && rowsOf(task, answers, language).find(({ key }) => key === request.params.row);
  if (task === undefined || row === undefined) throw nothingHere();
  showTakingAway(open, {
    ...{ title: steppedWords.removeTitle, says: steppedWords.removeSays, does: steppedWords.remove },
    ...{ what: row.called === '' ? row.title : `${row.title}: ${row.called}`, keep: `${path}/${task.list}` },
  });
}

async function removeRow<Body>(open: DraftOpen<Body>): Promise<void> {
  const { answers, request, response, path } = open;
  const task = listNamed(open, 'list');
  if (task === undefined) throw nothingHere();
  const fields = fieldsOfRow(answers, task.list, String(request.params.row));
  await save(open, Object.fromEntries(fields.map((name) => [name, null])));
  response.redirect(303, `${path}/${task.list}`);
}

function askToDiscard<Body>(open: DraftOpen<Body>): void {
  showTakingAway(open, {
    ...{ title: steppedWords.discardTitle, says: steppedWords.discardSays, does: steppedWords.discard },
    ...{ what: '', keep: open.path },
  });
}

async function discard<Body>({ services, visitor, draft, response, pages }: DraftOpen<Body>): Promise<void> {
  const drafter = { actor: visitor.actor, now: services.clock.now() };
  await discardDraft(services.record.database, drafter, draft.id);
  response.redirect(303, pages.home);
}

function showCheckNow<Body>(open: DraftOpen<Body>): void {
  showCheck(open, open.mistakes);
}

/** Sends it in, once: whoever sends it again is led where they were led the first time. */
async function send<Body>(open: DraftOpen<Body>): Promise<void> {
  const { services, pages, visitor, draft, form, answers, language, request, response } = open;
  if (!isOurs(open)) {
    showCheck(open, signedInSince(language), 403);
    return;
  }
  const read = readSteps(form, answers, language);
  if ('mistakes' in read) {
    showCheck(open, open.mistakes, 422);
    return;
  }
  requireRecentSignIn(visitor.actor, pages.permission, services);
  const version = Number(typedIn(sentBy(request), 'version'));
  const once: ActRequest = {
    ...{ actor: visitor.actor, now: services.clock.now(), from: comingFrom(request, response) },
    draft: { id: draft.id, version: Number.isInteger(version) ? version : 0 },
  };
  const result = await pages.act(services, { body: read.body, once, language });
  if ('done' in result) {
    response.redirect(303, pages.sentAt(result.done.reference));
    return;
  }
  if (result.refused.code !== 'draft-changed') throw new Refused(result.refused);
  const now = await draftOf(pages, open.context, { request, response });
  // Sent meanwhile, by a second click: whoever is led there knows.
  if (now === undefined) return;
  showCheck(now, [{ field: null, says: inLanguage(steppedWords.changed, language) }], 409);
}
