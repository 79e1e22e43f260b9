import type { LegalBasis } from '../../../domain/case.js';
import type { CheckResultCode, CheckState, InformationKind, SharingMark } from '../../../domain/checks.js';
import { ratingNames, type Rating } from '../../../domain/policy.js';

/* How the pages for agencies say what the record holds as codes. */

interface Explained {
  readonly says: string;
  readonly means: string;
}

export const resultWords: Readonly<Record<CheckResultCode, Explained>> = {
  known: { says: 'Known', means: 'We hold information about this person.' },
  'not-known': { says: 'Not known', means: 'We searched, and hold nothing.' },
  'cannot-identify': {
    says: 'Cannot identify',
    means: 'What we were given is not enough to tell. Say in the analysis what would help.',
  },
  unable: {
    says: 'Unable to search',
    means: 'A system was down, or we have no right to look. Say why in the analysis.',
  },
  withheld: { says: 'Withheld', means: 'We hold something that we cannot share. Say why in the analysis.' },
};

export const kindWords: Readonly<Record<InformationKind, Explained>> = {
  fact: { says: 'Fact', means: 'Recorded, seen or said.' },
  opinion: { says: 'Opinion', means: 'What somebody makes of it.' },
};

export const sharingWords: Readonly<Record<SharingMark, Explained>> = {
  family: { says: 'The family may be told', means: 'The hub may pass it on to the family and to professionals.' },
  professionals: { says: 'Professionals only', means: 'The hub may pass it on to professionals, not to the family.' },
  'hub-only': { says: 'The hub only', means: 'The hub uses it for its decision and passes it on to nobody.' },
  'existence-only': {
    says: 'Only that it exists',
    means: 'Others may learn that you hold something, and nothing of what it is.',
  },
};

/** What an agency is told of why it is asked. */
export const basisWords: Readonly<Record<LegalBasis, string>> = {
  'children-act-s17': 'Children Act 1989, section 17: a child may be in need',
  'children-act-s47': 'Children Act 1989, section 47: a child may be suffering, or likely to suffer, significant harm',
  'children-act-s11': 'Children Act 2004, section 11: the duty to safeguard and promote the welfare of children',
  'public-task': 'Public task: safeguarding children is a task that the law gives the hub and its agencies',
  consent: 'The family agreed to it',
};

export const stateWords: Readonly<Record<CheckState, string>> = {
  open: 'Waiting for an answer',
  claimed: 'Somebody of your agency is at it',
  answered: 'Answered',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
};

const ratingColours: Readonly<Record<Rating, string>> = { red: 'red', amber: 'orange', green: 'green' };

/** A rating as a coloured tag that says what it is. */
export const ratingTag = (rating: Rating): { says: string; classes: string } => ({
  says: `${ratingNames[rating]} rating`,
  classes: `govuk-tag--${ratingColours[rating]}`,
});
