import { caseAnswer, info, readiness, receipt, referralStatus, type CaseAnswer } from './answers.js';
import type { Clients } from './clients.js';
import type { Journey } from './journey.js';
import { counted, clockTime } from './layout.js';
import { owesMessages } from './messages.js';
import { until } from './patience.js';
import type { SignIn } from './sign-in.js';
import { whyWaiting } from './waiting.js';

const messagesWithinMs = 60_000;

/** The service is there, and everyone who acts can sign in: what is wrong here is wrong before anything is submitted. */
export async function meetTheService(
  { asked, door, terminal }: Journey,
  signIn: SignIn,
  clients: Clients,
): Promise<void> {
  const { name, version } = await door.look('/info', info);
  const { status, dependencies } = await door.look('/ready', readiness);
  for (const persona of clients.keys()) await signIn.tokenOf(persona);
  terminal.table([
    ['service', `${name} ${version} at ${asked.url}: ${status}`],
    ...Object.entries(dependencies).map(([part, state]) => [part, state]),
    ['sign-in', `${counted(clients.size, 'persona')} at ${asked.issuer}`],
  ]);
}

/** The referral goes in. @returns its reference */
export async function submit({ asked, referral, door, terminal }: Journey): Promise<string> {
  const persona = asked.submitter;
  const { reference, receivedAt, immediateAdvice } = await door.act(persona, {
    path: '/api/referrals',
    body: referral.body,
    answer: receipt,
  });
  const { status } = await door.read(persona, `/api/referrals/${reference}/status`, referralStatus);
  terminal.table([
    ['submitted by', persona],
    ['referrer', `${referral.referrerKind} (${referral.channel})`],
    [
      'about',
      `${counted(referral.children, 'child', 'children')}, ${counted(referral.household, 'other person', 'other people')}`,
    ],
    ['reference', reference],
    ['received at', clockTime(receivedAt)],
    ['status', status],
    ...(immediateAdvice === undefined ? [] : [['advice', immediateAdvice]]),
  ]);
  return reference;
}

/** The case as the decision maker sees it. */
export const readCase = async ({ door }: Journey, reference: string): Promise<CaseAnswer> =>
  door.read('decision-maker', `/api/cases/${reference}`, caseAnswer);

/** The referrer hears that they were heard. */
export async function acknowledged(journey: Journey, reference: string): Promise<void> {
  const { asked, mailbox, terminal } = journey;
  await showMessages(journey, reference, ['acknowledgement', 'tell-by-person']);
  const isVisible = (await mailbox.byNotice()) !== undefined;
  if (asked.mail === 'shown' && !isVisible)
    terminal.line('Mails are not visible here: messages are told by their kinds.');
}

/** Waits until the messages of some kinds are on their way, and shows whatever was sent meanwhile. */
export async function showMessages(journey: Journey, reference: string, kinds: readonly string[]): Promise<CaseAnswer> {
  const what = `The message (${kinds.join(' or ')})`;
  const told = await until(
    { what, withinMs: messagesWithinMs, why: () => whyWaiting(journey, reference) },
    async () => {
      const found = await readCase(journey, reference);
      const isTold = found.notices.some(({ kind }) => kinds.includes(kind)) && !owesMessages(found);
      return isTold ? found : undefined;
    },
  );
  await journey.messages.showNew(told);
  return told;
}
