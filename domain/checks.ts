import type { Rating } from './policy.js';

/** `open` and `claimed` wait for the agency; the other three are settled. */
export const checkStates = ['open', 'claimed', 'answered', 'declined', 'withdrawn'] as const;
export type CheckState = (typeof checkStates)[number];

export const isWaiting = (state: CheckState): boolean => state === 'open' || state === 'claimed';

/** What an agency found about one person: "no trace" is an answer, different from no reply. */
export const checkResults = ['known', 'not-known', 'cannot-identify', 'unable', 'withheld'] as const;
export type CheckResultCode = (typeof checkResults)[number];

export const informationKinds = ['fact', 'opinion'] as const;
export type InformationKind = (typeof informationKinds)[number];

/** How far an item may travel. `existence-only` tells others that something is held, and nothing of what. */
export const sharingMarks = ['family', 'professionals', 'hub-only', 'existence-only'] as const;
export type SharingMark = (typeof sharingMarks)[number];

export interface PersonResult {
  person: string;
  result: CheckResultCode;
  systemsSearched?: string | undefined;
}

export interface InformationItem {
  person: string;
  kind: InformationKind;
  text: string;
  sharing: SharingMark;
}

/** An agency's reply: one result for every person asked about. */
export interface CheckReply {
  results: PersonResult[];
  information?: InformationItem[] | undefined;
  analysis?: string | undefined;
  rating?: Rating | undefined;
}
