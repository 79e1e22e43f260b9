import type { Language } from './languages.js';

/**
 * Every problem that the service answers with, in the order in which refusals are decided. `status` is the HTTP status;
 * docs/problems.md explains each (a test holds the two together).
 */
export const problems = {
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'foreign-origin': { status: 403, title: 'The page that asks may not' },
  'token-missing': { status: 401, title: 'Sign in first' },
  'token-invalid': { status: 401, title: 'The access token is not valid' },
  'sign-in-weak': { status: 401, title: 'The sign-in is not strong enough' },
  'not-found': { status: 404, title: 'Not found' },
  forbidden: { status: 403, title: 'Your role may not do this' },
  'scope-missing': { status: 403, title: 'The access token is limited to other acts' },
  'sign-in-again': { status: 401, title: 'Sign in again to do this' },
  'body-too-large': { status: 413, title: 'The request is too large' },
  'wrong-content-type': { status: 415, title: 'The content type is not supported' },
  'malformed-body': { status: 400, title: 'The request body cannot be read' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request' },
  'version-required': { status: 428, title: 'Say which version of the case you saw' },
  'version-stale': { status: 412, title: 'The case has changed since you read it' },
  'invalid-input': { status: 422, title: 'The request has mistakes' },
  'file-refused': { status: 422, title: 'The file was not taken' },
  'stage-passed': { status: 409, title: 'The case is past this stage' },
  'stage-not-reached': { status: 409, title: 'The case has not reached this stage' },
  'already-held': { status: 409, title: 'Somebody holds this already' },
  'not-holder': { status: 409, title: 'Somebody else holds this' },
  'nothing-to-claim': { status: 409, title: 'Nothing waits to be taken on' },
  'already-answered': { status: 409, title: 'The check has been settled' },
  'draft-changed': { status: 409, title: 'What you entered has changed, or was sent already' },
  'too-many-drafts': { status: 409, title: 'You have too many drafts' },
  'checks-open': { status: 409, title: 'Agencies have not answered yet' },
  'agreement-missing': { status: 409, title: 'Consent is not a legal basis here' },
  'access-list-incomplete': { status: 409, title: 'The access list lacks somebody' },
  'already-restricted': { status: 409, title: 'The case is restricted already' },
  'not-restricted': { status: 409, title: 'The case is not restricted' },
  'own-act': { status: 409, title: 'Somebody else has to do this' },
  'already-reviewed': { status: 409, title: 'This has been reviewed' },
  'account-switched-off': { status: 409, title: 'The account is switched off' },
  'role-change-over': { status: 409, title: 'The change of roles waits no longer' },
  'red-needs-more': { status: 409, title: 'A Red case cannot be decided like this' },
  'document-withheld': { status: 409, title: 'The file is not shown' },
  'uploads-unavailable': { status: 503, title: 'Files cannot be taken now' },
  busy: { status: 503, title: 'The service is busy' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemCode = keyof typeof problems;

/** One mistake in what was sent. `pointer` is a JSON pointer (RFC 6901) to the offending field itself. */
export interface FieldError {
  pointer: string;
  detail: string;
}

/** Why a request is refused, in a sentence for the person: what is wrong and how to mend it. Never holds personal data. */
export interface Problem {
  code: ProblemCode;
  detail: string;
  errors?: readonly FieldError[];
  /** With `too-many-requests`. */
  retryAfterSeconds?: number;
  /** With `sign-in-weak` and `sign-in-again`: how to sign in so that it will do. */
  signIn?: { maxAgeSeconds?: number; strong: readonly string[] };
  /** What a page is called that says this, where the words of its status would not fit. */
  pageTitle?: string;
  /** What a page says in place of the detail, where that is for programs. */
  pageSays?: string | Readonly<Record<Language, string>>;
  /** Version of the case now, with `version-stale`. */
  currentVersion?: number;
}

/** What a request comes to: its value, or the reason why nothing was changed. */
export type Result<T> = { done: T } | { refused: Problem };
