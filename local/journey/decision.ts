import type { DecisionBody, OutcomeCode, ThresholdLevel } from '../../domain/decisions.js';
import type { Rating } from '../../domain/policy.js';
import { caseAnswer, done, referralStatus, type CaseAnswer } from './answers.js';
import { readCase } from './arrival.js';
import type { Journey } from './journey.js';
import { personLabels } from './layout.js';
import { agencyName } from './messages.js';
import { until } from './patience.js';
import { whyWaiting } from './waiting.js';

const closedWithinMs = 60_000;

/** The threshold level that goes with each outcome. */
const levels: Readonly<Record<OutcomeCode, ThresholdLevel>> = {
  'no-further-action': 1,
  'universal-services': 1,
  'early-help': 2,
  'child-and-family-assessment': 3,
  'child-protection-enquiries': 4,
  'immediate-protection': 4,
};

/** A Red case is decided on the papers only by the hub manager. */
export const deciderOf = (rating: Rating | null): string => (rating === 'red' ? 'hub-manager' : 'decision-maker');

const waitingStates = ['open', 'claimed'];

/** A decision for every child, with a reason for every agency that has not answered. */
export function decisionFor(
  decided: Pick<CaseAnswer, 'rating' | 'people' | 'checks'>,
  outcome: OutcomeCode,
): DecisionBody {
  const children = decided.people.filter(({ role }) => role === 'child');
  const unanswered = decided.checks.filter(({ state }) => waitingStates.includes(state));
  return {
    decisions: children.map(({ id }) => ({
      child: id,
      level: levels[outcome],
      outcome,
      rationale: 'What the referral says is borne out by what the agencies hold.',
    })),
    ...(unanswered.length === 0
      ? {}
      : {
          gaps: unanswered.map(({ id }) => ({
            check: id,
            reason: 'No reply by the deadline, nor after the escalation; what is known is enough to decide.',
          })),
        }),
    ...(decided.rating === 'red' ? { meetingSkipped: { reason: 'papers-sufficient' as const } } : {}),
    messageToReferrer: 'The case is decided and the next steps are under way. Thank you for telling us.',
  };
}

/** Someone decides, on the version of the case that was read. */
export async function decide({ asked, door, terminal }: Journey, reference: string): Promise<void> {
  const path = `/api/cases/${reference}`;
  const { answer: found, version } = await door.readVersioned('decision-maker', path, caseAnswer);
  const decider = deciderOf(found.rating);
  const body = decisionFor(found, asked.outcome);
  await door.act(decider, { path: `${path}/decision`, body, answer: done, version });

  const labels = personLabels(found.people);
  terminal.table([
    ['decided by', decider],
    ...body.decisions.map(({ child, outcome, level }) => [labels.get(child) ?? 'child', `${outcome} (level ${level})`]),
    ...(body.gaps ?? []).map(({ check, reason }) => [`without ${agencyOf(found, check)}`, reason]),
    ...(body.meetingSkipped === undefined ? [] : [['no meeting', body.meetingSkipped.reason]]),
  ]);
}

const agencyOf = ({ checks }: CaseAnswer, checkId: string): string =>
  agencyName(checks.find(({ id }) => id === checkId)?.agency ?? 'an agency');

/** The case closes by itself once the outcome is told. */
export async function seeItClosed(journey: Journey, reference: string): Promise<void> {
  const { asked, door, terminal } = journey;
  const closed = await until(
    { what: 'The closure of the case', withinMs: closedWithinMs, why: () => whyWaiting(journey, reference) },
    async () => {
      const found = await readCase(journey, reference);
      return found.stage === 'closed' ? found : undefined;
    },
  );
  const { status } = await door.read(asked.submitter, `/api/referrals/${reference}/status`, referralStatus);
  terminal.table([
    ['stage', closed.stage],
    ['for the referrer', status],
  ]);
}
