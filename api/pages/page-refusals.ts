import type { Request, Response } from 'express';
import { problems, type Problem } from '../../domain/problems.js';
import { retryAfterSeconds } from '../problem-answers.js';
import { requestIdOf } from '../request-id.js';
import type { SendPage } from './rendering.js';

/** What a page says where something was refused or failed: its title, and its words where those of the problem are for programs. */
const words: Readonly<Record<number, { title: string; says?: string }>> = {
  401: { title: 'Sign in first', says: 'Sign in to see this page.' },
  403: { title: 'You cannot do this' },
  404: {
    title: 'Page not found',
    says: 'If you typed the address, check that it is correct. If you followed a link, it may be out of date.',
  },
  429: { title: 'Please wait' },
  500: {
    title: 'Sorry, there is a problem with the service',
    says: 'Try again later. What you had saved before is kept.',
  },
  503: { title: 'Sorry, the service is unavailable', says: 'Nothing was changed. Try again in a few seconds.' },
};

const isForPrograms = ({ path }: Request): boolean => /^\/(api|codec)(\/|$)/.test(path);

/** Whether whoever asks looks at the answer in a browser; the API answers programs, whatever asks. */
export const wantsPage = (request: Request): boolean =>
  !isForPrograms(request) && request.accepts(['json', 'html']) === 'html';

/** Answers with a page what would be a problem document for a program. */
export function refuseWithPage(sendPage: SendPage, response: Response, { code, detail }: Problem): void {
  const { status, title } = problems[code];
  if (status === 503) response.set('Retry-After', String(retryAfterSeconds));
  const known = words[status];
  sendPage(response, {
    template: 'refused',
    title: known?.title ?? title,
    view: {
      visitor: null,
      says: known?.says ?? detail,
      requestId: status === 500 ? (requestIdOf(response) ?? '') : '',
    },
    status,
  });
}
