import { z } from 'zod';
import { languages } from '../../domain/languages.js';
import {
  agreements,
  channels,
  concernPatterns,
  referrerKinds,
  sexes,
  sourceCodes,
  type ReferralSubmission,
} from '../../domain/referral.js';
import {
  date,
  dateOfBirth,
  line,
  mailAddress,
  oneOf,
  optional,
  optionalGroup,
  text,
  withRule,
  yesOrNo,
} from './fields.js';
import { filledListOf, listOf } from './lists.js';

const address = z.strictObject({
  line1: line(),
  line2: optional(line()),
  town: optional(line()),
  postcode: optional(line()),
});

/** A professional must be reachable and answerable; anyone else may stay unknown. */
const referrer = withRule(
  z.strictObject({
    kind: oneOf(referrerKinds),
    name: optional(line()),
    role: optional(line()),
    organisation: optional(line()),
    sourceCode: optional(oneOf(sourceCodes)),
    email: optional(mailAddress()),
    phone: optional(line()),
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
    firstName: line(),
    lastName: line(),
    dateOfBirth: optional(dateOfBirth(today)),
    expectedDate: optional(date()),
    sex: optional(oneOf(sexes)),
    nhsNumber: optional(line()),
    address: optionalGroup(address),
    school: optional(line()),
    ethnicity: optional(line()),
    disability: optional(text()),
    language: optional(line()),
    locationNow: optional(text()),
  });

const householdMember = (today: () => string) =>
  z.strictObject({
    firstName: line(),
    lastName: line(),
    dateOfBirth: optional(dateOfBirth(today)),
    relationship: line(),
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
      language: optional(oneOf(languages)),
    })
    .transform((referral) => ({ ...referral, referrer: { ...referral.referrer, name: referral.referrer.name ?? '' } }));
