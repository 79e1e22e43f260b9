import type { Request, Response } from 'express';
import { problems, type Problem } from '../../../domain/problems.js';
import { retryAfterSeconds } from '../../problem-answers.js';
import { requestIdOf } from '../../request-id.js';
import { csrfTokenOf } from '../../security/sessions.js';
import type { SendPage } from './rendering.js';
import { sentBy, unseenFields } from './sent-fields.js';
import { signedOutTitle } from './visitor.js';

/** What a page says where something was refused or failed: its title, and its words where those of the problem are for programs. */
const words: Readonly<Record<number, { title: string; says?: string }>> = {
  400: { title: 'This form could not be read' },
  401: { title: 'Sign in first', says: 'Sign in to see this page.' },
  403: { title: 'You cannot do this' },
  404: {
    title: 'Page not found',
    says: 'If you typed the address, check that it is correct. If you followed a link, it may be out of date.',
  },
  409: { title: 'This cannot be done any more' },
  412: { title: 'This has changed since you opened it' },
  422: { title: 'This has mistakes' },
  429: { title: 'Please wait' },
  500: {
    title: 'Sorry, there is a problem with the service',
    says: 'Try again later. What you had saved before is kept.',
  },
  503: { title: 'Sorry, the service is unavailable', says: 'Nothing was changed. Try again in a few seconds.' },
};

/** Whether a path is for programs, whoever asks. */
export const isForPrograms = ({ path }: Request): boolean => /^\/(api|codec)(\/|$)/.test(path);

/** Whether whoever asks looks at the answer in a browser; the API answers programs, whatever asks. */
export const wantsPage = (request: Request): boolean =>
  !isForPrograms(request) && request.accepts(['json', 'html']) === 'html';

/**
 * Asks somebody to sign in again, in another tab, and holds what their form held meanwhile, so that they go on where they were. It is no 401:
 * that would promise the browser a challenge which it can answer by itself.
 */
export function askToSignInAgain(sendPage: SendPage, request: Request, response: Response, { detail }: Problem): void {
  const fields = unseenFields(sentBy(request));
  sendPage(request, response, {
    template: 'account/sign-in-again',
    title: problems['sign-in-again'].title,
    view: {
      ...{ says: detail, action: request.originalUrl },
      ...{ fields, csrfToken: csrfTokenOf(request) },
    },
    status: 403,
  });
}

/** Answers with a page what would be a problem document for a program. */
export function refuseWithPage(sendPage: SendPage, request: Request, response: Response, problem: Problem): void {
  const { code, detail, pageTitle, retryAfterSeconds: waiting } = problem;
  const { status, title } = problems[code];
  if (status === 503) response.set('Retry-After', String(retryAfterSeconds));
  if (waiting !== undefined) response.set('Retry-After', String(waiting));
  const known = words[status];
  sendPage(request, response, {
    template: 'frame/refused',
    title: pageTitle ?? known?.title ?? title,
    view: {
      says: known?.says ?? detail,
      signIn: status === 401 || pageTitle === signedOutTitle ? '/sign-in' : null,
      requestId: status === 500 ? (requestIdOf(response) ?? '') : '',
    },
    status,
  });
}
