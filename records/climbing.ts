import { stepsDue, type PlannedStep } from '../domain/deadlines.js';
import type { Told } from '../domain/policy.js';
import type { CaseStart } from '../domain/process.js';
import { workOnCase } from './acts.js';
import type { Database } from './database.js';
import { clocksToClimb, noteStepsTaken, type RunningClock } from './deadlines.js';
import { oweNotices, type OwedNotice } from './notices.js';
import type { OpenCase } from './open-case.js';
import { rulesInForce } from './policies.js';

/** A step that is taken now: the highest due of its ladder. */
interface TakenStep {
  clock: RunningClock;
  step: PlannedStep;
}

/**
 * Climbs every ladder of a case to where it should stand at `now`: the earlier of several due steps are marked overtaken, the
 * highest is sent, and whoever is told of several clocks at once gets one message.
 */
export async function climbLadders(database: Database, start: CaseStart, now: Date): Promise<void> {
  await workOnCase(database, start.caseId, now, {
    read: async (sql) => rulesInForce(sql, start.hubId),
    work: async (open, { policy }) => {
      const due = await clocksToClimb(open, new Date(now.getTime() - policy.graceMilliseconds));
      const taken: TakenStep[] = [];
      for (const clock of due) {
        const { overtaken, send } = stepsDue(clock, clock.stepsTaken, now, policy.graceMilliseconds);
        if (send === undefined) continue;
        for (const step of overtaken) noteStep(open, clock, step, 'overtaken');
        noteStep(open, clock, send, 'sent');
        noteStepsTaken(open, clock, clock.stepsTaken + overtaken.length + 1);
        taken.push({ clock, step: send });
      }
      oweNotices(
        open,
        [...groupedByRecipient(taken).values()].map((group) => noticeOf(open, group)),
      );
    },
  });
}

function noteStep(open: OpenCase, clock: RunningClock, step: PlannedStep, taken: 'sent' | 'overtaken'): void {
  open.append({
    type: 'ladder-climbed',
    actorId: null,
    actorRole: 'process',
    businessKey: stepKey({ clock, step }),
    facts: {
      clock: clock.clock,
      checkId: clock.checkId,
      agency: clock.agency,
      step: step.step,
      percent: step.percent,
      at: step.at,
      tells: step.tells,
      taken,
    },
  });
}

const stepKey = ({ clock, step }: TakenStep): string =>
  `ladder:${clock.checkId ?? clock.clock}:${clock.plan}:${step.step}`;

/** Agencies and their leads are told of their own check; the hub's people at once of all that is late by one deadline. */
function groupedByRecipient(taken: readonly TakenStep[]): Map<string, TakenStep[]> {
  const groups = new Map<string, TakenStep[]>();
  for (const each of taken) {
    const { clock, step } = each;
    const key = isAgency(step.tells) ? stepKey(each) : `${step.tells} ${step.percent} ${clock.dueAt.toISOString()}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups;
}

const isAgency = (told: Told): boolean => told === 'agency' || told === 'agency-lead';

function noticeOf({ row }: OpenCase, group: readonly TakenStep[]): OwedNotice {
  const [first] = group;
  if (first === undefined) throw new Error('A group of steps is empty');
  const { clock, step } = first;
  return {
    businessKey: `notice:${stepKey(first)}`,
    tells: step.tells,
    ...(isAgency(step.tells) && clock.agency !== null ? { agency: clock.agency } : {}),
    ...(clock.checkId !== null && isAgency(step.tells) ? { checkId: clock.checkId } : {}),
    facts: {
      kind: step.percent < 100 ? 'reminder' : 'overdue',
      clocks: [...new Set(group.map((each) => each.clock.clock))],
      percent: step.percent,
      dueAt: clock.dueAt.toISOString(),
      rating: row.rating,
      agencies: group.flatMap((each) => (each.clock.agency === null ? [] : [each.clock.agency])),
    },
  };
}
