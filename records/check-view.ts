import type { CheckState } from '../domain/checks.js';
import type { Rating } from '../domain/policy.js';
import type { Address } from '../domain/referral.js';
import type { Actor } from '../domain/roles.js';
import { answerView, day, known, type AnswerView } from './case-view.js';
import { findCheck } from './check-lookup.js';
import type { Database } from './database.js';

/** A person as an agency sees them: who to look for, and nothing else. */
export interface AskedPerson {
  id: string;
  firstName: string;
  lastName: string;
  dateOfBirth?: string;
  expectedDate?: string;
  address?: Address;
  relationship?: string;
}

/** A check as its agency sees it: the question, the persons asked about, the own answer; nothing else of the case. */
export interface CheckView {
  id: string;
  reference: string;
  agency: string;
  state: CheckState;
  rating: Rating;
  dueAt: string;
  legalBasis: string;
  question?: string;
  persons: AskedPerson[];
  answer?: AnswerView;
  /** Version of the case, for `If-Match`. */
  version: number;
}

interface AskedRow extends Omit<AskedPerson, 'dateOfBirth' | 'expectedDate' | 'address' | 'relationship'> {
  dateOfBirth: Date | null;
  expectedDate: Date | null;
  address: Address | null;
  relationship: string | null;
}

/** Reads a check, if the actor may know of it. */
export async function readCheck(database: Database, actor: Actor, id: string): Promise<CheckView | undefined> {
  const found = await findCheck(database, actor, id);
  if (found === undefined) return undefined;
  const check = await database.reads.agencyCheck.findUniqueOrThrow({
    where: { id },
    include: {
      case: { select: { reference: true } },
      answer: { include: { results: true, information: { orderBy: { position: 'asc' } } } },
    },
  });
  const persons = await database.reads.$queryRaw<AskedRow[]>`
    SELECT p."id", p."firstName", p."lastName", p."dateOfBirth", p."expectedDate", p."address", cp."relationship"
    FROM "AgencyCheckPerson" a JOIN "Person" p ON p."id" = a."personId"
    JOIN "CasePerson" cp ON cp."personId" = p."id" AND cp."caseId" = ${check.caseId}::uuid
    WHERE a."checkId" = ${id}::uuid ORDER BY cp."position"`;
  return {
    ...known({ question: check.question }),
    id: check.id,
    reference: check.case.reference,
    agency: check.agency,
    state: check.state as CheckState,
    rating: check.rating as Rating,
    dueAt: check.dueAt.toISOString(),
    legalBasis: check.legalBasis,
    persons: persons.map(({ dateOfBirth, expectedDate, address, relationship, ...person }) => ({
      ...person,
      ...known({ dateOfBirth: day(dateOfBirth), expectedDate: day(expectedDate), address, relationship }),
    })),
    ...(check.answer === null ? {} : { answer: answerView(check.answer) }),
    version: found.version,
  };
}
