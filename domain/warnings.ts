import type { Policy } from './policy.js';

/** Of what a warning note warns whoever contacts or visits somebody, and how it is said. */
export const warningKinds = {
  'two-workers': 'Visit with two workers',
  violence: 'Risk of violence',
  weapons: 'Weapons',
  animals: 'Dangerous animal',
  infection: 'Risk of infection',
  site: 'Danger at the address',
  contact: 'Take care how contact is made',
  other: 'Ask the hub before contact or a visit',
} as const;
export type WarningKind = keyof typeof warningKinds;

/** Days after which somebody looks whether a warning note is still true. */
export const warningReviewDays = ({ warningReviewDays: days = 180 }: Pick<Policy, 'warningReviewDays'>): number => days;
