import type { Request, Response } from 'express';
import { problems, type Problem } from '../../../domain/problems.js';
import { retryAfterSeconds } from '../../problem-answers.js';
import { requestIdOf } from '../../request-id.js';
import { csrfTokenOf, isFromHere } from '../../security/sessions.js';
import { languageOf } from './language.js';
import type { SendPage } from './rendering.js';
import { sentBy, typedInto, unseenFields } from './sent-fields.js';
import { signedOutTitle, signInAt, visitorOf } from './visitor.js';
import { inLanguage, type Language, type Words } from './words.js';

interface RefusalWords {
  title: Words;
  /** In place of the problem's own words, where those are for programs, or too exact for a page. */
  says?: Words;
  /** In place of the problem's words for those who read Welsh: the problem speaks English. */
  inWelsh?: string;
}

/** What a page says where something was refused or failed, by status. */
const words: Readonly<Record<number, RefusalWords>> = {
  400: {
    title: { en: 'This form could not be read', cy: 'Ni ellid darllen y ffurflen hon' },
    inWelsh: 'Ewch yn ôl, edrychwch ar yr hyn a nodwyd gennych, a’i anfon eto.',
  },
  401: {
    title: { en: 'Sign in first', cy: 'Mewngofnodwch yn gyntaf' },
    says: { en: 'Sign in to see this page.', cy: 'Mewngofnodwch i weld y dudalen hon.' },
  },
  403: {
    title: { en: 'You cannot do this', cy: 'Ni allwch wneud hyn' },
    inWelsh: 'Nid oes gennych hawl i wneud hyn, neu mae’r ffurflen yn rhy hen. Ni newidiwyd dim.',
  },
  404: {
    title: { en: 'Page not found', cy: 'Ni ddaethpwyd o hyd i’r dudalen' },
    says: {
      en: 'If you typed the address, check that it is correct. If you followed a link, it may be out of date.',
      cy: 'Os gwnaethoch deipio’r cyfeiriad, gwiriwch ei fod yn gywir. Os gwnaethoch ddilyn dolen, efallai nad yw’n gyfredol mwyach.',
    },
  },
  409: {
    title: { en: 'This cannot be done any more', cy: 'Ni ellir gwneud hyn mwyach' },
    inWelsh: 'Mae hyn wedi’i wneud eisoes, neu mae rhywbeth wedi newid. Ni newidiwyd dim nawr.',
  },
  412: {
    title: { en: 'This has changed since you opened it', cy: 'Mae hyn wedi newid ers i chi ei agor' },
    inWelsh: 'Ni anfonwyd dim. Agorwch y dudalen eto.',
  },
  422: {
    title: { en: 'This has mistakes', cy: 'Mae camgymeriadau yma' },
    inWelsh: 'Edrychwch eto ar yr hyn a nodwyd gennych.',
  },
  429: {
    title: { en: 'Please wait', cy: 'Arhoswch os gwelwch yn dda' },
    inWelsh: 'Gofynnwyd gormod o weithiau mewn amser byr. Ni newidiwyd dim. Rhowch gynnig arall arni ymhen munud.',
  },
  500: {
    title: {
      en: 'Sorry, there is a problem with the service',
      cy: 'Mae’n ddrwg gennym, mae problem gyda’r gwasanaeth',
    },
    says: {
      en: 'Try again later. What you had saved before is kept.',
      cy: 'Rhowch gynnig arall arni yn nes ymlaen. Mae’r hyn a gadwyd gennych o’r blaen yn ddiogel.',
    },
  },
  503: {
    title: { en: 'Sorry, the service is unavailable', cy: 'Mae’n ddrwg gennym, nid yw’r gwasanaeth ar gael' },
    says: {
      en: 'Nothing was changed. Try again in a few seconds.',
      cy: 'Ni newidiwyd dim. Rhowch gynnig arall arni ymhen ychydig eiliadau.',
    },
  },
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

/** Answers with a page what would be a problem document for a program. What a form held stands on it, to be sent again or copied. */
export function refuseWithPage(sendPage: SendPage, request: Request, response: Response, problem: Problem): void {
  const { code, retryAfterSeconds: waiting } = problem;
  const { status } = problems[code];
  if (status === 503) response.set('Retry-After', String(retryAfterSeconds));
  if (waiting !== undefined) response.set('Retry-After', String(waiting));
  const bilingual = isBilingual(request);
  const language = bilingual ? languageOf(request) : 'en';
  sendPage(request, response, {
    template: 'frame/refused',
    title: inLanguage(isSignedOut(problem) ? signedOutTitle : titleOf(problem, language), language),
    view: {
      says: saysOf(problem, language),
      signIn: signInFor(request, problem),
      requestId: status === 500 ? (requestIdOf(response) ?? '') : '',
      ...heldBy(request, status),
      // What was typed into an address stands on no page.
      ...(status === 404 ? { address: '/' } : {}),
    },
    status,
    ...(bilingual ? { bilingual } : {}),
  });
}

/** Those who refer from outside read either language, and so does whoever is not signed in; everybody else works in English. */
function isBilingual(request: Request): boolean {
  const visitor = visitorOf(request);
  return visitor === undefined || visitor.actor.roles.includes('referrer');
}

const isSignedOut = ({ pageTitle }: Problem): boolean => pageTitle === signedOutTitle.en;

/** The problem's own title speaks English. */
function titleOf({ code, pageTitle }: Problem, language: Language): Words {
  const { status, title } = problems[code];
  const known = words[status]?.title ?? title;
  return language === 'cy' ? known : (pageTitle ?? known);
}

function saysOf({ code, detail, pageSays }: Problem, language: Language): string {
  const known = words[problems[code].status];
  const says = pageSays ?? known?.says ?? detail;
  if (typeof says === 'string' && language === 'cy') return known?.inWelsh ?? says;
  return inLanguage(says, language);
}

/** Where whoever was refused signs in, as far as that helps: those who refer may have no account at the provider. */
function signInFor(request: Request, problem: Problem): string | null {
  return problems[problem.code].status === 401 || isSignedOut(problem) ? signInAt(request.path) : null;
}

/** After these the same may be sent once more: it is done once, however often it comes. */
const passing = [429, 500, 503];

/** What somebody who is signed in had entered in the form that was refused: with a button to send it again where that may help. */
function heldBy(request: Request, status: number): Readonly<Record<string, unknown>> {
  if (request.method !== 'POST' || visitorOf(request) === undefined || !isFromHere(request)) return {};
  const sent = sentBy(request);
  const typed = typedInto(sent).map(({ value }) => value);
  if (!passing.includes(status)) return { typed };
  return { typed, again: { action: request.originalUrl, fields: unseenFields(sent), csrfToken: csrfTokenOf(request) } };
}
