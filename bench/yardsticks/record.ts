import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { CheckReply } from '../../domain/checks.js';
import type { DecisionBody } from '../../domain/decisions.js';
import { asShipped } from '../../domain/policy.js';
import { newReference, referenceRandomBytes } from '../../domain/reference.js';
import type { ReferralSubmission } from '../../domain/referral.js';
import type { ScreeningBody } from '../../domain/screening.js';

/** A pool, or a client of one in a transaction. */
export type Sql = Pick<pg.ClientBase, 'query'>;

/** A case just received. */
export interface ReceivedCase {
  readonly id: string;
  readonly reference: string;
  readonly receivedAt: Date;
}

/** A check as its agency reads it. */
export interface ReadCheck {
  readonly id: string;
  readonly reference: string;
  readonly agency: string;
  readonly state: string;
  readonly rating: string;
  readonly dueAt: Date;
  readonly legalBasis: string;
  readonly persons: readonly Readonly<Record<string, unknown>>[];
}

/** Runs statements in one transaction. */
export async function inTransaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const done = await work(client);
    await client.query('COMMIT');
    return done;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/** Stores a submission with the people in it. */
export async function insertCase(sql: Sql, submission: ReferralSubmission): Promise<ReceivedCase> {
  const receivedAt = new Date();
  const reference = newReference(randomBytes(referenceRandomBytes), receivedAt.getUTCFullYear());
  const received = { id: randomUUID(), reference, receivedAt };
  const { referrer, children, household = [] } = submission;
  await sql.query(
    `INSERT INTO cases (id, reference, status, received_at, referrer_kind, referrer_email, submission)
     VALUES ($1, $2, 'received', $3, $4, $5, $6)`,
    [received.id, reference, receivedAt, referrer.kind, referrer.email ?? '', JSON.stringify(submission)],
  );
  const people = [
    ...children.map((child) => ({ ...child, role: 'child' })),
    ...household.map((member) => ({ ...member, role: 'household' })),
  ];
  await sql.query(
    `INSERT INTO person (id, case_id, position, role, first_name, last_name, date_of_birth, address, relationship)
     SELECT gen_random_uuid(), $1, ordinality, p.role, p."firstName", p."lastName", p."dateOfBirth", p.address, p.relationship
     FROM ROWS FROM (jsonb_to_recordset($2::jsonb) AS (
       role text, "firstName" text, "lastName" text, "dateOfBirth" date, address jsonb, relationship text
     )) WITH ORDINALITY AS p(role, "firstName", "lastName", "dateOfBirth", address, relationship, ordinality)`,
    [received.id, JSON.stringify(people)],
  );
  return received;
}

/** When a check that is asked now is due. @returns milliseconds from now */
export function checkLength({ rating }: ScreeningBody): number {
  const { duration } = asShipped.ratings[rating];
  if (duration.unit === 'working-days') throw new Error('The yardsticks count no working days');
  return duration.milliseconds;
}

/** The agencies to ask. The yardsticks ask the default set, about everyone. */
export const agenciesToAsk = ({ rating }: ScreeningBody): readonly string[] =>
  asShipped.ratings[rating].defaultAgencies;

/** Stores a screening. @returns the id of the case; undefined for a case that is not there or has been screened */
export async function insertScreening(
  sql: Sql,
  reference: string,
  { rating, rationale, legalBasis }: ScreeningBody,
): Promise<string | undefined> {
  const { rows } = await sql.query<{ id: string }>(
    `INSERT INTO screening (case_id, at, rating, rationale, legal_basis)
     SELECT id, now(), $2, $3, $4 FROM cases WHERE reference = $1 ON CONFLICT DO NOTHING RETURNING case_id AS id`,
    [reference, rating, rationale, legalBasis],
  );
  return rows[0]?.id;
}

