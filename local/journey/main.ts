import { acknowledged, meetTheService, showMessages, submit } from './arrival.js';
import { answerChecks } from './checks.js';
import { showChronology } from './chronology.js';
import { clientsFor } from './clients.js';
import { decide, seeItClosed } from './decision.js';
import { CannotBegin, StepFailed } from './failure.js';
import { openFrontDoor } from './front-door.js';
import type { Journey } from './journey.js';
import { requireShortDeadlines, watchDeadlinePass } from './lateness.js';
import { closedMailbox, openMailbox } from './mailbox.js';
import { agencyName, followMessages } from './messages.js';
import { help, readOptions, type Options } from './options.js';
import { readReferralFile } from './referral-file.js';
import { ratingOf, screen } from './screening.js';
import { openSignIn } from './sign-in.js';
import { openSteps } from './steps.js';
import { openTerminal, screenOf } from './terminal.js';

const exitCodes = { done: 0, failed: 1, notBegun: 2 } as const;

const now = (): number => performance.now();
const terminal = openTerminal(screenOf(process.stdout, process.env));
const steps = openSteps(terminal, now);

/** The process of one referral, told as it goes. */
async function travel(asked: Options): Promise<void> {
  const referral = await readReferralFile(asked.file);
  const clients = await clientsFor(asked);
  const signIn = openSignIn(asked.issuer, clients, now);
  const mailbox = asked.mail === 'shown' ? openMailbox(asked.url) : closedMailbox;
  const messages = followMessages(mailbox, terminal);
  const journey: Journey = { asked, referral, door: openFrontDoor(asked.url, signIn), mailbox, messages, terminal };

  terminal.line(`Front Door: the journey of ${asked.file}`);
  await steps.step('The service and its people', () => meetTheService(journey, signIn, clients));
  if (asked.late !== undefined) await steps.step('Deadlines', () => requireShortDeadlines(journey, ratingOf(journey)));
  const reference = await steps.step('Referral', () => submit(journey));
  await steps.step('Acknowledgement', () => acknowledged(journey, reference));
  const screened = await steps.step('Screening', () => screen(journey, reference));
  await steps.step('Agencies are asked', () => showMessages(journey, reference, ['check-request']));
  await steps.step('Agencies answer', () => answerChecks(journey, screened));
  const { late } = asked;
  if (late !== undefined)
    await steps.step(`${agencyName(late)} is late`, () => watchDeadlinePass(journey, reference, late));
  await steps.step('Decision', () => decide(journey, reference));
  await steps.step('Outcome', () => showMessages(journey, reference, ['outcome', 'tell-by-person']));
  await steps.step('Closure', () => seeItClosed(journey, reference));
  await steps.step('Chronology', () => showChronology(journey, reference));
  steps.finish();
}

/** @returns the exit code */
async function run(args: readonly string[]): Promise<number> {
  try {
    const asked = readOptions(args);
    if (asked === undefined) process.stdout.write(help);
    else await travel(asked);
    return exitCodes.done;
  } catch (error) {
    return report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof CannotBegin) {
    console.error(error.message);
    return exitCodes.notBegun;
  }
  terminal.blank();
  console.error(`Failed at ${steps.reached()}.`);
  if (!(error instanceof StepFailed)) throw error;
  for (const line of [error.message, ...error.details.map((detail) => `  ${detail}`)]) console.error(line);
  return exitCodes.failed;
}

// Whoever closes the pipe has seen enough.
process.stdout.on('error', () => process.exit(exitCodes.failed));
process.exitCode = await run(process.argv.slice(2));
