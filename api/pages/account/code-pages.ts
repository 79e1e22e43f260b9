import { Router, type Request, type RequestHandler } from 'express';
import { codeDigits, type CodeLimit } from '../../../domain/one-time-codes.js';
import { sendCode } from '../../../post/codes.js';
import type { Attempts } from '../../../records/attempts.js';
import { addressOfCode, issueCode, redeemCode, type Asker, type IssuedCode } from '../../../records/one-time-codes.js';
import { Refused } from '../../../records/open-case.js';
import { mailAddress } from '../../rest/fields.js';
import { recordOfSession } from '../../security/looks.js';
import { csrfTokenOf, formOfOurs, keepSession, startSession } from '../../security/sessions.js';
import { codeRead, isKnownBrowser, proofOfReading, rememberBrowser } from '../../security/known-browsers.js';
import { networkOf } from '../../security/networks.js';
import type { PageServices, Services } from '../../services.js';
import { shownForm } from '../frame/form-shown.js';
import { languageOf } from '../frame/language.js';
import type { Mistake } from '../frame/mistakes.js';
import { ownPath } from '../frame/own-path.js';
import type { Section } from '../frame/questions.js';
import type { SendPage } from '../frame/rendering.js';
import { visitorOf } from '../frame/visitor.js';
import { inLanguage, type Language } from '../frame/words.js';
import { codeWords } from './code-words.js';

/** Where those are led who are not signed in, and may have an account or none. */
const choosePath = '/sign-in/choose';
const askPath = '/sign-in/code';
const enterPath = '/sign-in/code/enter';
/** Where somebody comes who enters a code in a browser that has asked for none: the page says why. */
const lostPath = `${askPath}?lost`;
/** Where the link in a mail leads. */
const mailReadPath = '/sign-in/code/mail';

/**
 * Signing in by a code for those who refer and have no account. Whoever asks sees the same words and waits as long, whether or not the
 * address is known, can be used, or has had its fill of codes.
 */
export function codePages(services: Services, pages: PageServices, sendPage: SendPage): Router {
  const router = Router();
  const strangers = onlyStrangers(services);
  router.get(choosePath, strangers, (request, response) => {
    const title = inLanguage(codeWords.choose, languageOf(request));
    const to = goingTo(request, services);
    const view = { to: to ?? '/', address: onTo(choosePath, to) };
    sendPage(request, response, { template: 'account/choose-sign-in', title, view, bilingual: true });
  });
  router.get(askPath, strangers, (request, response) => {
    sendPage(request, response, askPage(services, request, '', []));
  });
  router.post(askPath, formOfOurs, strangers, askForCode(services, pages, sendPage));
  router.get(enterPath, strangers, (request, response) => {
    if (request.session.code === undefined) response.redirect(303, lostPath);
    else sendPage(request, response, enterPage(services, request, []));
  });
  router.post(enterPath, formOfOurs, strangers, enterCode(services, pages, sendPage));
  router.get(`${mailReadPath}/:proof`, strangers, rememberReader(services));
  return router;
}

/** Whoever is signed in has no use for a code, and goes on to where they were going. */
const onlyStrangers =
  (services: Services): RequestHandler =>
  (request, response, next) => {
    if (visitorOf(request) === undefined) next();
    else response.redirect(303, goingTo(request, services) ?? '/');
  };

/** Where somebody was going who is asked to sign in, by the address or the form; undefined where nothing says so. */
function goingTo({ query, body }: Request, { publicUrl }: Services): string | undefined {
  const { to = query.to } = (body ?? {}) as { to?: unknown };
  return typeof to === 'string' && to !== '' ? ownPath(to, publicUrl) : undefined;
}

/** An address that goes on remembering it. */
const onTo = (path: string, to: string | undefined): string =>
  to === undefined ? path : `${path}?to=${encodeURIComponent(to)}`;

const askForAddress: readonly Section[] = [
  { questions: [{ kind: 'line', name: 'email', label: codeWords.address, type: 'email', autocomplete: 'email' }] },
];
const askForDigits: readonly Section[] = [
  {
    questions: [
      {
        ...{ kind: 'line', name: 'code', label: codeWords.code, hint: codeWords.digits },
        ...{ autocomplete: 'one-time-code', inputmode: 'numeric', width: 10 },
      },
    ],
  },
];

const askPage = (services: Services, request: Request, email: string, errors: readonly Mistake[]) => ({
  template: 'account/ask-code' as const,
  title: inLanguage(codeWords.ask, languageOf(request)),
  bilingual: true as const,
  view: {
    to: goingTo(request, services) ?? '',
    address: onTo(askPath, goingTo(request, services)),
    ...{ errors, hasLostCode: 'lost' in request.query, csrfToken: csrfTokenOf(request) },
    sections: shownForm(askForAddress, { answers: { email }, mistakes: errors, language: languageOf(request) }),
  },
  ...(errors.length === 0 ? {} : { status: 422 }),
});

