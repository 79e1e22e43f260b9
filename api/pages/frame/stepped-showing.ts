import { csrfTokenOf } from '../../security/sessions.js';
import { typedIn } from './answers.js';
import { dateInWords, localDate } from './formats.js';
import type { Mistake } from './mistakes.js';
import { hasRows, prefilled, stepBefore } from './stepped-answers.js';
import type { DraftOpen } from './stepped-drafts.js';
import type { AskedStep, ListTask } from './stepped-form.js';
import { answeredCards, furtherCards, rowsView, stepView, taskRows, titleOf } from './stepped-views.js';
import { steppedWords } from './stepped-words.js';
import { inLanguage, type Words } from './words.js';

/* The pages of a form of several pages, sent to whoever fills it in. */

/** The list of its tasks. */
export function showTasks<Body>(open: DraftOpen<Body>): void {
  const { form, pages, draft, language, path } = open;
  const says = (words: Words): string => inLanguage(words, language);
  open.sendPage(open.request, open.response, {
    template: 'frame/tasks',
    title: says(pages.title),
    view: {
      ...{ tasks: taskRows(form, open), says: pages.says.map(says), warns: warningOf(open), back: pages.home },
      keptUntil: says(pages.keptUntil(dateInWords(localDate(draft.expiresAt), language))),
      discard: { href: `${path}/discard`, says: says(steppedWords.discard) },
    },
    bilingual: true,
  });
}

function warningOf<Body>({ pages, answers, language }: DraftOpen<Body>): string {
  const warns = pages.warns((name) => typedIn(answers, name));
  return warns === undefined ? '' : inLanguage(warns, language);
}

/** What every page below the list of tasks has: its own address, and the way back to the list. */
function around<Body>({ request, language, path }: DraftOpen<Body>) {
  return {
    ...{ action: request.originalUrl, csrfToken: csrfTokenOf(request), tasks: path },
    tasksSays: inLanguage(steppedWords.backToTasks, language),
  };
}

/** One step, with what is wrong with it. */
export function showStep<Body>(
  open: DraftOpen<Body>,
  step: AskedStep,
  mistakes: readonly Mistake[],
  status = 200,
): void {
  const { language, path, request } = open;
  const { task } = step;
  const errors = mistakes.map(({ field, says }) => ({ field, says }));
  const answers = prefilled(step, open.answers);
  const rows = task.kind === 'list' && (task.any !== undefined || hasRows(task, answers)) ? task.list : undefined;
  const before = stepBefore(step, task, answers)?.path ?? rows;
  const isFromCheck = request.query.from === 'check';
  const earlier = before === undefined ? path : `${path}/${before}`;
  open.sendPage(request, open.response, {
    template: 'frame/step',
    title: titleOf(step, language),
    view: {
      ...around(open),
      ...stepView(step, { answers, mistakes: errors, language }),
      ...{ errors, back: isFromCheck ? `${path}/check` : earlier, send: inLanguage(steppedWords.continue, language) },
    },
    status,
    bilingual: true,
  });
}

/** The rows of a list, and whether there is one more. */
export function showRows<Body>(
  open: DraftOpen<Body>,
  task: ListTask,
  mistakes: readonly Mistake[],
  status = 200,
): void {
  const { language, path } = open;
  open.sendPage(open.request, open.response, {
    template: 'frame/rows',
    title: inLanguage(task.title, language),
    view: {
      ...around(open),
      ...rowsView(task, { ...open, mistakes }),
      ...{ errors: mistakes, back: path, isOne: false, says: [], warns: '', caption: '' },
      ...{ send: inLanguage(steppedWords.continue, language), changeSays: inLanguage(steppedWords.change, language) },
      removeSays: inLanguage(steppedWords.remove, language),
    },
    status,
    bilingual: true,
  });
}

/** Everything that was entered, to be checked and sent; where something is wrong, what, and where. */
export function showCheck<Body>(open: DraftOpen<Body>, mistakes: readonly Mistake[], status = 200): void {
  const { form, pages, draft, language, path } = open;
  const says = (words: Words): string => inLanguage(words, language);
  const errors = mistakes.map(({ page, ...mistake }) => ({
    ...mistake,
    ...(page === undefined ? {} : { page: `${path}/${page}?from=check` }),
  }));
  open.sendPage(open.request, open.response, {
    template: 'frame/check-steps',
    title: says(steppedWords.check),
    view: {
      ...around(open),
      ...{
        cards: [...answeredCards(form, open), ...furtherCards(open.further)],
        errors,
        isComplete: open.mistakes.length === 0,
        version: draft.version,
      },
      ...{ warns: warningOf(open), incomplete: says(steppedWords.incomplete), changeSays: says(steppedWords.change) },
      declaration: { title: says(pages.declaration.title), says: says(pages.declaration.says) },
      ...{ send: says(pages.send), back: path },
    },
    status,
    bilingual: true,
  });
}

/** Asks whether something is meant to be deleted. */
export function showTakingAway<Body>(
  open: DraftOpen<Body>,
  { title, says, does, what, keep }: { title: Words; says: Words; does: Words; what: string; keep: string },
): void {
  const { language } = open;
  open.sendPage(open.request, open.response, {
    template: 'frame/take-away',
    title: inLanguage(title, language),
    view: {
      ...{ says: inLanguage(says, language), does: inLanguage(does, language), what },
      ...{ action: open.request.path, csrfToken: csrfTokenOf(open.request), back: keep },
      keep: { href: keep, says: inLanguage(steppedWords.keep, language) },
    },
    bilingual: true,
  });
}
