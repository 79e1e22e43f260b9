import type { LegalBasis, Stage } from '../../../domain/case.js';
import type { CheckState } from '../../../domain/checks.js';
import type { MeetingSkipReason, OutcomeCode, PrimaryNeed, ThresholdLevel } from '../../../domain/decisions.js';
import type { NoticeKind, Recipient, noticeStates } from '../../../domain/notices.js';
import type { Clock } from '../../../domain/policy.js';
import type { agreements, Channel, concernPatterns, ReferrerKind, sexes } from '../../../domain/referral.js';
import type { Tag } from '../frame/ratings.js';

/*
 * The codes of the record in the words of the hub's pages. A code without a row does not compile.
 */

export const stageWords: Readonly<Record<Stage, string>> = {
  received: 'Waiting for screening',
  screening: 'In screening',
  checks: 'Agency checks',
  meeting: 'Meeting',
  decision: 'Waiting for decision',
  outcome: 'Telling the referrer',
  'open-to-challenge': 'Open to disagreement',
  closed: 'Closed',
};

export const legalBasisWords: Readonly<Record<LegalBasis, { label: string; hint: string }>> = {
  'children-act-s47': {
    label: 'Enquiries into significant harm',
    hint: 'Children Act 1989, section 47: there is reasonable cause to suspect that a child suffers or is likely to suffer significant harm.',
  },
  'children-act-s17': {
    label: 'Services for a child in need',
    hint: 'Children Act 1989, section 17.',
  },
  'children-act-s11': {
    label: 'Duty to safeguard and promote welfare',
    hint: 'Children Act 2004, section 11.',
  },
  'public-task': {
    label: 'Public task',
    hint: 'Sharing is necessary for a task in the public interest that the law gives to the agencies.',
  },
  consent: { label: 'Agreement of the parents', hint: 'They know what is shared with whom, and agree.' },
};

export const channelWords: Readonly<Record<Channel, string>> = {
  phone: 'By phone',
  email: 'By e-mail',
  'online-form': 'By the online form',
  system: 'From another system',
  'police-notification': 'By police notification',
};

export const referrerWords: Readonly<Record<ReferrerKind, string>> = {
  professional: 'Professional',
  public: 'Member of the public',
  family: 'Family member',
  self: 'The child or young person themselves',
};

export const agreementWords: Readonly<Record<(typeof agreements)[number], string>> = {
  given: 'They agree',
  refused: 'They do not agree',
  'not-sought': 'They were not asked',
};

export const patternWords: Readonly<Record<(typeof concernPatterns)[number], string>> = {
  'first-concern': 'A first concern',
  pattern: 'Part of a pattern',
};

export const sexWords: Readonly<Record<(typeof sexes)[number], string>> = {
  F: 'Female',
  M: 'Male',
  U: 'Not known',
};

export const checkStateTags: Readonly<Record<CheckState, Tag>> = {
  open: { text: 'Asked', classes: 'govuk-tag--blue' },
  claimed: { text: 'Being worked on', classes: 'govuk-tag--blue' },
  answered: { text: 'Answered', classes: 'govuk-tag--green' },
  declined: { text: 'Declined', classes: 'govuk-tag--orange' },
  withdrawn: { text: 'Withdrawn', classes: 'govuk-tag--grey' },
};

export const clockWords: Readonly<Record<Clock, string>> = {
  check: 'Agency check',
  rag: 'Decision on the case',
  statutory: 'Screening of the referral',
};

export const levelWords: Readonly<Record<ThresholdLevel, string>> = {
  1: 'Level 1: universal services',
  2: 'Level 2: early help',
  3: 'Level 3: child in need',
  4: 'Level 4: child protection',
};

export const needWords: Readonly<Record<PrimaryNeed, string>> = {
  N1: 'Abuse or neglect',
  N2: 'Child’s disability or illness',
  N3: 'Parent’s disability or illness',
  N4: 'Family in acute stress',
  N5: 'Family dysfunction',
  N6: 'Socially unacceptable behaviour',
  N7: 'Low income',
  N8: 'Absent parenting',
  N9: 'Cases other than children in need',
  N0: 'Not stated',
};

export const outcomeWords: Readonly<Record<OutcomeCode, string>> = {
  'no-further-action': 'No further action by the hub',
  'universal-services': 'Advice and universal services',
  'early-help': 'Early help',
  'child-and-family-assessment': 'Child and family assessment by children’s social care',
  'child-protection-enquiries': 'Child protection enquiries',
  'immediate-protection': 'Immediate protection',
};

export const meetingSkipWords: Readonly<Record<MeetingSkipReason, string>> = {
  'papers-sufficient': 'What is on the papers is enough',
  'straight-to-strategy-discussion': 'It goes straight to a strategy discussion',
  'attendees-unavailable': 'Those who would have to attend cannot be reached in time',
};

export const noticeWords: Readonly<Record<NoticeKind, string>> = {
  acknowledgement: 'Acknowledgement',
  'immediate-danger': 'Page about immediate danger',
  'tell-by-person': 'Request to tell the referrer in person',
  'check-request': 'Request for a check',
  reminder: 'Reminder',
  overdue: 'Something is overdue',
  'late-answer': 'New information after the decision',
  outcome: 'Outcome',
  'glass-broken': 'A restricted case was opened',
  'access-list-incomplete': 'The access list lacks somebody',
  'restriction-review': 'Is the restriction still needed?',
  'delivery-failed': 'Another message could not be delivered',
};

export const recipientWords: Readonly<Record<Recipient, string>> = {
  agency: 'Agency',
  'agency-lead': 'Lead of the agency',
  'decision-maker': 'Decision makers',
  'hub-manager': 'Hub managers',
  'hub-worker': 'Hub workers',
  referrer: 'Referrer',
  'duty-team': 'Duty team',
  'privacy-officer': 'Privacy officer',
};

export const deliveryTags: Readonly<Record<(typeof noticeStates)[number], Tag>> = {
  due: { text: 'Waiting to be sent', classes: 'govuk-tag--blue' },
  sending: { text: 'Being sent', classes: 'govuk-tag--blue' },
  sent: { text: 'Sent', classes: 'govuk-tag--green' },
  uncertain: { text: 'Perhaps sent', classes: 'govuk-tag--orange' },
  failed: { text: 'Could not be sent', classes: 'govuk-tag--red' },
  overtaken: { text: 'No longer needed', classes: 'govuk-tag--grey' },
};

/** The words of a code; the code itself where it is one that these pages do not know yet. */
export const wordsOf = (words: Readonly<Record<string, string>>, code: string): string => words[code] ?? code;
