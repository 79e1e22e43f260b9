import type { CheckState } from '../domain/checks.js';
import type { Rating } from '../domain/policy.js';
import type { Address } from '../domain/referral.js';
import type { Actor } from '../domain/roles.js';
import { answerView, type AnswerRow, type AnswerView } from './case-view.js';
import { agencyOf, isDecidedWithout, readsFor, standingToCheck } from './check-lookup.js';
import type { ServedDatabase } from './database.js';
import { holderOfCheck, type Holder } from './holders.js';
import { known } from './known.js';
import type { Sealing } from './sealing.js';
import type { Asked } from './sight.js';
import { isOpenTo } from './walls.js';
import { checkWarning, warningsOfCheck, type CheckWarning, type CheckWarningRow } from './warnings-shown.js';

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
  settledAt: string | null;
  /** The case was decided without its answer: nothing is waited for, and one that comes is taken all the same. */
  decidedWithout: boolean;
  /** Who is at it, of the agency. */
  claimedBy: Holder | null;
  question?: string;
  persons: AskedPerson[];
  warnings: CheckWarning[];
  answer?: AnswerView;
  /** Version of the case, for `If-Match`. */
  version: number;
}

interface CheckRow {
  id: string;
  caseId: string;
  reference: string;
  agency: string;
  state: CheckState;
  rating: Rating;
  dueAt: Date;
  settledAt: Date | null;
  claimedBy: Holder | null;
  legalBasis: string;
  question: string | null;
  version: number;
  /** Dates as `YYYY-MM-DD`. */
  persons: AskedPersonRow[];
  warnings: CheckWarningRow[] | null;
  answer: (Omit<AnswerRow, 'at'> & { at: string }) | null;
}

/** A check as it was found, with how the actor stands to it. */
export interface FoundCheckView extends Asked {
  caseId: string;
  check: CheckView;
}

/** `address` and `relationship` as they are stored, and what they are sealed under. */
type AskedPersonRow = { [Field in keyof AskedPerson]-?: AskedPerson[Field] | null } & { id: string; onCase: string };

/** Reads a check, if the actor may know of it: in one statement, for an agency reads each before it answers. */
export async function readCheck(
  database: ServedDatabase,
  actor: Actor,
  id: string,
  now: Date,
): Promise<FoundCheckView | undefined> {
  const agency = agencyOf(actor);
  const [found] = await readsFor(database, actor).rows<CheckRow>`
    SELECT k."id", k."caseId", c."reference", k."agency", k."state", k."rating", k."dueAt", k."settledAt", k."legalBasis", k."question", c."version",
      ${holderOfCheck(agency)} AS "claimedBy",
      (SELECT json_agg(json_build_object('id', p."id", 'firstName', p."firstName", 'lastName', p."lastName", 'dateOfBirth', p."dateOfBirth",
                'expectedDate', p."expectedDate", 'address', p."address", 'relationship', cp."relationship", 'onCase', concat_ws(':', cp."caseId", cp."personId")) ORDER BY cp."position")
       FROM "AgencyCheckPerson" a JOIN "Person" p ON p."id" = a."personId"
       JOIN "CasePerson" cp ON cp."personId" = p."id" AND cp."caseId" = k."caseId" WHERE a."checkId" = k."id") AS "persons",
      ${warningsOfCheck} AS "warnings",
      (SELECT json_build_object('id', w."id", 'at', w."at", 'analysis', w."analysis", 'rating', w."rating",
         'results', (SELECT json_agg(r) FROM "CheckResult" r WHERE r."answerId" = w."id"),
         'information', COALESCE((SELECT json_agg(i ORDER BY i."position") FROM "CheckInformation" i WHERE i."answerId" = w."id"), '[]'))
       FROM "CheckAnswer" w WHERE w."checkId" = k."id") AS "answer"
    FROM "AgencyCheck" k JOIN "Case" c ON c."id" = k."caseId"
    WHERE k."id" = ${id}::uuid AND k."hubId" = ${actor.hubId} AND (${agency}::text IS NULL OR k."agency" = ${agency})
      AND ${isOpenTo(actor, now)}`;
  return found === undefined
    ? undefined
    : {
        caseId: found.caseId,
        standing: standingToCheck(actor, found.agency),
        check: checkView(database.sealing, found),
      };
}

function checkView(
  sealing: Sealing,
  { persons, warnings, answer, question, dueAt, settledAt, ...row }: CheckRow,
): CheckView {
  const { id, reference, agency, state, rating, legalBasis, version, claimedBy } = row;
  return {
    ...{ id, reference, agency, state, rating, legalBasis, version, claimedBy },
    settledAt: settledAt?.toISOString() ?? null,
    decidedWithout: isDecidedWithout({ state, settledAt }),
    ...known({ question: sealing.open('AgencyCheck.question', id, question) }),
    dueAt: dueAt.toISOString(),
    persons: persons.map((person) => askedPerson(sealing, person)),
    warnings: (warnings ?? []).map((warning) => checkWarning(sealing, warning)),
    ...(answer === null ? {} : { answer: answerView(sealing, { ...answer, at: new Date(answer.at) }) }),
  };
}

function askedPerson(sealing: Sealing, { onCase, ...person }: AskedPersonRow): AskedPerson {
  return known({
    ...person,
    address: sealing.openJson('Person.address', person.id, person.address) as Address | null,
    relationship: sealing.open('CasePerson.relationship', onCase, person.relationship),
  }) as AskedPerson;
}
