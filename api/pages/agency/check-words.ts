import type { LegalBasis } from '../../../domain/case.js';
import type { CheckState } from '../../../domain/checks.js';

/* How the pages for agencies say what the record holds as codes. */

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
