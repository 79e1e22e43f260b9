import type { WorkingCalendar } from '../domain/calendar.js';
import type { Policy } from '../domain/policy.js';
import type { Sql } from './statements.js';

/** The rules by which deadlines are planned: stored with every deadline by their versions. */
export interface RulesInForce {
  policy: Policy;
  calendar: WorkingCalendar;
}

interface RulesRow {
  policy: string;
  policyVersion: number;
  calendar: string;
  calendarVersion: number;
}

/** The newest policy and calendar of the hub that are in effect now, by the clock of the database. */
export async function rulesInForce(sql: Sql, hubId: string): Promise<RulesInForce> {
  const [row] = await sql.rows<RulesRow>`
    SELECT p."rules"::text AS "policy", p."version" AS "policyVersion", c."rules"::text AS "calendar", c."version" AS "calendarVersion"
    FROM (SELECT * FROM "Policy" WHERE "hubId" = ${hubId} AND "effectiveFrom" <= clock_timestamp() ORDER BY "version" DESC LIMIT 1) p,
         (SELECT * FROM "Calendar" WHERE "hubId" = ${hubId} AND "effectiveFrom" <= clock_timestamp() ORDER BY "version" DESC LIMIT 1) c`;
  if (row === undefined)
    throw new Error(`Hub ${hubId} has no policy or no calendar in force: run the migration, which seeds them.`);
  return {
    policy: { ...(parsedOnce(row.policy) as Policy), version: row.policyVersion },
    calendar: Object.assign(parsedOnce(row.calendar) as WorkingCalendar, { version: row.calendarVersion }),
  };
}

const parsed = new Map<string, object>();

/** One object for one text of rules: a calendar remembers the opening hours that it has worked out. */
function parsedOnce(text: string): object {
  const rules = parsed.get(text) ?? (JSON.parse(text) as object);
  parsed.set(text, rules);
  return rules;
}
