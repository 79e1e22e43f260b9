import { workflowIdOf as productWorkflowIdOf } from '../domain/process.js';
import { checksPerCase, mailsPerCase, personsPerCase } from './journey.js';
import type { databases } from './servers.js';
import { workflowIdOf as textbookWorkflowIdOf } from './textbook/process.js';

/** A way of doing the same work: two programs, a database, and how to see there that the work is done. */
export interface Contestant {
  readonly name: keyof typeof databases;
  readonly says: string;
  /** Files of its programs, from the project's folder. */
  readonly api: string;
  readonly worker: string;
  readonly usesTemporal: boolean;
  /** Counts the cases that are not closed: a number `n`. */
  readonly openCases: string;
  /** Of the references $1, counts those whose case is closed with all that belongs to it: a number `n`. */
  readonly completeCases: string;
  /** Finds the ids of the cases with the references $1: columns `id` and `reference`. */
  readonly caseIds: string;
  readonly workflowIdOf: (found: FoundCase) => string | undefined;
}

export interface FoundCase {
  readonly id: string;
  readonly reference: string;
}

const results = checksPerCase * personsPerCase;

const completeInYardstick = `
  SELECT count(*)::int AS n FROM cases c WHERE c.reference = ANY($1) AND c.status = 'closed' AND c.message_to_referrer IS NOT NULL
    AND (SELECT count(*) FROM checks k WHERE k.case_id = c.id AND k.state = 'answered') = ${checksPerCase}
    AND (SELECT count(*) FROM answer a JOIN checks k ON k.id = a.check_id WHERE k.case_id = c.id) = ${checksPerCase}
    AND (SELECT count(*) FROM result r JOIN answer a ON a.id = r.answer_id JOIN checks k ON k.id = a.check_id WHERE k.case_id = c.id) = ${results}
    AND (SELECT count(*) FROM information i JOIN answer a ON a.id = i.answer_id JOIN checks k ON k.id = a.check_id WHERE k.case_id = c.id) = ${checksPerCase}
    AND EXISTS (SELECT FROM decision d WHERE d.case_id = c.id)`;

const yardstick = {
  openCases: `SELECT count(*)::int AS n FROM cases WHERE status <> 'closed'`,
  caseIds: 'SELECT id, reference FROM cases WHERE reference = ANY($1)',
} as const;

/** The order in which they are told of. */
export const contestants: readonly Contestant[] = [
  {
    name: 'product',
    says: 'Front Door: acts are facts, the workflow is rung when the course changes',
    api: 'local/api.ts',
    worker: 'local/worker.ts',
    usesTemporal: true,
    openCases: 'SELECT count(*)::int AS n FROM "Case" WHERE "closedAt" IS NULL',
    completeCases: `
      SELECT count(*)::int AS n FROM "Case" c WHERE c."reference" = ANY($1) AND c."stage" = 'closed'
        AND (SELECT count(*) FROM "AgencyCheck" k WHERE k."caseId" = c."id" AND k."state" = 'answered') = ${checksPerCase}
        AND (SELECT count(*) FROM "CheckAnswer" a JOIN "AgencyCheck" k ON k."id" = a."checkId" WHERE k."caseId" = c."id") = ${checksPerCase}
        AND (SELECT count(*) FROM "CheckResult" r JOIN "CheckAnswer" a ON a."id" = r."answerId" JOIN "AgencyCheck" k ON k."id" = a."checkId" WHERE k."caseId" = c."id") = ${results}
        AND (SELECT count(*) FROM "CheckInformation" i JOIN "CheckAnswer" a ON a."id" = i."answerId" JOIN "AgencyCheck" k ON k."id" = a."checkId" WHERE k."caseId" = c."id") = ${checksPerCase}
        AND (SELECT count(*) FROM "Notice" n WHERE n."caseId" = c."id" AND n."state" = 'sent') = ${mailsPerCase}
        AND NOT EXISTS (SELECT FROM "Deadline" d WHERE d."caseId" = c."id" AND d."settledAt" IS NULL)
        AND EXISTS (SELECT FROM "DecisionRound" d WHERE d."caseId" = c."id")`,
    caseIds: 'SELECT "id", "reference" FROM "Case" WHERE "reference" = ANY($1)',
    workflowIdOf: ({ id, reference }) => productWorkflowIdOf({ hubId: 'hub', caseId: id, reference }),
  },
  {
    name: 'textbook',
    says: 'yardstick (a), textbook Temporal: an activity and a timer per check, a signal per act, a status row kept in step',
    api: 'bench/textbook/api.ts',
    worker: 'bench/textbook/worker.ts',
    usesTemporal: true,
    ...yardstick,
    completeCases: completeInYardstick,
    workflowIdOf: ({ id }) => textbookWorkflowIdOf(id),
  },
  {
    name: 'plain',
    says: 'yardstick (b), plain PostgreSQL: each act a transaction, mails from a job table, no Temporal',
    api: 'bench/plain/api.ts',
    worker: 'bench/plain/worker.ts',
    usesTemporal: false,
    ...yardstick,
    completeCases: `${completeInYardstick}
      AND (SELECT count(*) FROM job j WHERE j.case_id = c.id AND j.done_at IS NOT NULL) = ${mailsPerCase}
      AND NOT EXISTS (SELECT FROM deadline d WHERE d.case_id = c.id AND d.settled_at IS NULL)`,
    workflowIdOf: () => undefined,
  },
];
