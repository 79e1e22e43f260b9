import { randomUUID } from 'node:crypto';
import type { Stage } from '../domain/case.js';
import { CalendarEndsError } from '../domain/calendar.js';
import { planClock, type ClockPlan } from '../domain/deadlines.js';
import type { RatedClock, Rating } from '../domain/policy.js';
import type { FieldError, Result } from '../domain/problems.js';
import type { ReferralSubmission } from '../domain/referral.js';
import type { Actor } from '../domain/roles.js';
import type { CheckOrder, ScreeningBody } from '../domain/screening.js';
import { requireNamed } from './access-list.js';
import { actOnCase, type Acting } from './acts.js';
import { agenciesSwitchedOff, type SwitchedOff } from './agencies-asked.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import { settleClocksOfCase, startClocks } from './deadlines.js';
import { oweNotices } from './notices.js';
import { Refused, type OpenCase } from './open-case.js';
import { rulesInForce, type RulesInForce } from './policies.js';
import type { Sealing } from './sealing.js';

export interface ScreenedCase extends Record<string, unknown> {
  reference: string;
  stage: Stage;
  rating: Rating;
}

/**
 * Screens a case: rating, route and legal basis on the record first, then the checks as rows, their clocks running from now,
 * and a request to every agency owed. Stops the statutory clock where policy says so.
 */
export async function screenCase(
  record: CaseRecord,
  caseId: string,
  body: ScreeningBody,
  request: ActRequest,
): Promise<Result<ScreenedCase & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'screen-case',
    read: async (sql) =>
      Promise.all([
        sql.rows<{ personId: string }>`
          SELECT "personId" FROM "CasePerson" WHERE "caseId" = ${caseId}::uuid ORDER BY "position"`,
        rulesInForce(sql, request.actor.hubId),
        agenciesSwitchedOff(sql, request.actor.hubId),
      ]),
    work: async ({ open, actor, role }, [people, rules, off]): Promise<ScreenedCase> => {
      const persons = people.map(({ personId }) => personId);
      requireKnownPersons(body.checks ?? [], persons);
      requireSwitchedOn(body.checks ?? [], off);
      requireOwnOverride(actor, body);
      requireUnscreened(open);
      await requireAgreement(open, body);
      const orders =
        body.checks ??
        rules.policy.ratings[body.rating].defaultAgencies
          .filter((agency) => !off.some(({ code }) => code === agency))
          .map((agency): CheckOrder => ({ agency, persons }));
      await requireNamed(
        open,
        orders.map(({ agency }) => agency),
      );
      const screeningId = storeScreening({ open, actor }, body);
      const casePlan = requirePlan(rules, 'rag', open.at, body.rating);
      const checkPlan = requirePlan(rules, 'check', open.at, body.rating);
      const checks = askAgencies(open, body, orders, checkPlan.dueAt);
      settleClocksOfCase(open, rules, 'screening');
      startClocks(open, [{ plan: casePlan }, ...checks.map(({ id }) => ({ plan: checkPlan, checkId: id }))]);
      open.row.stage = checks.length === 0 ? 'decision' : 'checks';
      open.row.rating = body.rating;
      open.append({
        type: 'case-screened',
        actorId: actor.userId,
        actorRole: role,
        facts: {
          screeningId,
          route: body.route,
          rating: body.rating,
          legalBasis: body.legalBasis,
          checks: checks.map(({ id, agency }) => ({ id, agency })),
          policyVersion: rules.policy.version,
          calendarVersion: rules.calendar.version,
        },
        content: [
          {
            personId: null,
            content: { rationale: body.rationale, agreementOverride: body.agreementOverride?.reason, checks: orders },
          },
        ],
      });
      return { reference: open.row.reference, stage: open.row.stage, rating: body.rating };
    },
  });
}

/** @throws Refused `invalid-input` for a rating whose clock runs beyond the calendar of working days */
function requirePlan({ policy, calendar }: RulesInForce, clock: RatedClock, at: Date, rating: Rating): ClockPlan {
  try {
    return planClock(policy, calendar, clock, at, rating);
  } catch (error) {
    if (!(error instanceof CalendarEndsError)) throw error;
    throw new Refused({
      code: 'invalid-input',
      detail: error.message,
      errors: [
        {
          pointer: '/rating',
          detail: 'Ask the administrator to add the next years to the calendar, or choose a rating that runs by hours.',
        },
      ],
    });
  }
}

function requireUnscreened({ row }: OpenCase): void {
  if (row.stage === 'received' || row.stage === 'screening') return;
  throw new Refused({
    code: 'stage-passed',
    detail: `The case has been screened and is at stage "${row.stage}". Read it again to see its rating and checks.`,
  });
}

