import { describe, expect, it } from '@jest/globals';
import type { NoticeFacts, Recipient } from '../../domain/notices.js';
import type { Language } from '../../domain/languages.js';
import { compose, type Words } from '../../post/messages.js';
import type { MailDirectory } from '../../records/mail-directory.js';

/* What messages say of the hub and its agencies, as administrators have it. */

const nothing: MailDirectory = { phone: null, replyEmail: null, agencyNames: {} };
const reached: MailDirectory = {
  ...{ phone: '01632 960000', replyEmail: 'front.door@hub.example' },
  agencyNames: { police: 'Invented Constabulary' },
};

const written = (
  facts: NoticeFacts,
  { tells, directory, language = null }: { tells: Recipient; directory: MailDirectory; language?: Language | null },
): Words =>
  compose(
    { publicUrl: 'https://front-door.example' },
    {
      ...{ facts, tells, directory, language, reference: 'M26-7KQ4-X3P' },
      ...{ agency: null, checkId: null, messageToReferrer: 'We will phone you.' },
    },
  );

const acknowledgement: NoticeFacts = { kind: 'acknowledgement', referrer: 'professional', immediateDanger: false };
const outcome: NoticeFacts = { kind: 'outcome', referrer: 'professional', outcomes: ['early-help'], roundId: '' };
const lateAnswer: NoticeFacts = { kind: 'late-answer', agency: 'police' };

describe('how the hub is reached', () => {
  it.each<[string, NoticeFacts, MailDirectory, Language, string]>([
    ['phone and address', acknowledgement, reached, 'en', 'phone the hub on 01632 960000 or reply to this message and'],
    [
      'phone alone',
      acknowledgement,
      { ...reached, replyEmail: null },
      'en',
      'phone the hub on 01632 960000 or write to',
    ],
    ['address alone', acknowledgement, { ...reached, phone: null }, 'en', 'phone the hub or reply to this message and'],
    ['nothing', acknowledgement, nothing, 'en', 'To ask in another way, phone or write to the hub and quote'],
    ['phone, at the outcome', outcome, reached, 'en', 'reply to the hub, or phone it on 01632 960000, quoting'],
    ['nothing, at the outcome', outcome, nothing, 'en', 'reply to the hub quoting the reference'],
    [
      'phone and address, in Welsh',
      acknowledgement,
      reached,
      'cy',
      'ffoniwch yr hwb ar 01632 960000 neu atebwch y neges',
    ],
    ['nothing, in Welsh', acknowledgement, nothing, 'cy', 'ffoniwch yr hwb neu ysgrifennwch ato a dyfynnwch'],
    ['phone, at the outcome in Welsh', outcome, reached, 'cy', 'atebwch yr hwb, neu ffoniwch ef ar 01632 960000, gan'],
  ])('is said to the referrer by %s', (_what, facts, directory, language, says) => {
    expect(written(facts, { tells: 'referrer', directory, language }).text).toContain(says);
  });

  it.each<[Recipient, NoticeFacts, string | undefined]>([
    ['referrer', acknowledgement, 'front.door@hub.example'],
    ['agency', { kind: 'check-request', rating: 'amber', dueAt: '2026-11-18T09:00:00.000Z' }, 'front.door@hub.example'],
    ['hub-manager', lateAnswer, undefined],
  ])('is where an answer of the %s goes', (tells, facts, replyTo) => {
    expect(written(facts, { tells, directory: reached }).replyTo).toBe(replyTo);
    expect(written(facts, { tells, directory: nothing })).not.toHaveProperty('replyTo');
  });
});

describe('an agency', () => {
  it('is called as administrators call it, and as it was shipped where the record does not know it', () => {
    const text = (directory: MailDirectory) => written(lateAnswer, { tells: 'hub-manager', directory }).text;
    expect([text(reached), text(nothing)]).toEqual([
      expect.stringContaining('Invented Constabulary answered after'),
      expect.stringContaining('Police answered after'),
    ]);
  });
});
