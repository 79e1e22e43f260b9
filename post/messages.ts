import { instantInWords } from '../domain/instants.js';
import { outcomes, type OutcomeCode } from '../domain/decisions.js';
import type { NoticeFacts, NoticeKind, Recipient } from '../domain/notices.js';
import { agencyName, ratingNames, type Clock, type Rating } from '../domain/policy.js';
import type { Language } from '../domain/languages.js';
import type { ReferrerKind } from '../domain/referral.js';
import type { MailDirectory } from '../records/mail-directory.js';
import { welshMessages } from './welsh-messages.js';

/** What every message needs beside its own row. */
export interface Correspondence {
  /** Without a slash at its end. */
  publicUrl: string;
}

/** The row of a message, as far as its words depend on it. */
export interface Worded {
  reference: string;
  facts: NoticeFacts;
  tells: Recipient;
  agency: string | null;
  checkId: string | null;
  messageToReferrer: string | null;
  /** Of a message to a referrer; null for English. */
  language: Language | null;
  directory: MailDirectory;
}

export interface Words {
  subject: string;
  text: string;
  /** Where an answer to it goes; absent where that is the sender. */
  replyTo?: string;
}

type Facts<K extends NoticeKind> = Extract<NoticeFacts, { kind: K }>;
type Writer<K extends NoticeKind> = (
  facts: Facts<K>,
  notice: Worded,
  around: Around,
) => [subject: string, ...paragraphs: string[]];

/** What stands around a message: where its links lead, how the hub is reached, and what agencies are called. */
interface Around extends Links {
  hub: Pick<MailDirectory, 'phone' | 'replyEmail'>;
  called: (agency: string) => string;
}

interface Links {
  check: string;
  case: string;
  brokenGlass: string;
  /** Where whoever sent a referral sees how far it has come. */
  status: string;
}

/**
 * The words of every kind of message. A mail identifies nobody: a reference, what is to be done, and for whoever does it a link. Only
 * a professional referrer is told the outcome, in words that name no one.
 */
const writers: { [K in NoticeKind]: Writer<K> } = {
  acknowledgement: ({ referrer, immediateDanger }, _notice, { status, hub }) => [
    'we have received your referral',
    'Thank you. We have received your referral and a person will look at it.',
    ...(immediateDanger
      ? [
          'You told us that a child is in immediate danger. If you have not done so, call 999 now and ask for the police.',
        ]
      : []),
    referrer === 'professional'
      ? 'We will tell you what we decide. If you learn anything new meanwhile, tell us at once and quote the reference.'
      : 'We will tell you when it has been acted on. If you learn anything new meanwhile, tell us at once and quote the reference.',
    `If you sent it on our pages, see there how far it has come: ${status}`,
    `To ask in another way, ${phoneOrWrite(hub)} and quote the reference.`,
  ],

  'immediate-danger': (_facts, { tells }, { case: link }) => [
    'immediate danger reported: act now',
    'A referral has come in that reports immediate danger to a child.',
    ...(tells === 'duty-team'
      ? ['Act by your out-of-hours procedure, and ask the hub manager on call for the referral by its reference.']
      : ['Open it now.', link]),
  ],

  'tell-by-person': ({ what, referrer }, _notice, { case: link }) => [
    what === 'outcome' ? 'tell the referrer the outcome' : 'tell the referrer that we have the referral',
    what === 'outcome'
      ? 'The case has been decided, and the referrer gave no e-mail address. Please tell them in person, if they left a way to reach them.'
      : 'The referrer gave no e-mail address. Please tell them in person that the referral has been received, and its reference.',
    ...(what === 'outcome' && referrer !== 'professional'
      ? ['Say only that what they told us has been acted on: nothing of the family, nor of what was decided.']
      : []),
    link,
  ],

  'check-request': ({ rating, dueAt }, _notice, { check }) => [
    `${ratingNames[rating]}: check asked of you, due ${instantInWords(dueAt)}`,
    `The hub asks your agency what it knows. The case is rated ${ratingNames[rating]}. Please answer by ${instantInWords(dueAt)}.`,
    'Knowing nothing is an answer too: please give it.',
    check,
  ],

  reminder: (facts, notice, links) => [
    `${rated(facts.rating)}${subjectOf(facts.clocks)} due ${instantInWords(facts.dueAt)}`,
    `Due by ${instantInWords(facts.dueAt)} and not done yet: ${whatWaits(facts.clocks, notice)}.`,
    linkFor(notice, links),
  ],

  overdue: (facts, notice, { called, ...links }) => [
    `${rated(facts.rating)}${subjectOf(facts.clocks)} overdue`,
    `Due by ${instantInWords(facts.dueAt)} and not done: ${whatWaits(facts.clocks, notice)}.`,
    ...(facts.agencies.length > 0 ? [`Still to answer: ${facts.agencies.map(called).join(', ')}.`] : []),
    ...(notice.tells === 'hub-manager' && facts.clocks.includes('check')
      ? ['The case can be decided without the reply, with the reason recorded.']
      : []),
    linkFor(notice, links),
  ],

  'late-answer': ({ agency }, _notice, { case: link, called }) => [
    'new information after the decision',
    `${called(agency)} answered after the case was decided. Please read the answer and consider whether the decision stands.`,
    link,
  ],

  outcome: (facts, { messageToReferrer }, { hub }) => [
    facts.referrer === 'professional' ? 'the outcome of your referral' : 'your referral has been acted on',
    ...(facts.referrer === 'professional'
      ? outcomeForProfessional(facts.outcomes, messageToReferrer, hub)
      : [
          'Thank you for telling us. What you told us has been looked at and acted on. We cannot tell you more, to protect the family.',
        ]),
    ...furtherConcern(facts.referrer),
  ],

  'glass-broken': (_facts, _notice, { brokenGlass }) => [
    'a restricted case was opened by somebody who is not on its list',
    'Somebody who is not on the access list of this case has opened it, for some minutes and with a reason that is on the record. Please review whether that was justified.',
    `It is in the list of those to be reviewed, under its reference: ${brokenGlass}`,
  ],

  'access-list-incomplete': (_facts, { tells }, { case: link }) => [
    'the access list of a restricted case needs somebody',
    'The access list of this case no longer holds a hub manager and somebody of every agency asked.',
    tells === 'privacy-officer'
      ? 'Please see that a hub manager puts it right: one on the list, or, where none is left, one who breaks the glass and puts people on it.'
      : 'Please put it right.',
    ...linkIfOpen(link, tells),
  ],

  'restriction-review': (_facts, { tells }, { case: link }) => [
    'is the restriction still needed?',
    'This case has been restricted for some time. Please look whether it still has to be, and record that it is kept, or lift it.',
    ...linkIfOpen(link, tells),
  ],

  'delivery-failed': ({ undelivered, tells }, _notice, { case: link }) => [
    'a message could not be delivered',
    `A message of this case (${undelivered}, to the ${tells}) could not be delivered. Please reach them in another way and correct the address.`,
    link,
  ],
};

