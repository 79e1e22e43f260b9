import { submitReferral } from '../../records/referrals.js';
import { receiptAnswer, referralStatusAnswer } from './answers.js';
import type { Operation } from './call.js';
import { acts, reads } from './operation.js';
import { aReferral, theHub } from './places.js';
import { noQuery } from './queries.js';
import { referralBody } from './referral-body.js';

const tag = 'Referrals';

/** @param today the date in the hub, `YYYY-MM-DD` */
export const referralOperations = (today: () => string): Operation[] => [
  acts({
    path: '/api/referrals',
    tag,
    summary: 'Submit a referral about one or more children of a family',
    permission: 'submit-referral',
    place: theHub,
    version: 'none',
    body: referralBody(today),
    act: ({ record }, { body, request }) => submitReferral(record, body, request),
    answer: receiptAnswer,
    present: ({ publicUrl }, receipt) => ({
      ...receipt,
      statusUrl: `${publicUrl}/api/referrals/${receipt.reference}/status`,
    }),
    locationOf: ({ statusUrl }) => statusUrl,
  }),
  reads({
    path: '/api/referrals/{reference}/status',
    tag,
    summary: 'How far a referral of one’s own has come',
    permission: 'see-own-referral',
    place: aReferral,
    query: noQuery,
    answer: referralStatusAnswer,
    read: (_services, { target: { reference, status } }) => Promise.resolve({ reference, status }),
  }),
];
