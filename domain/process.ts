import type { Stage } from './case.js';
import type { NoticeKind } from './notices.js';
import type { Rating } from './policy.js';

/** The names by which the relay, the worker and the workflow know each other. */
export const caseProcess = { workflow: 'caseWorkflow', ring: 'ring' } as const;

/** Search attributes of a case's workflow: codes and instants only, for they lie in clear in Temporal's store. */
export const searchAttributes = {
  hub: { name: 'MashHub', type: 'KEYWORD' },
  stage: { name: 'CaseStage', type: 'KEYWORD' },
  rating: { name: 'Rag', type: 'KEYWORD' },
  dueAt: { name: 'DueAt', type: 'DATETIME' },
} as const;

/** What a workflow is started with: whose process it is, and nothing else. */
export interface CaseStart {
  hubId: string;
  caseId: string;
  reference: string;
}

/** `{hub}/{reference}/{uuid}`: unique over hubs, readable for whoever looks a case up in Temporal. */
export const workflowIdOf = ({ hubId, reference, caseId }: CaseStart): string => `${hubId}/${reference}/${caseId}`;

/** What the workflow knows of its case: codes, counts and instants (RFC 3339, UTC), read afresh whenever it is rung or due. */
export interface Situation {
  stage: Stage;
  rating: Rating | null;
  /** How far the process has heard. */
  heardSeq: number;
  /** How many messages were sent while catching up, by kind. */
  told: Partial<Record<NoticeKind, number>>;
  /** Messages that wait to be sent. */
  noticesOwed: number;
  /** Agencies among those messages that are to be asked. */
  agenciesToAsk: number;
  /** Earliest deadline of the case. */
  dueAt: string | null;
  /** When the next step of any ladder may be taken, the policy's grace included. */
  nextStepAt: string | null;
}

/** What was told, as the story of a case says it to whoever looks it up in Temporal. */
export const toldInWords: Record<NoticeKind, (messages: number) => string> = {
  acknowledgement: () => 'Acknowledged the referral',
  'immediate-danger': () => 'Paged about immediate danger',
  'tell-by-person': () => 'Asked a hub worker to tell the referrer',
  'check-request': (messages) => `Asked ${messages} ${messages === 1 ? 'agency' : 'agencies'}`,
  reminder: (messages) => `Sent ${messages} reminder${messages === 1 ? '' : 's'}`,
  overdue: (messages) => `Sent ${messages} escalation${messages === 1 ? '' : 's'}`,
  'late-answer': () => 'Passed on a late answer',
  outcome: () => 'Told the outcome to the referrer',
  'glass-broken': () => 'Told that a restricted case was opened',
  'access-list-incomplete': () => 'Told that an access list lacks somebody',
  'restriction-review': () => 'Asked whether the restriction is still needed',
  'delivery-failed': () => 'Told the hub manager that a message did not arrive',
};
