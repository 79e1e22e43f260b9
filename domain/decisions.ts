/** Threshold levels: 1 universal, 2 early help, 3 child in need, 4 child protection. */
export const thresholdLevels = [1, 2, 3, 4] as const;
export type ThresholdLevel = (typeof thresholdLevels)[number];

interface OutcomeRow {
  code: string;
  /** Follows "the first child on your referral:" in the mail to a professional referrer. */
  says: string;
}

/** What can be decided for a child on the route through the hub. Adding an outcome is adding a row. */
export const outcomes = [
  { code: 'no-further-action', says: 'no further action by the hub' },
  { code: 'universal-services', says: 'advice and universal services' },
  { code: 'early-help', says: 'early help' },
  { code: 'child-and-family-assessment', says: 'a child and family assessment by children’s social care' },
  { code: 'child-protection-enquiries', says: 'child protection enquiries' },
  { code: 'immediate-protection', says: 'immediate protection' },
] as const satisfies readonly OutcomeRow[];
export type OutcomeCode = (typeof outcomes)[number]['code'];
export const outcomeCodes = outcomes.map(({ code }) => code);

/** Primary need as the children in need census codes it; of two that fit, the one higher in the list. */
export const primaryNeeds = ['N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'N8', 'N9', 'N0'] as const;
export type PrimaryNeed = (typeof primaryNeeds)[number];

/** Why a case was decided on the papers. */
export const meetingSkipReasons = [
  'papers-sufficient',
  'straight-to-strategy-discussion',
  'attendees-unavailable',
] as const;
export type MeetingSkipReason = (typeof meetingSkipReasons)[number];

/** `agreedBy` names the hub manager who agreed, where a decision maker skips the meeting of a Red case. */
export interface MeetingSkipped {
  reason: MeetingSkipReason;
  agreedBy?: string | undefined;
}

export interface ChildDecision {
  child: string;
  level: ThresholdLevel;
  outcome: OutcomeCode;
  primaryNeed?: PrimaryNeed | undefined;
  rationale: string;
}

export interface DecisionBody {
  decisions: ChildDecision[];
  gaps?: { check: string; reason: string }[] | undefined;
  meetingSkipped?: MeetingSkipped | undefined;
  messageToReferrer: string;
}