const enterPage = (services: Services, request: Request, errors: readonly Mistake[]) => ({
  template: 'account/enter-code' as const,
  title: inLanguage(codeWords.enter, languageOf(request)),
  bilingual: true as const,
  view: {
    to: goingTo(request, services) ?? '',
    address: onTo(askPath, goingTo(request, services)),
    ...{ errors, csrfToken: csrfTokenOf(request) },
    sections: shownForm(askForDigits, { answers: {}, mistakes: errors, language: languageOf(request) }),
  },
  ...(errors.length === 0 ? {} : { status: 422 }),
});

/** A field of a form that was read. */
const typed = ({ body }: Request, field: 'email' | 'code'): string => {
  const value = (body as Partial<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value.trim() : '';
};

const askForCode =
  (services: Services, pages: PageServices, sendPage: SendPage): RequestHandler =>
  async (request, response) => {
    const { hubId, record, keys, clock } = services;
    const asked = typed(request, 'email');
    const read = mailAddress().safeParse(asked);
    if (!read.success) {
      const says = inLanguage(codeWords.noAddress, languageOf(request));
      sendPage(request, response, askPage(services, request, asked, [{ field: 'email', says }]));
      return;
    }
    const address = read.data.toLowerCase();
    const asker = await askerOf(request, address, services, pages);
    const issued = await issueCode(record.database, keys, { hubId, address, asker, now: clock.now() });
    // While the mailbox rests none is made: the one that was sent last still works.
    if ('code' in issued || request.session.code === undefined) request.session.code = issued.id;
    await keepSession(request);
    // Nobody waits for it, nor learns what becomes of it.
    void post(services, pages, { to: address, language: languageOf(request) }, issued);
    response.redirect(303, onTo(enterPath, goingTo(request, services)));
  };

/** @throws Refused `too-many-requests` for a stranger who asks too often from where they are */
async function askerOf(
  request: Request,
  address: string,
  { keys }: Services,
  { attempts }: PageServices,
): Promise<Asker> {
  const isKnown = isKnownBrowser(request, keys, address);
  if (isKnown && (await attempts.take('known-browser', address)) === 0) return 'known-browser';
  const network = networkOf(request.ip);
  await requireFew(attempts, 'network', network);
  await requireFew(attempts, 'network-and-mailbox', `${network} ${address}`);
  return 'stranger';
}

/** Sends a code, if there is one. Never fails: the answer was given. */
async function post(
  { log, keys, publicUrl }: Services,
  { mail }: PageServices,
  { to, language }: { to: string; language: Language },
  issued: IssuedCode,
): Promise<void> {
  if (!('code' in issued)) {
    log.warn({}, 'A code was not sent to an address that was sent too many');
    return;
  }
  const { id, code, crowded } = issued;
  const link = crowded ? `${publicUrl}${mailReadPath}/${proofOfReading(keys, id)}` : undefined;
  try {
    await sendCode(mail, { to, code, link, language });
  } catch (error) {
    log.warn({ error }, 'A code could not be sent');
  }
}

/** Remembers a browser whose user has read a mail with a code. A link that is too old, or made up, does nothing, and is not told apart. */
const rememberReader =
  ({ hubId, record, keys, clock }: Services): RequestHandler =>
  async (request, response) => {
    const id = codeRead(keys, String(request.params.proof));
    const address =
      id === undefined ? undefined : await addressOfCode(record.database, { hubId, id, now: clock.now() });
    if (address !== undefined) rememberBrowser(response, keys, address);
    response.redirect(303, askPath);
  };

/** What is anything else was mistyped, and counts as no attempt. */
const isLikeACode = (typed: string): boolean => typed.length === codeDigits && /^[0-9]+$/.test(typed);

const enterCode =
  (services: Services, { attempts }: PageServices, sendPage: SendPage): RequestHandler =>
  async (request, response) => {
    const { hubId, record, keys, clock } = services;
    const id = request.session.code;
    if (id === undefined) {
      response.redirect(303, lostPath);
      return;
    }
    const code = typed(request, 'code').replaceAll(/[\s-]/g, '');
    if (!isLikeACode(code)) {
      const says = inLanguage(codeWords.noDigits, languageOf(request));
      sendPage(request, response, enterPage(services, request, [{ field: 'code', says }]));
      return;
    }
    await requireFew(attempts, 'entering', networkOf(request.ip));
    const account = await redeemCode(record.database, keys, { hubId, id, code, now: clock.now() });
    if (account === undefined) {
      await recordOfSession(services, { request, response }, { kind: 'sign-in-refused', userId: null, why: 'code' });
      const says = inLanguage(codeWords.wrongCode, languageOf(request));
      sendPage(request, response, enterPage(services, request, [{ field: 'code', says }]));
      return;
    }
    await recordOfSession(services, { request, response }, { kind: 'signed-in', userId: account.userId });
    await startSession(request, account.userId, {}, clock);
    rememberBrowser(response, keys, account.address);
    response.redirect(303, goingTo(request, services) ?? '/');
  };

/** @throws Refused `too-many-requests` */
async function requireFew({ take }: Attempts, limit: CodeLimit, by: string): Promise<void> {
  const seconds = await take(limit, by);
  if (seconds === 0) return;
  throw new Refused({
    code: 'too-many-requests',
    detail: `Codes were asked for or entered too often from where you are. Wait ${inMinutes(seconds)}, then try again.`,
    retryAfterSeconds: seconds,
  });
}

function inMinutes(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}