/** @throws Refused `invalid-input` for an override by anyone but a hub manager */
function requireOwnOverride(actor: Actor, { agreementOverride }: ScreeningBody): void {
  if (agreementOverride === undefined || actor.roles.includes('hub-manager')) return;
  throw new Refused({
    code: 'invalid-input',
    detail: 'Only a hub manager may override the parents’ agreement.',
    errors: [{ pointer: '/agreementOverride', detail: 'Leave this out, or have a hub manager screen the case.' }],
  });
}

/** Consent carries a check only if it was given, or a hub manager overrides with a reason. */
async function requireAgreement(open: OpenCase, body: ScreeningBody): Promise<void> {
  if (body.legalBasis !== 'consent' || body.agreementOverride !== undefined) return;
  const [referral] = await open.sql.rows<{ id: string; submission: unknown }>`
    SELECT "id", "submission" FROM "Referral" WHERE "caseId" = ${open.row.id}::uuid ORDER BY "receivedAt" LIMIT 1`;
  if (referral !== undefined && agreementOn(open.sql.sealing, referral) === 'given') return;
  throw new Refused({
    code: 'agreement-missing',
    detail:
      'The parents have not given agreement. Choose another legal basis, or ask a hub manager to override with a reason.',
  });
}

function agreementOn(sealing: Sealing, { id, submission }: { id: string; submission: unknown }): string | undefined {
  const { parents } = sealing.openJson('Referral.submission', id, submission) as ReferralSubmission;
  return parents.agreement;
}

function requireKnownPersons(orders: readonly CheckOrder[], known: readonly string[]): void {
  const errors: FieldError[] = orders.flatMap(({ persons }, check) =>
    persons.flatMap((person, index) =>
      known.includes(person)
        ? []
        : [
            {
              pointer: `/checks/${check}/persons/${index}`,
              detail: 'This is not the id of a person on the case. Take the ids from people of the case.',
            },
          ],
    ),
  );
  if (errors.length === 0) return;
  throw new Refused({ code: 'invalid-input', detail: 'A check names a person who is not on the case.', errors });
}

/** @throws Refused `invalid-input` for an agency that is switched off; of the default set it is left out instead */
function requireSwitchedOn(orders: readonly CheckOrder[], off: readonly SwitchedOff[]): void {
  const errors: FieldError[] = orders.flatMap(({ agency }, check) => {
    const found = off.find(({ code }) => code === agency);
    return found === undefined
      ? []
      : [
          {
            pointer: `/checks/${check}/agency`,
            detail: `${found.name} is switched off and cannot be asked. Leave it out, or ask an administrator to switch it on.`,
          },
        ];
  });
  if (errors.length === 0) return;
  throw new Refused({ code: 'invalid-input', detail: 'A check asks an agency that is switched off.', errors });
}

function storeScreening({ open, actor }: Pick<Acting, 'open' | 'actor'>, body: ScreeningBody): string {
  const id = randomUUID();
  const { sealing } = open.sql;
  open.sql.write`
    INSERT INTO "Screening" ("id", "caseId", "byId", "at", "route", "rating", "rationale", "legalBasis", "agreementOverride", "referTo")
    VALUES (${id}::uuid, ${open.row.id}::uuid, ${actor.userId}::uuid, ${open.at}, ${body.route}, ${body.rating},
            ${sealing.seal('Screening.rationale', id, body.rationale)}, ${body.legalBasis},
            ${sealing.seal('Screening.agreementOverride', id, body.agreementOverride?.reason)},
            ${sealing.seal('Screening.referTo', id, body.referTo)})`;
  return id;
}

function askAgencies(
  open: OpenCase,
  { rating, legalBasis }: ScreeningBody,
  orders: readonly CheckOrder[],
  dueAt: string,
): { id: string; agency: string }[] {
  const { row, sql, at } = open;
  const checks = orders.map(({ question, ...order }) => {
    const id = randomUUID();
    return { ...order, id, question: sql.sealing.seal('AgencyCheck.question', id, question) };
  });
  sql.write`
    WITH asked AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(checks)}::jsonb) AS k("id" uuid, "agency" text, "question" text, "persons" uuid[])
    ), stored AS (
      INSERT INTO "AgencyCheck" ("id", "hubId", "caseId", "agency", "state", "rating", "question", "legalBasis", "askedAt", "dueAt")
      SELECT "id", ${row.hubId}, ${row.id}::uuid, "agency", 'open', ${rating}, "question", ${legalBasis}, ${at}::timestamptz, ${dueAt}::timestamptz
      FROM asked
    )
    INSERT INTO "AgencyCheckPerson" ("checkId", "personId") SELECT "id", unnest("persons") FROM asked`;
  oweNotices(
    open,
    checks.map(({ id, agency }) => ({
      businessKey: `check-request:${id}`,
      tells: 'agency',
      agency,
      checkId: id,
      facts: { kind: 'check-request', rating, dueAt },
    })),
  );
  return checks.map(({ id, agency }) => ({ id, agency }));
}
