import { csrfSync } from 'csrf-sync';
import { urlencoded, type Request, type RequestHandler, type Response } from 'express';
import session from 'express-session';
import { Refused } from '../../records/open-case.js';
import type { Clock } from '../../runtime/clock.js';
import type { KeyRing } from '../../runtime/keys.js';
import type { SignInFacts } from './session-data.js';

const cookieName = '__Host-front-door';

/** So long lives a session that is of nobody yet, from its last change on: long enough to read a mail, or to sign in at the provider. */
const anonymousMilliseconds = 30 * 60 * 1000;

const cookie = { secure: true, httpOnly: true, sameSite: 'lax', path: '/' } as const;

/**
 * People reach the service by PUBLIC_URL, which begins with https or is this very machine (the environment sees to it). So the cookie
 * is always for protected ways only and always given, whatever the last stretch from a proxy looks like: a browser keeps and sends
 * it accordingly.
 */
const reachedByPublicUrl: RequestHandler = (request, _response, next) => {
  Object.defineProperty(request, 'secure', { value: true });
  next();
};

/** Sessions in a `__Host-` cookie, which is signed with the current key, and taken with any key of the ring. */
export const sessions = (store: session.Store, keys: KeyRing): RequestHandler[] => [
  reachedByPublicUrl,
  session({
    store,
    name: cookieName,
    secret: keys.all.map((key) => Buffer.from(key.derive('cookies')).toString('base64url')),
    resave: false,
    saveUninitialized: false,
    cookie: { ...cookie, maxAge: anonymousMilliseconds },
  }),
];

const csrf = csrfSync({
  getTokenFromRequest: ({ body }) => {
    const { _csrf: token } = (body ?? {}) as { _csrf?: unknown };
    return typeof token === 'string' ? token : undefined;
  },
  size: 32,
});

/** The token that every form of this session carries. */
export const csrfTokenOf = (request: Request): string => csrf.generateToken(request);

/** Of forms that hold a choice or a line, and of those that hold what people write. */
const shortForm = urlencoded({ extended: false, limit: '20kb' });
const longForm = urlencoded({ extended: false, limit: '1mb', parameterLimit: 5000 });

const readWith =
  (read: RequestHandler): RequestHandler =>
  (request, response, next) => {
    void read(request, response, (error?: unknown) => {
      if (error === undefined) next();
      else
        next(new Refused({ code: 'malformed-body', detail: 'The form is too long or broken. Nothing was changed.' }));
    });
  };

/** Reads a form, whoever sent it: it may be shown again, and nothing else, until `isOurForm` says yes. At most 1 MB. */
export const formRead = readWith(longForm);

/** Whether a form that was read came from a page of this session. */
export const isOurForm = (request: Request): boolean => csrf.isRequestValid(request);

/** Whether a browser says that a page of this very service sent the form, whichever session it was of. */
export const isFromHere = (request: Request): boolean => request.get('sec-fetch-site') === 'same-origin';

/** Reads a form, and refuses one that did not come from a page of this session. */
export const formOfOurs: RequestHandler = (request, response, next) => {
  void readWith(shortForm)(request, response, (error?: unknown) => {
    next(error ?? (isOurForm(request) ? undefined : strangeForm()));
  });
};

/** The refusal of a form that is of no page of this session. */
export const strangeForm = (): Refused =>
  new Refused({
    code: 'forbidden',
    pageTitle: 'This form is out of date',
    detail:
      'It does not belong to your session: you may have signed in or out since it was opened, or left it open too long. Nothing was changed. Open the page again, and send its form once more.',
  });

/**
 * Signs somebody in: under a new session id, so that one which was known before is worth nothing. Who was signed in here before and signs in
 * again keeps the token of forms, so that what they have begun to fill in elsewhere is not lost.
 * @param facts what the provider said of the sign-in
 */
export async function startSession(request: Request, userId: string, facts: SignInFacts, clock: Clock): Promise<void> {
  const { userId: before, csrfToken } = request.session;
  await inCallback((done) => request.session.regenerate(done));
  // From now on it lasts as long as the store and records/sessions.ts say; the browser keeps it until it is closed.
  request.session.cookie.maxAge = undefined;
  Object.assign(request.session, {
    ...{ userId, signedInAt: clock.now().toISOString() },
    ...(before === userId ? { csrfToken } : {}),
    ...facts,
  });
  // Made now, so that the session is never written again: one that is ended meanwhile stays ended.
  csrfTokenOf(request);
  await keepSession(request);
}

/** Has a session stored before the answer begins: a browser follows a redirect as soon as it has read its head. */
export async function keepSession(request: Request): Promise<void> {
  await inCallback((done) => request.session.save(done));
}

/** Ends the session of a request, which goes on as that of nobody yet. */
export async function endSessionAndGoOn(request: Request): Promise<void> {
  await inCallback((done) => request.session.regenerate(done));
}

/** Ends the session of a request, which has none from then on, as its browser. */
export async function endSession(request: Request, response: Response): Promise<void> {
  await inCallback((done) => request.session.destroy(done));
  response.clearCookie(cookieName, cookie);
}

async function inCallback(work: (done: (error: unknown) => void) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    work((error) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('The session could not be kept'));
    });
  });
}
