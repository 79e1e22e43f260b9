import type { AgencyCode, Rating } from '../../domain/policy.js';
import { deadlines, type CaseEvent, type CheckOnCase, type Deadlines } from './answers.js';
import { readCase } from './arrival.js';
import { readEvents } from './chronology.js';
import { CannotBegin, StepFailed } from './failure.js';
import type { Journey } from './journey.js';
import { clockTime, remainingInWords, spanInWords } from './layout.js';
import { agencyName, owesMessages, recipientOf } from './messages.js';
import { until } from './patience.js';
import { showWaiting, whyWaiting } from './waiting.js';

/** A deadline farther away than this is not waited for. */
const watchableMs = 5 * 60 * 1000;
/** How long after the last instant of a ladder its messages may take. */
const slackMs = 20_000;

/**
 * Makes sure that a deadline can be watched, before anything is submitted.
 * @throws CannotBegin under a policy of hours
 */
export async function requireShortDeadlines(journey: Journey, rating: Rating): Promise<void> {
  const now = new Date();
  const plan = await planFrom(journey, rating, now.toISOString());
  const awayMs = Date.parse(plan.dueAt) - now.getTime();
  if (awayMs > watchableMs) {
    throw new CannotBegin(
      `The deadline is ${spanInWords(awayMs)} away (${plan.rule}): start the stack with DEMO_POLICY=seconds npm start.`,
    );
  }
  journey.terminal.table([
    ['deadline', plan.rule],
    ...plan.steps.map(({ at, tells }) => [
      `after ${spanInWords(Date.parse(at) - now.getTime())}`,
      `${recipientOf({ tells })} ${tells === 'agency' ? 'is reminded' : 'is told'}`,
    ]),
  ]);
}

const planFrom = async ({ door }: Journey, rating: Rating, from: string): Promise<Deadlines> =>
  door.read('hub-manager', `/api/deadlines?rating=${rating}&from=${encodeURIComponent(from)}`, deadlines);

/** One agency does not answer: shows the ladder as it is climbed, to its last step and the last message. */
export async function watchDeadlinePass(journey: Journey, reference: string, late: AgencyCode): Promise<void> {
  const found = await readCase(journey, reference);
  const check = found.checks.find(({ agency }) => agency === late);
  if (check === undefined || found.rating === null) {
    throw new StepFailed(`${agencyName(late)} was not asked, so that it cannot be late.`);
  }
  const plan = await planFrom(journey, found.rating, check.askedAt);
  journey.terminal.line(
    `${agencyName(late)} was asked at ${clockTime(check.askedAt)} and has until ${clockTime(check.dueAt)} (${plan.rule}).`,
  );
  await showWaiting(journey, reference, late);
  await climb(journey, { reference, check, plan });
}

interface Ladder {
  readonly reference: string;
  readonly check: CheckOnCase;
  readonly plan: Deadlines;
}

async function climb(journey: Journey, { reference, check, plan }: Ladder): Promise<void> {
  const last = plan.steps.at(-1);
  if (last === undefined)
    throw new StepFailed('The policy in force has no ladder: nobody is told of a missed deadline.');
  const due = new Date(check.dueAt);
  const withinMs = Math.max(0, Date.parse(last.at) - Date.now()) + slackMs;
  const shown: CaseEvent[] = [];
  await until(
    { what: `The last step of the ladder (${last.step})`, withinMs, why: () => whyWaiting(journey, reference) },
    async () => {
      // The events first: the messages that a step owes are then on the case that is read after it.
      const fresh = await readEvents(journey, reference, shown.at(-1)?.seq);
      const found = await readCase(journey, reference);
      shown.push(...fresh);
      const steps = fresh.filter((event) => isStepOf(check, event));
      for (const event of steps) journey.terminal.line(stepInWords(event, due));
      await journey.messages.showNew(found, '  message ');
      if (steps.length > 0) await showWaiting(journey, reference, check.agency);
      journey.terminal.passing(remainingInWords(due, new Date()));
      const isAtTop = shown.some((event) => isStepOf(check, event) && event.facts.step === last.step);
      return isAtTop && !owesMessages(found) ? found : undefined;
    },
  );
}

const ladderEvents = ['ladder-climbed', 'deadline-breached'];

const isStepOf = ({ agency }: CheckOnCase, { type, facts }: CaseEvent): boolean =>
  ladderEvents.includes(type) && facts.agency === agency;

/** "04:46:50  overdue by 2 seconds: 100% of the time, the lead of the agency is told" */
export function stepInWords({ at, says, facts: { percent, tells, taken } }: CaseEvent, due: Date): string {
  const mark = `${clockTime(at)}  ${remainingInWords(due, new Date(at))}`;
  if (percent === undefined || tells === undefined) return `${mark}: ${says}`;
  const told = `${recipientOf({ tells })} ${tells === 'agency' ? 'is reminded' : 'is told'}`;
  return `${mark}: ${percent}% of the time, ${taken === 'overtaken' ? 'overtaken by a later step' : told}`;
}