/** Writes a message in full. Throws if a decision's message is missing: an outcome is never told by half. */
export function compose({ publicUrl }: Correspondence, notice: Worded): Words {
  const { directory } = notice;
  const around: Around = {
    hub: directory,
    called: (agency) => directory.agencyNames[agency] ?? agencyName(agency),
    check: `${publicUrl}/tasks/${notice.checkId ?? ''}`,
    case: `${publicUrl}/cases/${notice.reference}`,
    brokenGlass: `${publicUrl}/broken-glass`,
    status: `${publicUrl}/referrals/${notice.reference}`,
  };
  const welsh = welshMessage(notice, around);
  const writer = writers[notice.facts.kind] as Writer<NoticeKind>;
  const [subject, ...paragraphs] = welsh ?? writer(notice.facts, notice, around);
  return {
    ...(directory.replyEmail !== null && goesOutside.has(notice.tells) ? { replyTo: directory.replyEmail } : {}),
    subject: `${notice.reference}: ${subject}`,
    text:
      [`${welsh === undefined ? 'Reference' : 'Cyfeirnod'}: ${notice.reference}`, ...paragraphs].join('\n\n') + '\n',
  };
}

/** Whoever does not work at the hub answers the hub, where it has an address for that. */
const goesOutside: ReadonlySet<Recipient> = new Set<Recipient>(['referrer', 'agency', 'agency-lead']);

function phoneOrWrite({ phone, replyEmail }: Around['hub']): string {
  if (phone === null && replyEmail === null) return 'phone or write to the hub';
  const phoning = phone === null ? 'phone the hub' : `phone the hub on ${phone}`;
  return `${phoning} or ${replyEmail === null ? 'write to it' : 'reply to this message'}`;
}

/** What a referrer reads who reads Welsh; undefined for everybody else. */
function welshMessage(
  { tells, language, facts, messageToReferrer }: Worded,
  { status, hub }: Around,
): [subject: string, ...paragraphs: string[]] | undefined {
  if (tells !== 'referrer' || language !== 'cy') return undefined;
  if (facts.kind === 'acknowledgement') return welshMessages.acknowledgement(facts, status, hub);
  return facts.kind === 'outcome' ? welshMessages.outcome(facts, messageToReferrer, hub) : undefined;
}

/** To the case, for those to whom it is open: the privacy officer sees that it is restricted, and not the case. */
const linkIfOpen = (link: string, tells: Recipient): string[] => (tells === 'privacy-officer' ? [] : [link]);

const ordinals = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
] as const;

function outcomeForProfessional(
  codes: readonly OutcomeCode[],
  message: string | null,
  { phone }: Around['hub'],
): string[] {
  if (message === null) throw new Error('The decision of an outcome has no message to the referrer');
  const perChild = codes.map((code, index) => {
    const says = outcomes.find((outcome) => outcome.code === code)?.says ?? code;
    return `The ${ordinals[index] ?? `${index + 1}th`} child on your referral: ${says}.`;
  });
  return [
    'A decision has been made on your referral.',
    perChild.join('\n'),
    message,
    `If you disagree, ask for the rationale and tell us what may change the assessment: reply to the hub${phone === null ? '' : `, or phone it on ${phone},`} quoting the reference, or use your agency’s escalation process. You may disagree at any time before or after the case is closed.`,
  ];
}

const furtherConcern = (kind: ReferrerKind): string[] =>
  kind === 'professional' ? [] : ['If you are worried again, tell us again. If a child is in danger now, call 999.'];

const dueWords: Record<Clock, string> = { check: 'check', rag: 'decision', statutory: 'screening' };

const subjectOf = (clocks: readonly Clock[]): string => clocks.map((clock) => dueWords[clock]).join(' and ');

const waitsInWords: Record<Clock, string> = {
  check: 'agency checks',
  rag: 'the decision on the case',
  statutory: 'the screening of the referral',
};

const whatWaits = (clocks: readonly Clock[], notice: Worded): string =>
  isForAgency(notice) ? 'a check asked of your agency' : clocks.map((clock) => waitsInWords[clock]).join(' and ');

const isForAgency = ({ tells }: Worded): boolean => tells === 'agency' || tells === 'agency-lead';

const linkFor = (notice: Worded, links: Links): string => (isForAgency(notice) ? links.check : links.case);

const rated = (rating: Rating | null): string => (rating === null ? '' : `${ratingNames[rating]}: `);
