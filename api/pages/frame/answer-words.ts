import type { CheckResultCode, InformationKind, SharingMark } from '../../../domain/checks.js';

/* What an agency answers with as codes, in the same words for those who write it and those who read it. */

/** @property means what whoever answers is told of it */
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
