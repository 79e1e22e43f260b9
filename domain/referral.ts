import type { Language } from './languages.js';

export const channels = ['phone', 'email', 'online-form', 'system', 'police-notification'] as const;
export type Channel = (typeof channels)[number];

export const referrerKinds = ['professional', 'public', 'family', 'self'] as const;
export type ReferrerKind = (typeof referrerKinds)[number];

/** Source of referral as the children in need census codes it. */
export const sourceCodes = [
  ...['1A', '1B', '1C', '1D', '2A', '2B', '3A', '3B', '3C', '3D', '3E', '3F'],
  ...['4', '5A', '5B', '5C', '5D', '6', '7', '8', '9', '10'],
] as const;

export const concernPatterns = ['first-concern', 'pattern'] as const;
export const agreements = ['given', 'refused', 'not-sought'] as const;
export const sexes = ['F', 'M', 'U'] as const;

export interface Address {
  line1: string;
  line2?: string | undefined;
  town?: string | undefined;
  postcode?: string | undefined;
}

export interface Referrer {
  kind: ReferrerKind;
  name: string;
  role?: string | undefined;
  organisation?: string | undefined;
  sourceCode?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  anonymityRequested?: boolean | undefined;
}

export interface ReferredChild {
  firstName: string;
  lastName: string;
  /** `YYYY-MM-DD`. */
  dateOfBirth?: string | undefined;
  /** `YYYY-MM-DD`, of an unborn child. */
  expectedDate?: string | undefined;
  sex?: (typeof sexes)[number] | undefined;
  nhsNumber?: string | undefined;
  address?: Address | undefined;
  school?: string | undefined;
  ethnicity?: string | undefined;
  disability?: string | undefined;
  language?: string | undefined;
  locationNow?: string | undefined;
}

export interface HouseholdMember {
  firstName: string;
  lastName: string;
  dateOfBirth?: string | undefined;
  relationship: string;
  parentalResponsibility?: boolean | undefined;
  livesWithChild?: boolean | undefined;
  mayPoseRisk?: boolean | undefined;
  address?: Address | undefined;
}

export interface Concern {
  immediateDanger: boolean;
  whatHappened: string;
  evidence?: string | undefined;
  pattern?: (typeof concernPatterns)[number] | undefined;
  chronology?: string | undefined;
  childsViews?: string | undefined;
}

export interface ParentsKnowledge {
  informed: boolean;
  reasonNotInformed?: string | undefined;
  agreement?: (typeof agreements)[number] | undefined;
  leafletGiven?: boolean | undefined;
}

/** A referral as it was submitted: one family, one or more children. Kept for ever as it came. */
export interface ReferralSubmission {
  channel: Channel;
  referrer: Referrer;
  children: ReferredChild[];
  household?: HouseholdMember[] | undefined;
  concern: Concern;
  parents: ParentsKnowledge;
  supportTried?: string | undefined;
  /** In which the referrer is written to; English where it is left out. */
  language?: Language | undefined;
}

/** What anyone who reports immediate danger is told at once, whatever the hub does next. */
export const immediateAdvice =
  'If the child is in danger now, call 999 and ask for the police. Do not wait for the hub: it has been alerted as well.';
