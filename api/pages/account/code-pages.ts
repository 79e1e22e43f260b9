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
import type { Section } from '../frame/questions.js';
import type { SendPage } from '../frame/rendering.js';
import { visitorOf } from '../frame/visitor.js';

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
  router.get(askPath, onlyStrangers, (request, response) => {
    sendPage(request, response, askPage(request, '', []));
  });
  router.post(askPath, formOfOurs, onlyStrangers, askForCode(services, pages, sendPage));
  router.get(enterPath, onlyStrangers, (request, response) => {
    if (request.session.code === undefined) response.redirect(303, lostPath);
    else sendPage(request, response, enterPage(request, []));
  });
  router.post(enterPath, formOfOurs, onlyStrangers, enterCode(services, pages, sendPage));
  router.get(`${mailReadPath}/:proof`, onlyStrangers, rememberReader(services));
  return router;
}

/** Whoever is signed in has no use for a code. */
const onlyStrangers: RequestHandler = (request, response, next) => {
  if (visitorOf(request) === undefined) next();
  else response.redirect(303, '/');
};

const askForAddress: readonly Section[] = [
  { questions: [{ kind: 'line', name: 'email', label: 'Your e-mail address', type: 'email', autocomplete: 'email' }] },
];
const askForDigits: readonly Section[] = [
  {
    questions: [
      {
        ...{ kind: 'line', name: 'code', label: 'Code', hint: 'Eight digits, from the e-mail' },
        ...{ autocomplete: 'one-time-code', inputmode: 'numeric', width: 10 },
      },
    ],
  },
];

const askPage = (request: Request, email: string, errors: readonly Mistake[]) => ({
  template: 'account/ask-code' as const,
  title: 'Sign in with a code',
  view: {
    ...{ errors, hasLostCode: 'lost' in request.query, csrfToken: csrfTokenOf(request) },
    sections: shownForm(askForAddress, { answers: { email }, mistakes: errors, language: languageOf(request) }),
  },
  ...(errors.length === 0 ? {} : { status: 422 }),
});

const enterPage = (request: Request, errors: readonly Mistake[]) => ({
  template: 'account/enter-code' as const,
  title: 'Enter your code',
  view: {
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
      const says = 'Enter an e-mail address, such as name@school.example';
      sendPage(request, response, askPage(request, asked, [{ field: 'email', says }]));
      return;
    }
    const address = read.data.toLowerCase();
    const asker = await askerOf(request, address, services, pages);
    const issued = await issueCode(record.database, keys, { hubId, address, asker, now: clock.now() });
    // While the mailbox rests none is made: the one that was sent last still works.
    if ('code' in issued || request.session.code === undefined) request.session.code = issued.id;
    await keepSession(request);
    // Nobody waits for it, nor learns what becomes of it.
    void post(services, pages, address, issued);
    response.redirect(303, enterPath);
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
  to: string,
  issued: IssuedCode,
): Promise<void> {
  if (!('code' in issued)) {
    log.warn({}, 'A code was not sent to an address that was sent too many');
    return;
  }
  const { id, code, crowded } = issued;
  const link = crowded ? `${publicUrl}${mailReadPath}/${proofOfReading(keys, id)}` : undefined;
  try {
    await sendCode(mail, { to, code, link });
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
      sendPage(request, response, enterPage(request, [{ field: 'code', says: 'Enter the eight digits of the code' }]));
      return;
    }
    await requireFew(attempts, 'entering', networkOf(request.ip));
    const account = await redeemCode(record.database, keys, { hubId, id, code, now: clock.now() });
    if (account === undefined) {
      await recordOfSession(services, { request, response }, { kind: 'sign-in-refused', userId: null, why: 'code' });
      const says =
        'Enter the code of the newest e-mail. If it is older than ten minutes, or was tried several times, ask for another.';
      sendPage(request, response, enterPage(request, [{ field: 'code', says }]));
      return;
    }
    await recordOfSession(services, { request, response }, { kind: 'signed-in', userId: account.userId });
    await startSession(request, account.userId, {}, clock);
    rememberBrowser(response, keys, account.address);
    response.redirect(303, '/');
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
