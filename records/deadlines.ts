import { randomUUID } from 'node:crypto';
import { nextStep, type ClockPlan, type PlannedStep } from '../domain/deadlines.js';
import { clocks, type Clock, type SettlingAct } from '../domain/policy.js';
import type { OpenCase } from './open-case.js';
import type { RulesInForce } from './policies.js';

/** The share of a clock after which it shows amber on the board. */
const amberPercent = 80;

interface PlannedClock {
  plan: ClockPlan;
  checkId?: string;
}

/** Writes running clocks down as rows: every instant fixed now, with the versions of the rules that fixed them. */
export async function startClocks(open: OpenCase, planned: readonly PlannedClock[]): Promise<void> {
  await open.sql.deadline.createMany({
    data: planned.map(({ plan, checkId }) => ({
      id: randomUUID(),
      caseId: open.row.id,
      checkId: checkId ?? null,
      clock: plan.clock,
      startsAt: plan.startsAt,
      amberAt: amberAt(plan),
      dueAt: plan.dueAt,
      steps: plan.steps.map((step) => ({ ...step })),
      nextStepAt: plan.steps[0]?.at ?? null,
      rule: plan.rule,
      policyVersion: plan.policyVersion,
      calendarVersion: plan.calendarVersion,
    })),
  });
}

/** The step at or after 80 % that comes before the deadline; the deadline itself where the ladder has none. */
const amberAt = ({ steps, dueAt }: ClockPlan): string =>
  steps.find((step) => step.percent >= amberPercent)?.at ?? dueAt;

/** Settles the case-wide clocks that this act stops; their breaches have been recorded before. */
export async function settleClocksOfCase(open: OpenCase, { policy }: RulesInForce, act: SettlingAct): Promise<void> {
  const stopped = (Object.keys(clocks) as Clock[]).filter((clock) => clocks[clock].settledBy(policy) === act);
  await open.sql.deadline.updateMany({
    where: { caseId: open.row.id, settledAt: null, clock: { in: stopped }, checkId: null },
    data: { settledAt: open.at },
  });
}

/** Stops the ladders of all checks that a decision was taken without. */
export async function settleClocksOfChecks(open: OpenCase): Promise<void> {
  await open.sql.deadline.updateMany({
    where: { caseId: open.row.id, settledAt: null, checkId: { not: null } },
    data: { settledAt: open.at },
  });
}

/** A running clock as its ladder is climbed. */
export interface RunningClock {
  id: string;
  checkId: string | null;
  agency: string | null;
  clock: Clock;
  plan: number;
  dueAt: Date;
  steps: PlannedStep[];
  stepsTaken: number;
}

/** The clocks of a case that have a step to take at or before `by`. */
export async function clocksToClimb(open: OpenCase, by: Date): Promise<RunningClock[]> {
  return open.sql.$queryRaw<RunningClock[]>`
    SELECT d."id", d."checkId", c."agency", d."clock", d."plan", d."dueAt", d."steps", d."stepsTaken"
    FROM "Deadline" d LEFT JOIN "AgencyCheck" c ON c."id" = d."checkId"
    WHERE d."caseId" = ${open.row.id}::uuid AND d."settledAt" IS NULL AND d."nextStepAt" <= ${by}
    ORDER BY d."dueAt", c."agency"`;
}

/** Notes how far a ladder has been climbed. */
export async function noteStepsTaken(open: OpenCase, clock: RunningClock, stepsTaken: number): Promise<void> {
  await open.sql.deadline.update({
    where: { id: clock.id },
    data: { stepsTaken, nextStepAt: nextStep(clock, stepsTaken)?.at ?? null },
  });
}