/** Stores checks of a case that has been screened, about everyone of it; those that are there already stay. */
export async function insertChecks(
  sql: Sql,
  caseId: string,
  checks: readonly { id: string; agency: string }[],
  dueAt: Date,
): Promise<void> {
  await sql.query(
    `WITH asked AS (
       INSERT INTO checks (id, case_id, agency, state, rating, legal_basis, due_at)
       SELECT c.id, s.case_id, c.agency, 'open', s.rating, s.legal_basis, $3
       FROM screening s, jsonb_to_recordset($2::jsonb) AS c(id uuid, agency text) WHERE s.case_id = $1
       ON CONFLICT DO NOTHING RETURNING id
     )
     INSERT INTO check_person SELECT asked.id, p.id FROM asked, person p WHERE p.case_id = $1`,
    [caseId, JSON.stringify(checks), dueAt],
  );
}

/** Reads a check with the persons asked about. */
export async function readCheck(sql: Sql, id: string): Promise<ReadCheck | undefined> {
  const { rows } = await sql.query<ReadCheck>(
    `SELECT k.id, c.reference, k.agency, k.state, k.rating, k.due_at AS "dueAt", k.legal_basis AS "legalBasis",
       (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', p.id, 'firstName', p.first_name, 'lastName', p.last_name,
          'dateOfBirth', p.date_of_birth, 'address', p.address, 'relationship', p.relationship)) ORDER BY p.position)
        FROM check_person a JOIN person p ON p.id = a.person_id WHERE a.check_id = k.id) AS persons
     FROM checks k JOIN cases c ON c.id = k.case_id WHERE k.id = $1`,
    [id],
  );
  return rows[0];
}

/** Settles a check with its answer, results and information. @returns the case; undefined if the check was settled before */
export async function storeAnswer(
  sql: Sql,
  checkId: string,
  { results, information = [], analysis, rating }: CheckReply,
): Promise<string | undefined> {
  const { rows } = await sql.query<{ caseId: string }>(
    `UPDATE checks SET state = 'answered', settled_at = now() WHERE id = $1 AND state = 'open' RETURNING case_id AS "caseId"`,
    [checkId],
  );
  const [check] = rows;
  if (check === undefined) return undefined;
  await sql.query(
    `WITH given AS (INSERT INTO answer (id, check_id, at, analysis, rating) VALUES ($1, $2, now(), $3, $4)),
     found AS (
       INSERT INTO result (answer_id, person_id, result, systems_searched)
       SELECT $1, r.person, r.result, r."systemsSearched"
       FROM jsonb_to_recordset($5::jsonb) AS r(person uuid, result text, "systemsSearched" text)
     )
     INSERT INTO information (answer_id, position, person_id, kind, text, sharing)
     SELECT $1, i.position, i.person, i.kind, i.text, i.sharing
     FROM jsonb_to_recordset($6::jsonb) AS i(position int, person uuid, kind text, text text, sharing text)`,
    [
      ...[randomUUID(), checkId, analysis, rating, JSON.stringify(results)],
      JSON.stringify(information.map((item, position) => ({ ...item, position }))),
    ],
  );
  return check.caseId;
}

/** Stores the decisions for all children, with the message to the referrer. @returns the case; undefined if there is none */
export async function storeDecision(
  sql: Sql,
  reference: string,
  { decisions, messageToReferrer }: DecisionBody,
): Promise<string | undefined> {
  const { rows } = await sql.query<{ id: string }>(
    'UPDATE cases SET message_to_referrer = $2 WHERE reference = $1 AND message_to_referrer IS NULL RETURNING id',
    [reference, messageToReferrer],
  );
  const [decided] = rows;
  if (decided === undefined) return undefined;
  await sql.query(
    `INSERT INTO decision (case_id, child_id, at, level, outcome, primary_need, rationale)
     SELECT $1, d.child, now(), d.level, d.outcome, d."primaryNeed", d.rationale
     FROM jsonb_to_recordset($2::jsonb) AS d(child uuid, level int, outcome text, "primaryNeed" text, rationale text)`,
    [decided.id, JSON.stringify(decisions)],
  );
  return decided.id;
}
