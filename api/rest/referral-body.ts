import { z } from 'zod';
import {
  agreements,
  channels,
  concernPatterns,
  referrerKinds,
  sexes,
  sourceCodes,
  type ReferralSubmission,
} from '../../domain/referral.js';
import { date, dateOfBirth, mailAddress, oneOf, optional, optionalGroup, text, withRule, yesOrNo } from './fields.js';
import { filledListOf, listOf } from './lists.js';

const address = z.strictObject({
  line1: text(),
  line2: optional(text()),
  town: optional(text()),
  postcode: optional(text()),
});

/** A professional must be reachable and answerable; anyone else may stay unknown. */
const referrer = withRule(
  z.strictObject({
    kind: oneOf(referrerKinds),
    name: optional(text()),
    role: optional(text()),
    organisation: optional(text()),
    sourceCode: optional(oneOf(sourceCodes)),
    email: optional(mailAddress()),
    phone: optional(text()),
    anonymityRequested: optional(yesOrNo()),
  }),
  ({ kind, name, email, phone, anonymityRequested }, refuse) => {
    if (kind !== 'professional') return;
    if (name === undefined) refuse(['name'], 'A professional who refers must give their name.');
    if (email === undefined && phone === undefined) {
      refuse(['email'], 'Give an e-mail address or a telephone number, so that the hub can reach you.');
    }
    if (anonymityRequested === true) {
      refuse(
        ['anonymityRequested'],
        'A professional who refers cannot stay anonymous to the family. Leave this out to go on.',
      );
    }
  },
);

const child = (today: () => string) =>
  z.strictObject({
    firstName: text(),
    lastName: text(),
    dateOfBirth: optional(dateOfBirth(today)),
    expectedDate: optional(date()),
    sex: optional(oneOf(sexes)),
    nhsNumber: optional(text()),
    address: optionalGroup(address),
    school: optional(text()),
    ethnicity: optional(text()),
    disability: optional(text()),
    language: optional(text()),
    locationNow: optional(text()),
  });

const householdMember = (today: () => string) =>
  z.strictObject({
    firstName: text(),
    lastName: text(),
    dateOfBirth: optional(dateOfBirth(today)),
    relationship: text(),
    parentalResponsibility: optional(yesOrNo()),
    livesWithChild: optional(yesOrNo()),
    mayPoseRisk: optional(yesOrNo()),
    address: optionalGroup(address),
  });

const concern = z.strictObject({
  immediateDanger: yesOrNo(),
  whatHappened: text(),
  evidence: optional(text()),
  pattern: optional(oneOf(concernPatterns)),
  chronology: optional(text()),
  childsViews: optional(text()),
});

const parents = z.strictObject({
  informed: yesOrNo(),
  reasonNotInformed: optional(text()),
  agreement: optional(oneOf(agreements)),
  leafletGiven: optional(yesOrNo()),
});

/**
 * A referral as it is submitted.
 * @param today the date in the hub, `YYYY-MM-DD`, asked for whenever a date of birth is checked
 */
export const referralBody = (today: () => string): z.ZodType<ReferralSubmission> =>
  z
    .strictObject({
      channel: oneOf(channels),
      referrer,
      children: filledListOf('children', child(today), 'Name at least one child; an unborn child counts.'),
      household: optional(listOf('household', householdMember(today))),
      concern,
      parents,
      supportTried: optional(text()),
    })
    .transform((referral) => ({ ...referral, referrer: { ...referral.referrer, name: referral.referrer.name ?? '' } }));
