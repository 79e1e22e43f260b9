import type pg from 'pg';
import type { OutcomeCode } from '../../domain/decisions.js';
import type { Rating } from '../../domain/policy.js';
import type { ReferrerKind } from '../../domain/referral.js';
import type { Mailer } from '../../post/mailer.js';
import { send, type Letter } from '../yardsticks/letters.js';
import { insertChecks } from '../yardsticks/record.js';
import type { AskedCheck, TextbookActivities } from './process.js';

interface Referred {
  reference: string;
  referrer: ReferrerKind;
  to: string;
}

interface Asked {
  reference: string;
  rating: Rating;
  to: string;
}

interface Decided extends Referred {
  messageToReferrer: string;
  outcomes: OutcomeCode[];
}

export interface TextbookServices {
  readonly pool: pg.Pool;
  readonly mailer: Mailer;
  readonly publicUrl: string;
}

/** The activities of the textbook shape. An attempt that fails is repeated by Temporal. */
export function createTextbookActivities({ pool, mailer, publicUrl }: TextbookServices): TextbookActivities {
  const one = async <Row extends object>(sql: string, values: unknown[]): Promise<Row> => {
    const { rows } = await pool.query<Row>(sql, values);
    if (rows[0] === undefined) throw new Error('The case is not there');
    return rows[0];
  };
  const mail = async (letter: Letter): Promise<void> => {
    if (!(await send(mailer, publicUrl, letter))) throw new Error('The mail was not sent');
  };
  const asked = async (caseId: string, { agency }: AskedCheck): Promise<Asked> =>
    one<Asked>(
      `SELECT c.reference, s.rating, a.email AS "to" FROM cases c JOIN screening s ON s.case_id = c.id, agency a
       WHERE c.id = $1 AND a.code = $2`,
      [caseId, agency],
    );

  return {
    async acknowledge(caseId) {
      const { referrer, ...rest } = await one<Referred>(
        'SELECT reference, referrer_kind AS referrer, referrer_email AS "to" FROM cases WHERE id = $1',
        [caseId],
      );
      await mail({ ...rest, tells: 'referrer', facts: { kind: 'acknowledgement', referrer, immediateDanger: false } });
    },
    async askAgency(caseId, check) {
      const { id: checkId, agency, dueAt } = check;
      await insertChecks(pool, caseId, [check], new Date(dueAt));
      const { rating, ...rest } = await asked(caseId, check);
      await mail({ ...rest, agency, checkId, tells: 'agency', facts: { kind: 'check-request', rating, dueAt } });
    },
    async remindAgency(caseId, check) {
      const { id: checkId, agency, dueAt } = check;
      const { rating, ...rest } = await asked(caseId, check);
      await mail({
        ...{ ...rest, agency, checkId, tells: 'agency' },
        facts: { kind: 'overdue', clocks: ['check'], percent: 100, dueAt, rating, agencies: [agency] },
      });
    },
    async setStatus(caseId, status) {
      await pool.query('UPDATE cases SET status = $2 WHERE id = $1', [caseId, status]);
    },
    async tellOutcome(caseId) {
      const { referrer, outcomes, ...rest } = await one<Decided>(
        `SELECT c.reference, c.referrer_kind AS referrer, c.referrer_email AS "to", c.message_to_referrer AS "messageToReferrer",
           (SELECT jsonb_agg(d.outcome ORDER BY p.position) FROM decision d JOIN person p ON p.id = d.child_id WHERE d.case_id = c.id) AS outcomes
         FROM cases c WHERE c.id = $1`,
        [caseId],
      );
      await mail({ ...rest, tells: 'referrer', facts: { kind: 'outcome', referrer, outcomes, roundId: caseId } });
    },
  };
}
