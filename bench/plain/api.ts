import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { NoticeFacts } from '../../domain/notices.js';
import type { ReferrerKind } from '../../domain/referral.js';
import { readApiEnvironment } from '../../runtime/environment.js';
import { poolSizes, serveYardstick } from '../yardsticks/program.js';
import {
  agenciesToAsk,
  checkLength,
  insertCase,
  insertChecks,
  insertScreening,
  inTransaction,
  readCheck,
  storeAnswer,
  storeDecision,
  type Sql,
} from '../yardsticks/record.js';
import { channel } from './tables.js';

// The API of the yardstick without Temporal: every act is one transaction that also writes the mails it owes into a job table.

const environment = readApiEnvironment(process.env);
const pool = new pg.Pool({ connectionString: environment.databaseUrl, max: poolSizes.api });

interface Job {
  readonly check_id?: string;
  readonly agency?: string;
  readonly tells: string;
  readonly facts: NoticeFacts;
}

async function owe(sql: Sql, caseId: string, jobs: readonly Job[]): Promise<void> {
  await sql.query(
    `INSERT INTO job (case_id, check_id, agency, tells, facts)
     SELECT $1, j.check_id, j.agency, j.tells, j.facts
     FROM jsonb_to_recordset($2::jsonb) AS j(check_id uuid, agency text, tells text, facts jsonb)`,
    [caseId, JSON.stringify(jobs)],
  );
  await sql.query(`NOTIFY ${channel}`);
}

const oneWorkingDay = 24 * 60 * 60 * 1000;

await serveYardstick(
  environment,
  {
    submit: (submission) =>
      inTransaction(pool, async (sql) => {
        const received = await insertCase(sql, submission);
        const dueAt = new Date(received.receivedAt.getTime() + oneWorkingDay);
        await sql.query(`INSERT INTO deadline VALUES ($1, NULL, 'statutory', $2)`, [received.id, dueAt]);
        const facts = {
          kind: 'acknowledgement',
          referrer: submission.referrer.kind,
          immediateDanger: submission.concern.immediateDanger,
        } as const;
        await owe(sql, received.id, [{ tells: 'referrer', facts }]);
        return received;
      }),

    screen: (reference, body) =>
      inTransaction(pool, async (sql) => {
        const caseId = await insertScreening(sql, reference, body);
        if (caseId === undefined) return undefined;
        const dueAt = new Date(Date.now() + checkLength(body));
        const checks = agenciesToAsk(body).map((agency) => ({ id: randomUUID(), agency }));
        await insertChecks(sql, caseId, checks, dueAt);
        await sql.query('UPDATE deadline SET settled_at = now() WHERE case_id = $1', [caseId]);
        await sql.query(
          `INSERT INTO deadline SELECT $1::uuid, NULL::uuid, 'rag', $2::timestamptz
           UNION ALL SELECT $1, id, 'check', $2 FROM checks WHERE case_id = $1`,
          [caseId, dueAt],
        );
        const facts = { kind: 'check-request', rating: body.rating, dueAt: dueAt.toISOString() } as const;
        const jobs = checks.map(({ id, agency }) => ({ check_id: id, agency, tells: 'agency', facts }));
        await owe(sql, caseId, jobs);
        await sql.query(`UPDATE cases SET status = 'checks', open_checks = $2 WHERE id = $1`, [caseId, checks.length]);
        return caseId;
      }),

    readCheck: (id) => readCheck(pool, id),

    answer: (id, reply) =>
      inTransaction(pool, async (sql) => {
        const caseId = await storeAnswer(sql, id, reply);
        if (caseId === undefined) return undefined;
        await sql.query('UPDATE deadline SET settled_at = now() WHERE check_id = $1 AND settled_at IS NULL', [id]);
        await sql.query(
          `UPDATE cases SET open_checks = open_checks - 1, status = CASE open_checks WHEN 1 THEN 'decision' ELSE status END
           WHERE id = $1`,
          [caseId],
        );
        return caseId;
      }),

    decide: (reference, body) =>
      inTransaction(pool, async (sql) => {
        const caseId = await storeDecision(sql, reference, body);
        if (caseId === undefined) return undefined;
        await sql.query('UPDATE deadline SET settled_at = now() WHERE case_id = $1 AND settled_at IS NULL', [caseId]);
        const { rows } = await sql.query<{ referrer: ReferrerKind }>(
          `UPDATE cases SET status = 'outcome' WHERE id = $1 AND status = 'decision' RETURNING referrer_kind AS referrer`,
          [caseId],
        );
        if (rows[0] === undefined) throw new Error('The case has open checks');
        const outcomes = body.decisions.map(({ outcome }) => outcome);
        await owe(sql, caseId, [
          { tells: 'referrer', facts: { kind: 'outcome', referrer: rows[0].referrer, outcomes, roundId: caseId } },
        ]);
        return caseId;
      }),
  },
  () => pool.end(),
);
