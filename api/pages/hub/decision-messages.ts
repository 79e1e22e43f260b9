import type { DecisionBody } from '../../../domain/decisions.js';
import type { NoticeFacts, Recipient } from '../../../domain/notices.js';
import { compose, type Correspondence } from '../../../post/messages.js';
import type { CaseView } from '../../../records/case-view.js';
import { outcomesInOrder } from '../../../records/decisions.js';
import type { MailDirectory } from '../../../records/mail-directory.js';
import { noticeWords, recipientWords } from './words.js';

/** A message as it will go out. */
export interface MessageShown {
  to: string;
  kind: string;
  subject: string;
  text: string;
}

/** Every message that a decision sends, in its very words. */
export function messagesOfDecision(
  { directory, ...correspondence }: Correspondence & { directory: MailDirectory },
  { reference, referrals, people }: CaseView,
  body: DecisionBody,
): MessageShown[] {
  const outcomes = outcomesInOrder(
    body,
    people.filter(({ role }) => role === 'child').map(({ id }) => id),
  );
  return referrals.map(({ reference: ofReferral, language = null, referrer: { kind: referrer, email } }) => {
    const [tells, facts]: [Recipient, NoticeFacts] =
      email === undefined
        ? ['hub-worker', { kind: 'tell-by-person', referrer, what: 'outcome' }]
        : ['referrer', { kind: 'outcome', referrer, outcomes, roundId: '' }];
    const words = compose(correspondence, {
      ...{ facts, tells, agency: null, checkId: null, messageToReferrer: body.messageToReferrer, language },
      directory,
      reference: email === undefined ? reference : ofReferral,
    });
    const { subject, text } = words;
    return { to: email ?? recipientWords[tells], kind: noticeWords[facts.kind], subject, text };
  });
}
