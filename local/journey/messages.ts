import { agencies } from '../../domain/policy.js';
import type { CaseAnswer, Notice } from './answers.js';
import { StepFailed } from './failure.js';
import type { Mailbox } from './mailbox.js';
import type { Terminal } from './terminal.js';

/** Follows the messages of a case as they are sent. */
export interface Messages {
  /**
   * Shows the messages that were sent since it was asked last: the referrer's in full, the others by their subjects.
   * @param mark what stands before each in its line
   * @throws StepFailed if one could not be delivered
   */
  readonly showNew: (shown: CaseAnswer, mark?: string) => Promise<void>;
}

const underWay = ['due', 'sending'];

/** Whether a message of the case is still to be sent. */
export const owesMessages = ({ notices }: CaseAnswer): boolean => notices.some(({ state }) => underWay.includes(state));

/** Shows messages on a terminal, with their words where mails are to be seen. */
export function followMessages(mailbox: Mailbox, terminal: Terminal): Messages {
  const known = new Set<string>();
  return {
    async showNew({ notices }, mark = '') {
      const fresh = notices.filter(({ id, state }) => !known.has(id) && !underWay.includes(state)).sort(byAgency);
      if (fresh.length === 0) return;
      for (const { id } of fresh) known.add(id);
      const lost = fresh.find(({ state }) => state === 'failed');
      if (lost !== undefined)
        throw new StepFailed(`A message to ${recipientOf(lost)} (${lost.kind}) could not be delivered.`);
      const mails = await mailbox.byNotice();
      terminal.table(
        fresh.map((notice) => [`${mark}to ${recipientOf(notice)}`, wordsOf(notice, mails?.get(notice.id)?.subject)]),
      );
      for (const { id, tells } of fresh) {
        const mail = mails?.get(id);
        if (tells === 'referrer' && mail !== undefined) terminal.quote(mail.text);
      }
    },
  };
}

/** What is said of a message: its subject, or, where mails are not to be seen, its kind. */
const wordsOf = ({ kind, state }: Notice, subject: string | undefined): string => {
  const words = subject ?? kind;
  if (state === 'sent') return words;
  return `${words} (${state === 'uncertain' ? 'perhaps sent' : 'no longer wanted'})`;
};

const recipients: Readonly<Record<string, string>> = {
  referrer: 'the referrer',
  'decision-maker': 'the decision makers',
  'hub-manager': 'the hub manager',
  'hub-worker': 'a hub worker',
  'duty-team': 'the duty team',
};

/** Who is told, without a name or an address. */
export function recipientOf({ tells, agency }: Pick<Notice, 'tells' | 'agency'>): string {
  if (tells === 'agency-lead') return `the lead of ${agencyName(agency ?? 'the agency')}`;
  if (tells === 'agency') return agencyName(agency ?? 'the agency');
  return recipients[tells] ?? tells;
}

/** Sorts by the order in which the agencies are always named; what belongs to none comes first. */
export const byAgency = (one: { agency?: string | undefined }, other: { agency?: string | undefined }): number =>
  placeOf(one.agency) - placeOf(other.agency);

const placeOf = (code: string | undefined): number => agencies.findIndex((agency) => agency.code === code);

export const agencyName = (code: string): string => agencies.find((agency) => agency.code === code)?.name ?? code;
