import type { Act } from './permissions.js';
import type { NoticeKind } from './notices.js';

/**
 * Every kind of look: what leaves a trace beside the logs of the cases. Acts on a case are its events and stand there, unless they
 * were refused.
 */
export const lookKinds = {
  opened: 'Opened',
  listed: 'Listed',
  searched: 'Searched',
  exported: 'Exported',
  uploaded: 'Uploaded a file',
  sent: 'Sent by e-mail',
  denied: 'Denied',
  'signed-in': 'Signed in',
  'sign-in-refused': 'Sign-in refused',
  'signed-out': 'Signed out',
  'session-ended': 'Session ended',
  acted: 'Administered',
} as const;
export type LookKind = keyof typeof lookKinds;

/** What was looked at, as far as it is known. */
export interface LookedAt {
  caseId?: string;
  /** A reference that leads to the case. */
  reference?: string;
  checkId?: string;
  /** The user whom it was about. */
  subjectId?: string;
}

/** One look. Holds ids, codes and counts, and never anything that a person typed. */
export interface Look {
  hubId: string;
  at: Date;
  kind: LookKind;
  /** The act that was wanted, or the kind of the message that was sent; null where it is not known. */
  what: Act | NoticeKind | null;
  /** Null where nobody could be made out, and for the process. */
  userId: string | null;
  /** Under which it was allowed; of a denial all roles of the user; of a message the role that was told. */
  role: string | null;
  on?: LookedAt;
  /** How many items a list showed, addresses a message went to, or refused tokens it stands for; of these one where it is absent. */
  items?: number;
  /** Code of the problem, or of the reason that was given. */
  why?: string;
  /** What was searched for, hashed by `hashedTerms`. */
  terms?: string;
  /** UUID of the request. */
  requestId?: string;
  /** IP address of the client. */
  address?: string;
}
