/*
 * The pages for referrers, each for whoever may submit a referral: what it gives to whoever has a draft, or has sent a referral, that it is
 * about; the look that this leaves, which is none where it is their own draft; and the act that others are denied.
 */
const draft = '/referrals/drafts/{draft}';
const row = `${draft}/{list}/{row}`;

interface ReferrerRoute {
  readonly route: `${'GET' | 'POST'} /${string}`;
  readonly gives: string;
  readonly denies: 'submit-referral' | 'see-own-referral' | 'see-own-submission';
}

export const referrerRoutes: readonly ReferrerRoute[] = [
  { route: 'GET /referrals', gives: '200, listed see-own-referral', denies: 'see-own-referral' },
  { route: 'POST /referrals/drafts', gives: '303', denies: 'submit-referral' },
  { route: `GET ${draft}`, gives: '200', denies: 'submit-referral' },
  { route: `GET ${draft}/check`, gives: '200', denies: 'submit-referral' },
  { route: `POST ${draft}/check`, gives: '409', denies: 'submit-referral' },
  { route: `GET ${draft}/{step}`, gives: '200', denies: 'submit-referral' },
  { route: `POST ${draft}/{step}`, gives: '422', denies: 'submit-referral' },
  { route: `GET ${row}/{step}`, gives: '200', denies: 'submit-referral' },
  { route: `POST ${row}/{step}`, gives: '422', denies: 'submit-referral' },
  { route: `GET ${row}/remove`, gives: '200', denies: 'submit-referral' },
  { route: `POST ${row}/remove`, gives: '303', denies: 'submit-referral' },
  { route: `GET ${draft}/discard`, gives: '200', denies: 'submit-referral' },
  { route: `POST ${draft}/discard`, gives: '303', denies: 'submit-referral' },
  { route: 'GET /referrals/{reference}', gives: '200, opened see-own-referral', denies: 'see-own-referral' },
  { route: 'GET /referrals/{reference}/sent', gives: '200, opened see-own-submission', denies: 'see-own-submission' },
  { route: 'GET /referrals/{reference}/copy', gives: '200, opened see-own-submission', denies: 'see-own-submission' },
];
