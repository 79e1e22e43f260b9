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
export function startClocks(open: OpenCase, planned: readonly PlannedClock[]): void {
  const rows = planned.map(({ plan, checkId }) => ({
    ...plan,
    id: randomUUID(),
    checkId,
    amberAt: amberAt(plan),
    nextStepAt: plan.steps[0]?.at,
  }));
  open.sql.write`
    INSERT INTO "Deadline" ("id", "caseId", "checkId", "clock", "startsAt", "amberAt", "dueAt", "steps", "nextStepAt", "rule", "policyVersion", "calendarVersion")
    SELECT d."id", ${open.row.id}::uuid, d."checkId", d."clock", d."startsAt", d."amberAt", d."dueAt", d."steps", d."nextStepAt", d."rule",
           d."policyVersion", d."calendarVersion"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS d(
      "id" uuid, "checkId" uuid, "clock" text, "startsAt" timestamptz, "amberAt" timestamptz, "dueAt" timestamptz, "steps" jsonb,
      "nextStepAt" timestamptz, "rule" text, "policyVersion" int, "calendarVersion" int)`;
}

/** The step at or after 80 % that comes before the deadline; the deadline itself where the ladder has none. */
const amberAt = ({ steps, dueAt }: ClockPlan): string =>
  steps.find((step) => step.percent >= amberPercent)?.at ?? dueAt;

/** Settles the case-wide clocks that this act stops; their breaches have been recorded before. */
export function settleClocksOfCase(open: OpenCase, { policy }: RulesInForce, act: SettlingAct): void {
  const stopped = (Object.keys(clocks) as Clock[]).filter((clock) => clocks[clock].settledBy(policy) === act);
  open.sql.write`
    UPDATE "Deadline" SET "settledAt" = ${open.at}
    WHERE "caseId" = ${open.row.id}::uuid AND "settledAt" IS NULL AND "clock" = ANY(${stopped}::text[]) AND "checkId" IS NULL`;
}

/** Stops the ladders of all checks that a decision was taken without. */
export function settleClocksOfChecks(open: OpenCase): void {
  open.sql.write`
    UPDATE "Deadline" SET "settledAt" = ${open.at}
    WHERE "caseId" = ${open.row.id}::uuid AND "settledAt" IS NULL AND "checkId" IS NOT NULL`;
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
  return open.sql.rows<RunningClock>`
    SELECT d."id", d."checkId", c."agency", d."clock", d."plan", d."dueAt", d."steps", d."stepsTaken"
    FROM "Deadline" d LEFT JOIN "AgencyCheck" c ON c."id" = d."checkId"
    WHERE d."caseId" = ${open.row.id}::uuid AND d."settledAt" IS NULL AND d."nextStepAt" <= ${by}
    ORDER BY d."dueAt", c."agency"`;
}

/** Notes how far a ladder has been climbed. */
export function noteStepsTaken(open: OpenCase, clock: RunningClock, stepsTaken: number): void {
  open.sql.write`
    UPDATE "Deadline" SET "stepsTaken" = ${stepsTaken}, "nextStepAt" = ${nextStep(clock, stepsTaken)?.at ?? null}
    WHERE "id" = ${clock.id}::uuid`;
}
